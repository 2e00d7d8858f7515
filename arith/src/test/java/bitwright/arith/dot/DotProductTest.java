package bitwright.arith.dot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;
import bitwright.arith.dot.Accumulation.FixedPoint;
import bitwright.arith.dot.Accumulation.Floating;
import bitwright.arith.dot.Accumulation.OnOverflow;
import bitwright.arith.posit.Posit;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DotProductTest {
    private static final FloatFormat BF16 = Floats.BFLOAT16;

    private static int[] codes(NumberFormat format, double... values) {
        int[] codes = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            codes[i] = format.encode(values[i]);
        }
        return codes;
    }

    @Test
    void theOrderOfRoundingsDecides() {
        // In bfloat16, 256 + 1 rounds back to 256: one by one the ones vanish, in a tree of four 1 + 1 survives.
        int[] a = codes(BF16, 256, 1, 1, 1);
        int[] b = codes(BF16, 1, 1, 1, 1);
        var exact = new ExactMultiplier(BF16);
        assertThat(new DotProduct(exact, Floating.sequential(BF16)).of(a, b)).isEqualTo(256);
        assertThat(new DotProduct(exact, Floating.tree(BF16, 4)).of(a, b)).isEqualTo(258); // (256 + 1) + (1 + 1)
        assertThat(new DotProduct(exact, Floating.tree(BF16, 2)).of(a, b)).isEqualTo(258);
        assertThat(new DotProduct(exact, Floating.float32()).of(a, b)).isEqualTo(259);
        assertThat(new DotProduct(exact, new Accumulation.Exact()).of(a, b)).isEqualTo(259);
    }

    @Test
    void aShortLastTreePassesTheOddOneThrough() {
        // Width 4, five products: 256 | tree(1,1,1,1) first = 4 → 4; then 256 alone: 260.
        int[] a = codes(BF16, 1, 1, 1, 1, 256);
        int[] b = codes(BF16, 1, 1, 1, 1, 1);
        var tree = new DotProduct(new ExactMultiplier(BF16), Floating.tree(BF16, 4));
        assertThat(tree.of(a, b)).isEqualTo(260);
        // Width 8, three products: (256 + 1) + 1 with 256 + 1 = 256: the odd one joins last.
        var wide = new DotProduct(new ExactMultiplier(BF16), Floating.tree(BF16, 8));
        assertThat(wide.of(codes(BF16, 256, 1, 1), codes(BF16, 1, 1, 1))).isEqualTo(256);
        assertThat(wide.of(codes(BF16, 1, 1, 256), codes(BF16, 1, 1, 1))).isEqualTo(258);
    }

    @Test
    void productsMayRoundBeforeTheyAreAdded() {
        // 1.0078125² = 1.01568604: as a bfloat16 1.015625; minus that, the fused sum keeps 2^−14.
        double x = 1 + 0x1p-7;
        int[] a = codes(BF16, x, -1.015625);
        int[] b = codes(BF16, x, 1);
        var fused = new Floating(BF16, Rounding.NEAREST_EVEN, 1, true);
        var rounded = new Floating(BF16, Rounding.NEAREST_EVEN, 1, false);
        assertThat(new DotProduct(new ExactMultiplier(BF16), rounded).of(a, b)).isZero();
        assertThat(new DotProduct(new ExactMultiplier(BF16), fused).of(a, b)).isZero(); // the register rounds as well
        int[] c = codes(BF16, -1.015625, x);
        int[] d = codes(BF16, 1, x);
        assertThat(new DotProduct(new ExactMultiplier(BF16), fused).of(c, d)).isEqualTo(0x1p-14);
        assertThat(new DotProduct(new ExactMultiplier(BF16), rounded).of(c, d)).isZero();
    }

    @Test
    void float32SumsAreThoseOfTheProcessor() {
        long seed = 20250071;
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            int[] a = new int[50];
            int[] b = new int[50];
            float expected = 0;
            for (int i = 0; i < a.length; i++) {
                a[i] = random.nextInt(0x7F80) | random.nextInt(2) << 15;
                b[i] = 0x3C00 + random.nextInt(0x500);
                // The product of two bfloat16 is exact in float32, unless it leaves its range.
                expected += (float) (BF16.decode(a[i]) * BF16.decode(b[i]));
            }
            double sum = new DotProduct(new ExactMultiplier(BF16), Floating.float32()).of(a, b);
            if (Math.abs(expected) > 1e-20 && Float.isFinite(expected)) {
                assertThat((float) sum).as("seed %d trial %d", seed, trial).isEqualTo(expected);
            }
        }
    }

    @Test
    void exactSumsRoundOnceToTheResult() {
        // 1 + 2^-4 + 2^-30 in e4m3fn: a tie but for the last term, which must not get lost.
        var format = Floats.FLOAT32;
        int[] a = codes(format, 1, 0x1p-4, 0x1p-30);
        int[] b = codes(format, 1, 1, 1);
        var dot = new DotProduct(new ExactMultiplier(format), new Accumulation.Exact());
        assertThat(dot.of(a, b, Floats.E4M3FN, Rounding.NEAREST_EVEN, Overflow.SATURATE))
                .isEqualTo(0x39);
        int[] huge = codes(format, 1e38, 0x1p-100, -1e38);
        int[] ones = codes(format, 1e30, 1, 1e30);
        assertThat(dot.of(huge, ones)).isEqualTo(0x1p-100);
    }

    @Test
    void wideProductsAreExactOrRefused() {
        var posit = new Posit(32, 2);
        int[] a = {0x40000001, 0x40000001};
        int[] b = {0x40000001, posit.negate(0x40000000)};
        var exact = new DotProduct(new ExactMultiplier(posit), new Accumulation.Exact());
        BigDecimal x = new BigDecimal(posit.decode(0x40000001));
        assertThat(exact.of(a, b)).isEqualTo(x.multiply(x).subtract(x).doubleValue());
        var rounding = new DotProduct(new ExactMultiplier(posit), Floating.float32());
        assertThatThrownBy(() -> rounding.of(a, b)).hasMessageContaining("exact accumulator");
        var int32 = IntegerFormat.signed(32);
        var integer = new DotProduct(new ExactMultiplier(int32), FixedPoint.integer(64, OnOverflow.WRAP));
        int[] big = {0x7FFFFFFF, 0x7FFFFFFD};
        // (2^31 − 1)² + (2^31 − 3)² = 2^63 − 2^34 + 10 + 2^31 … : checked with exact integers
        long expected = 0x7FFFFFFFL * 0x7FFFFFFFL + 0x7FFFFFFDL * 0x7FFFFFFDL;
        assertThat(integer.of(big, big)).isEqualTo((double) expected);
    }

    @Test
    void integerRegistersWrapSaturateOrDetect() {
        var int8 = IntegerFormat.signed(8);
        int[] a = codes(int8, 100, 100, -1);
        int[] b = codes(int8, 2, 1, 1);
        // In 9 bits: 200, then 300 > 255.
        assertThat(fixed(int8, 9, OnOverflow.WRAP).of(a, b)).isEqualTo(300 - 512 - 1);
        assertThat(fixed(int8, 9, OnOverflow.SATURATE).of(a, b)).isEqualTo(254);
        assertThatThrownBy(() -> fixed(int8, 9, OnOverflow.DETECT).of(a, b))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("accumulator of 9 bits overflows at product 2: 200 + 100");
        assertThat(fixed(int8, 10, OnOverflow.DETECT).of(a, b)).isEqualTo(299);
    }

    private static DotProduct fixed(IntegerFormat format, int bits, OnOverflow overflow) {
        return new DotProduct(new ExactMultiplier(format), FixedPoint.integer(bits, overflow));
    }

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void fixedPointRegistersRoundProducts(Rounding rounding) {
        for (double value : new double[] {0.3, -0.3, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3, -3.75, 1e9 + 0.5}) {
            Accumulator register = new FixedPoint(40, 0, rounding, OnOverflow.DETECT).start();
            register.add(value);
            var wide = new IntegerFormat("int40", 32, bitwright.arith.IntegerCoding.TWOS_COMPLEMENT, 0);
            double expected = wide.decode(wide.encode(value, rounding, Overflow.SATURATE));
            assertThat(register.value()).as("%s of %s", rounding, value).isEqualTo(expected + 0.0);
        }
    }

    @Test
    void lMulByHand() {
        var lmul = new LMul(Floats.E4M3FN);
        assertThat(lmul.multiply(0x38, 0x38)).isEqualTo(0x39); // 1 · 1 = 1.125: the offset 2^−3
        assertThat(lmul.product(0x40, 0xC0)).isEqualTo(-4.5); // 2 · −2 = −4 · 1.125
        // 1.5 · 1.75: fractions 0.5 + 0.75 + 0.125 = 1.375: the adder gives 2 · 1.375, the equation 1 + 1.375.
        assertThat(lmul.product(0x3C, 0x3E)).isEqualTo(2.75);
        assertThat(new LMul(Floats.E4M3FN, LMul.Variant.EQUATION_TRUNCATED).product(0x3C, 0x3E))
                .isEqualTo(2.25);
        assertThat(new LMul(Floats.E4M3FN, LMul.Variant.RAW_ADDER).multiply(0, 0))
                .isEqualTo(0x49); // wraps
        assertThat(lmul.multiply(0, 0x80)).isEqualTo(0x80);
        assertThatThrownBy(() -> new LMul(Floats.E8M0FNU)).hasMessageContaining("sign");
    }

    @Test
    void lMulErrorsShrinkUntilTheOffsetStopsHelping() {
        assertThat(LMulError.of(3).adder().meanMagnitude()).isBetween(0.052, 0.053);
        assertThat(LMulError.of(7).adder().meanMagnitude()).isBetween(0.026, 0.027);
        assertThat(LMulError.of(7).equation().meanMagnitude()).isBetween(0.075, 0.0751);
    }

    @Test
    void approximateMultipliersByHand() {
        var uint8 = IntegerFormat.unsigned(8);
        // Mitchell: 3 · 3 = 2^(1+1+0.5+0.5 as logs) = 8; 6 · 5: 2^(2+2) · (1 + 0.5 + 0.25) = 28.
        var mitchell = new MitchellMultiplier(uint8, uint8);
        assertThat(mitchell.product(3, 3)).isEqualTo(8);
        assertThat(mitchell.product(6, 5)).isEqualTo(28);
        assertThat(mitchell.product(0, 5)).isZero();
        assertThat(mitchell.product(16, 8)).isEqualTo(128);
        // DRUM with 4 bits: 200 = 11001000b keeps 1101b · 2^4 = 208; 9 has four bits and stays.
        var drum = new DrumMultiplier(uint8, uint8, 4);
        assertThat(drum.product(200, 9)).isEqualTo(208 * 9);
        // Without the two lowest columns: 7 · 3 = 7 + 14; row 0 keeps 4, row 1 keeps 6·2 = 12.
        assertThat(new TruncatedMultiplier(uint8, uint8, 2).product(7, 3)).isEqualTo(16);
        assertThat(new TruncatedMultiplier(uint8, uint8, 0).product(7, 3)).isEqualTo(21);
    }

    @Test
    void mitchellIsNeverTooLargeAndAtMostANinthTooSmall() {
        var uint8 = IntegerFormat.unsigned(8);
        var mitchell = new MitchellMultiplier(uint8, uint8);
        for (int a = 1; a < 256; a++) {
            for (int b = 1; b < 256; b++) {
                assertThat(mitchell.product(a, b) / (a * b)).isBetween(8.0 / 9, 1.0);
            }
        }
    }
}
