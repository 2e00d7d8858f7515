package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.Tail;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private static float[] random(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-4, 5)));
        }
        return values;
    }

    private static QuantisedWeights rounded(String format, String granularity, float... values) {
        return RoundToNearestWeights.quantise(
                WeightFormats.of(format, granularity), values, new int[] {1, values.length});
    }

    /** Mean magnitude (0.9 + 0.1 + 0.4 + 0.6) / 4 = 0.5: 1.8, 0.2, −0.8 and 1.2 steps. */
    @Test
    void ternaryWeightsGoByTheMeanMagnitude() {
        var ternary = rounded("ternary", "channel", 0.9f, 0.1f, -0.4f, 0.6f);
        assertThat(ternary.scales()).containsExactly(0.5f);
        assertThat(ternary.codes()).containsExactly(1, 0, -1, 1);
        assertThat(rounded("ternary", "tensor", 0, 0).codes()).containsExactly(0, 0);
    }

    /** Three bits: 0, ±1, ±2, ±4 in steps of 8 / 4 = 2. Halfway, 3 steps and 1.5 steps, the smaller one. */
    @Test
    void powersOfTwoTakeTheNearest() {
        var powers = rounded("pot3", "channel", 8, -6.1f, 6, 3, -2.9f, 1, -1.1f, 0);
        assertThat(powers.scales()).containsExactly(2);
        assertThat(powers.codes()).containsExactly(4, -4, 2, 1, -1, 0, -1, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void powersOfTwoAreTheNearestOfAll(int bits) {
        long seed = 11;
        var random = new SplittableRandom(seed);
        float[] values = random(random, 200);
        var ours = rounded("pot" + bits, "channel", values);
        List<Integer> all = new ArrayList<>(List.of(0));
        for (int e = 0; e < (1 << bits - 1) - 1; e++) {
            all.add(1 << e);
            all.add(-(1 << e));
        }
        for (int i = 0; i < values.length; i++) {
            float scale = ours.scales()[0];
            double least = Double.POSITIVE_INFINITY;
            for (int code : all) {
                least = Math.min(least, Math.abs(values[i] - (double) code * scale));
            }
            assertThat(all).contains(ours.codes()[i]);
            assertThat(Math.abs(values[i] - (double) ours.codes()[i] * scale))
                    .as("seed %d value %d", seed, i)
                    .isLessThanOrEqualTo(least * (1 + 1e-12));
        }
    }

    /** ±4 ±1 makes up all of 5, −3, 3 and −5. */
    @Test
    void binaryCodesFindWhatIsMadeOfPowersOfTwo() {
        var coded = rounded("bcq2", "channel", 5, -3, 3, -5);
        assertThat(coded.reals()).containsExactly(5, -3, 3, -5);
        assertThat(coded.scales()).containsExactly(1);
    }

    /** Codes are sums of as many signed powers of two as there are digits, and not far from the best sums that there are. */
    @ParameterizedTest
    @CsvSource({"1, 1.6", "2, 1.6", "3, 2"})
    void binaryCodesAreSumsOfSharedPowersOfTwo(int digits, double most) {
        long seed = 12;
        var random = new SplittableRandom(seed);
        double ours = 0;
        double best = 0;
        for (int trial = 0; trial < 20; trial++) {
            float[] values = random(random, 12);
            var coded = rounded("bcq" + digits, "channel", values);
            var levels = new TreeSet<Integer>();
            for (int code : coded.codes()) {
                levels.add(Math.abs(code));
                assertThat(coded.format().codes().least() <= code
                                && code <= coded.format().codes().largest())
                        .isTrue();
            }
            assertThat(levels.size()).isLessThanOrEqualTo(1 << digits - 1);
            ours += error(values, coded.reals());
            best += leastError(values, new int[digits], 0);
        }
        assertThat(ours).isBetween(best * (1 - 1e-9), most * best);
    }

    private static double error(float[] values, float[] reals) {
        double error = 0;
        for (int i = 0; i < values.length; i++) {
            error += ((double) values[i] - reals[i]) * ((double) values[i] - reals[i]);
        }
        return error;
    }

    /** Over all exponents from −8 to 4. */
    private static double leastError(float[] values, int[] exponents, int digit) {
        if (digit == exponents.length) {
            double error = 0;
            for (float value : values) {
                double least = Double.POSITIVE_INFINITY;
                for (int signs = 0; signs < 1 << digit; signs++) {
                    double sum = 0;
                    for (int a = 0; a < digit; a++) {
                        sum += Math.scalb((signs >> a & 1) * 2 - 1.0, exponents[a]);
                    }
                    least = Math.min(least, (value - sum) * (value - sum));
                }
                error += least;
            }
            return error;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int e = -8; e <= (digit == 0 ? 4 : exponents[digit - 1]); e++) {
            exponents[digit] = e;
            best = Math.min(best, leastError(values, exponents, digit + 1));
        }
        return best;
    }

    /** Of 16 bits: max |x| = 5.3 is below 2^3, so steps are 2^(3 − 15) (Das et al., arXiv 1802.00930). */
    @Test
    void dynamicFixedPointHasOnePowerOfTwo() {
        float[] values = {5.3f, -1.25f, 0.0001f, 0.0002f};
        var fixed = rounded("dfp16", "channel", values);
        assertThat(fixed.scales()).containsExactly(0x1p-12f);
        for (int i = 0; i < values.length; i++) {
            assertThat(fixed.codes()[i]).isEqualTo((int) Math.rint(values[i] * 4096.0));
        }
    }

    /** Blocks along any axis are what the arithmetic library makes of the lines along it, laid out one by one. */
    @ParameterizedTest
    @EnumSource(Blocks.Lines.class)
    void blocksRunAlongAnyAxis(Blocks.Lines lines) {
        long seed = 13;
        var random = new SplittableRandom(seed);
        int[] shape = {5, 3, 4, 7};
        float[] values = random(random, 5 * 3 * 4 * 7);
        var block = BlockFormat.blockFloatingPoint(3, 4, 8);
        float[] expected = new float[values.length];
        int axis = switch (lines) {
            case FILTERS -> 0;
            case ROWS -> 1;
            case COLUMNS -> 2;
            case CHANNELS -> 3;
            case FILTER -> -1;
        };
        int[] steps = {84, 28, 7, 1};
        for (int start = 0; start < values.length; start++) {
            int length = axis < 0 ? 84 : shape[axis];
            int step = axis < 0 ? 1 : steps[axis];
            if (axis < 0 ? start % 84 != 0 : start / step % length != 0) {
                continue;
            }
            float[] line = new float[length];
            for (int i = 0; i < length; i++) {
                line[i] = values[start + i * step];
            }
            float[] theirs = block.encode(line).decode();
            for (int i = 0; i < length; i++) {
                expected[start + i * step] = theirs[i] + 0f; // integers have no −0
            }
        }
        WeightFormat format = WeightFormats.of("bfp4e8_3", "channel", lines, Tail.SHORT_BLOCK);
        assertThat(RoundToNearestWeights.quantise(format, values, shape).reals())
                .as("seed %d", seed)
                .containsExactly(expected);
    }

    /** Two filters of 33 channels: two blocks of 32 each, of which the second holds one weight. */
    @Test
    void tailsAreShortFilledOrRefused() {
        int[] shape = {2, 33};
        var shortOnes = WeightFormats.of("mxint8", "channel", Blocks.Lines.CHANNELS, Tail.SHORT_BLOCK);
        var filled = WeightFormats.of("mxint8", "channel", Blocks.Lines.CHANNELS, Tail.FILL_WITH_ZEROS);
        var refused = WeightFormats.of("mxint8", "channel", Blocks.Lines.CHANNELS, Tail.REFUSE);
        assertThat(shortOnes.bits(shape)).isEqualTo(66 * 8 + 4 * 8);
        assertThat(filled.bits(shape)).isEqualTo(4 * 32 * 8 + 4 * 8);
        float[] values = random(new SplittableRandom(1), 66);
        assertThat(RoundToNearestWeights.quantise(filled, values, shape).codes())
                .containsExactly(
                        RoundToNearestWeights.quantise(shortOnes, values, shape).codes());
        assertThatThrownBy(() -> RoundToNearestWeights.quantise(refused, values, shape))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("lines of 33 values along channels are no whole blocks of 32");
        assertThatThrownBy(() -> RoundToNearestWeights.quantise(
                        WeightFormats.of("int4", "group:2", Blocks.Lines.ROWS, Tail.SHORT_BLOCK), values, shape))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("need a kernel");
    }
}
