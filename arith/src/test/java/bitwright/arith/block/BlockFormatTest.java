package bitwright.arith.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.Rounding;
import bitwright.arith.Specials;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlockFormatTest {
    @Test
    void theSpecificationClampsTheBlockMaximum() {
        // floor(log2 957) = 9, emax 8: scale 2^1; 957 / 2 = 478.5 clamps to 448, which is 896 (microxcaling issue 4).
        BlockTensor tensor = BlockFormat.MXFP8_E4M3.encode(new float[] {957, 1});
        assertThat(tensor.scales()).containsExactly(127 + 1);
        assertThat(tensor.decode()).containsExactly(896, 1);
    }

    @ParameterizedTest(name = "{0} of {1}: scale 2^{2}")
    @CsvSource({
        // MXFP4: emax 2, max 6
        "FLOOR, 7, 0", // floor(log2 7) = 2
        "CEIL, 7, 1", // ceil(log2 7) = 3
        "CEIL, 4, 0", // a power of two is its own ceiling
        "ROUND_UP, 7, 1", // 7/6 rounds up to 2
        "ROUND_UP, 6, 0", // 6 · f32(1/6) = 1.0000000298 in reals, 1 in float32
        "EVEN, 7, 1", // 7 = 1.75 · 4 rounds to 2 · 4 with one fraction bit
        "EVEN, 6.9, 0", // 1.725 rounds to 1.5
        "NEAREST, 8.9, 0", // 8.9/6 = 1.483: nearer to 1
        "NEAREST, 9, 1" // 1.5 ties up to the even significand 2
    })
    void scaleRulesByHand(ScaleRule rule, float amax, int exponent) {
        var format = BlockFormat.MXFP4_E2M1.with(rule);
        assertThat(format.scaleCode(new float[] {0, -amax, amax / 3}, 0, 3)).isEqualTo(127 + exponent);
    }

    @ParameterizedTest
    @EnumSource(ScaleRule.class)
    void elementsAreTheExactQuotientRoundedOnce(ScaleRule rule) {
        long seed = 20250051;
        Random random = new Random(seed);
        for (BlockFormat mx : BlockFormat.MX) {
            BlockFormat format = mx.with(rule);
            List<BigDecimal> possible = new ArrayList<>();
            for (int code = 0; code < 1 << format.element().bits(); code++) {
                double value = format.element().decode(code);
                if (Double.isFinite(value) && format.element().encode(value) == code) {
                    possible.add(new BigDecimal(value));
                }
            }
            for (int trial = 0; trial < 25; trial++) {
                float[] values = block(random, trial);
                BlockTensor tensor = format.encode(values);
                BigDecimal scale = new BigDecimal(format.scale().decode(tensor.scales()[0]));
                for (int i = 0; i < values.length; i++) {
                    BigDecimal quotient = new BigDecimal(values[i]).divide(scale); // a power of two: it ends
                    BigDecimal chosen = new BigDecimal(format.element().decode(tensor.elements()[i]));
                    BigDecimal error = quotient.subtract(chosen).abs();
                    for (BigDecimal other : possible) {
                        if (error.compareTo(quotient.subtract(other).abs()) > 0) {
                            fail("seed %d trial %d: %s is nearer to %s than %s", seed, trial, other, quotient, chosen);
                        }
                    }
                }
            }
        }
    }

    private static float[] block(Random random, int trial) {
        float[] values = new float[4];
        int exponent = trial % 5 == 0 ? -140 : random.nextInt(40) - 20;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.scalb(random.nextGaussian(), exponent);
        }
        return values;
    }

    @Test
    void zeroBlocksFollowTheNamedPolicy() {
        float[] zeros = new float[32];
        assertThat(BlockFormat.MXFP8_E4M3.encode(zeros).scales()).containsExactly(0);
        assertThat(BlockFormat.MXINT8.encode(zeros).scales()).containsExactly(1); // 2^−126 itself
        assertThat(BlockFormat.MXINT8
                        .with(ZeroBlock.SMALLEST_SCALE)
                        .encode(zeros)
                        .scales())
                .containsExactly(0);
        assertThat(BlockFormat.MXFP8_E4M3.with(ZeroBlock.ONE).encode(zeros).scales())
                .containsExactly(127 - 8);
    }

    @Test
    void nonFiniteValuesFollowTheNamedPolicy() {
        float[] values = {1, Float.NaN, Float.NEGATIVE_INFINITY, 448};
        BlockTensor whole = BlockFormat.MXFP8_E4M3.encode(values);
        assertThat(whole.scales()).containsExactly(0xFF);
        assertThat(whole.elements()).containsExactly(0, 0, 0, 0);
        assertThat(whole.decode()).containsOnly(Float.NaN);
        BlockTensor single =
                BlockFormat.MXFP8_E4M3.with(NonFinite.ELEMENT_BY_ELEMENT).encode(values);
        assertThat(single.decode()).containsExactly(1, Float.NaN, -448, 448);
        assertThatThrownBy(() -> BlockFormat.MXFP8_E4M3.with(NonFinite.REFUSE).encode(values))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("mxfp8_e4m3: value 1 is NaN, not a finite number");
    }

    @Test
    void incompleteBlocksFollowTheNamedPolicy() {
        float[] values = new float[33];
        values[32] = 1;
        BlockTensor shorter = BlockFormat.MXFP4_E2M1.encode(values);
        assertThat(shorter.elements()).hasSize(33);
        assertThat(shorter.scales()).containsExactly(0, 127 - 2);
        BlockTensor filled = BlockFormat.MXFP4_E2M1.with(Tail.FILL_WITH_ZEROS).encode(values);
        assertThat(filled.elements()).hasSize(64);
        assertThat(filled.decode()).isEqualTo(values);
        assertThatThrownBy(() -> BlockFormat.MXFP4_E2M1.with(Tail.REFUSE).encode(values))
                .hasMessage("mxfp4_e2m1: the number of values must be a multiple of 32, got 33");
    }

    @Test
    void packedCodesComeBack() {
        float[] values = new float[70];
        Random random = new Random(20250052);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (BlockFormat format : BlockFormat.MX) {
            BlockTensor tensor = format.encode(values);
            byte[] elements = tensor.packedElements();
            assertThat(elements).hasSize((70 * format.element().bits() + 7) / 8);
            assertThat(BlockTensor.unpack(format, 70, tensor.packedScales(), elements))
                    .isEqualTo(tensor);
        }
        assertThat(BlockFormat.MXFP4_E2M1.bitsPerValue()).isEqualTo(4.25);
    }

    @Test
    void blockFloatingPointByHand() {
        // 4-bit mantissas have two fraction bits: values k/4 · scale, |k| ≤ 7; 5 sets the scale 2^2, so steps of 1.
        BlockFormat bfp = BlockFormat.blockFloatingPoint(4, 4, 5);
        BlockTensor tensor = bfp.encode(new float[] {5, -1.5f, 0.4f, 7.9f});
        assertThat(tensor.decode()).containsExactly(5, -2, 0, 7);
        assertThat(tensor.scales()).containsExactly(15 + 2);
    }

    @Test
    void dynamicFixedPointIsOneBlock() {
        BlockFormat dynamic = BlockFormat.dynamicFixedPoint(16);
        BlockTensor tensor = dynamic.encode(new float[] {3, 1e-4f, -2.5f});
        assertThat(tensor.scales()).hasSize(1);
        assertThat(tensor.value(0)).isEqualTo(3);
        assertThat(tensor.value(1)).isEqualTo(Math.rint(1e-4f * 8192) / 8192); // steps of 2^(1 − 14)
    }

    @Test
    void aScaleWithAFractionNeedsARuleThatMakesOne() {
        assertThatThrownBy(() -> BlockFormat.nvfp4SingleLevel().with(ScaleRule.FLOOR))
                .hasMessageContaining("mantissaBits 0");
    }

    @Test
    void nvfp4RefusesWhatItsRecipeDoesNotDefine() {
        assertThatThrownBy(() -> new NvFp4().encode(new float[] {1, Float.NaN}))
                .hasMessage("NVFP4: value 1 is NaN, not a finite number");
        assertThatThrownBy(() -> new NvFp4(449, Rounding.NEAREST_EVEN)).hasMessageContaining("scaleMax");
        NvFp4.Tensor tensor = new NvFp4().encode(new float[] {0, 6, -3});
        assertThat(tensor.value(1)).isCloseTo(6, within(1e-6f)); // the float32 reciprocals leave a last place
        assertThat(tensor.value(2)).isCloseTo(-3, within(1e-6f));
    }

    @Test
    void dotProductsAreExact() {
        long seed = 20250053;
        Random random = new Random(seed);
        for (int trial = 0; trial < 50; trial++) {
            float[] x = new float[64];
            float[] y = new float[64];
            for (int i = 0; i < 64; i++) {
                x[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(60) - 30);
                y[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(60) - 30);
            }
            BlockTensor a = BlockFormat.MXFP8_E5M2.encode(x);
            BlockTensor b = BlockFormat.MXFP6_E2M3.encode(y);
            BigDecimal exact = BigDecimal.ZERO;
            for (int i = 0; i < 64; i++) {
                exact = exact.add(new BigDecimal(a.value(i)).multiply(new BigDecimal(b.value(i))));
            }
            assertThat(a.dot(b)).as("seed %d trial %d", seed, trial).isEqualTo(exact.doubleValue());
        }
    }

    @Test
    void anyFloatFormatMayBeAnElement() {
        var e3m3 = new FloatFormat("e3m3", 3, 3, 3, Specials.NONE);
        BlockTensor tensor = BlockFormat.mx("mx_e3m3", e3m3).encode(new float[] {1.1f});
        // emax 4: scale 2^−4; 17.6 with three fraction bits at 2^4: steps of 2, so 18.
        assertThat(tensor.value(0)).isEqualTo(18.0 / 16);
        assertThat(Floats.E8M0FNU.decode(tensor.scales()[0])).isEqualTo(1.0 / 16);
    }
}
