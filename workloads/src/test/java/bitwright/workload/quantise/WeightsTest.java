package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.BlockTensor;
import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
    /** Two filters of four: largest magnitudes 7 and 14; 4 bits reach 7. */
    private static final float[] WEIGHTS = {7, -3.4f, 0.5f, 1.5f, -14, 2.9f, 3.1f, 5};

    @Test
    void granularitiesShareScales() {
        int[] shape = {2, 4};
        var tensor = RoundToNearestWeights.quantise(WeightFormats.of("int4", "tensor"), WEIGHTS, shape);
        // scale 14 / 7 = 2: 3.5 and −1.7 … with ties to even
        assertThat(tensor.scales()).containsExactly(2);
        assertThat(tensor.codes()).containsExactly(4, -2, 0, 1, -7, 1, 2, 2);
        var channel = RoundToNearestWeights.quantise(WeightFormats.of("int4", "channel"), WEIGHTS, shape);
        assertThat(channel.scales()).containsExactly(1, 2);
        assertThat(channel.codes()).containsExactly(7, -3, 0, 2, -7, 1, 2, 2);
        var group = RoundToNearestWeights.quantise(WeightFormats.of("int4", "group:3"), WEIGHTS, shape);
        // groups of three and a tail of one in each row
        assertThat(group.scales()).containsExactly(1, 1.5f / 7, 2, 5f / 7);
        assertThat(group.codes()).containsExactly(7, -3, 0, 7, -7, 1, 2, 7);
        assertThat(group.reals()[3]).isCloseTo(1.5f, org.assertj.core.api.Assertions.within(1e-6f));
    }

    /** Elements times scales are what the arithmetic library, checked against microxcaling, makes of each row. */
    @ParameterizedTest
    @ValueSource(strings = {"mxint8", "mxfp4_e2m1", "mxfp6_e2m3", "mxfp6_e3m2", "mxfp8_e4m3", "bfp4e8_16"})
    void blocksAreThoseOfTheArithmeticLibrary(String name) {
        long seed = 7;
        var random = new SplittableRandom(seed);
        int channels = 40; // a block and a tail
        float[] values = new float[3 * channels];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-6, 7)));
        }
        var format = (SharedScale) WeightFormats.of(name, "channel");
        var ours = RoundToNearestWeights.quantise(format, values, new int[] {3, channels});
        for (int row = 0; row < 3; row++) {
            float[] line = Arrays.copyOfRange(values, row * channels, (row + 1) * channels);
            BlockTensor theirs = format.block().encode(line);
            float[] expected = theirs.decode();
            for (int i = 0; i < channels; i++) {
                expected[i] += 0f; // integers have no −0
            }
            assertThat(Arrays.copyOfRange(ours.reals(), row * channels, (row + 1) * channels))
                    .as("seed %d row %d", seed, row)
                    .containsExactly(expected);
        }
        for (int code : ours.codes()) {
            assertThat(code).isBetween(format.codes().least(), format.codes().largest());
        }
    }

    @Test
    void whatCannotBeMultipliedByIntegersIsRefused() {
        assertThatThrownBy(() -> new SharedScale(BlockFormat.MXFP8_E5M2, Blocks.Lines.CHANNELS))
                .hasMessageContaining("which no operand holds");
        assertThatThrownBy(() -> WeightFormats.of("int99", "channel"))
                .hasMessage("bits must be between 2 and 16 and a group positive, got 99 and 0");
        assertThatThrownBy(() -> WeightFormats.of("q4", "channel"))
                .hasMessageStartingWith("format must be one of int2 to int16, ");
        assertThatThrownBy(() -> WeightFormats.of("int4", "rows"))
                .hasMessage("granularity must be tensor, channel or group:N, got 'rows'");
        assertThatThrownBy(() -> RoundToNearestWeights.quantise(
                        new IntegerSteps(4, 0), new float[] {Float.NaN}, new int[] {1, 1}))
                .isInstanceOf(WorkloadException.class);
    }
}
