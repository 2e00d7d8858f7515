package bitwright.arith;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FloatArithmeticTest {
    /** Digits that hold every finite binary fraction a quotient can be, so that only others are cut off, never to a tie. */
    private static MathContext digits(FloatFormat format) {
        return new MathContext(format.bits() <= 8 ? 60 : 400, RoundingMode.DOWN);
    }

    static Stream<FloatFormat> eightBits() {
        return Floats.ALL.stream().filter(f -> f.bits() <= 8 && f.signed());
    }

    @Test
    void allPairsOfE4m3fnUnderTwoRoundings() {
        allPairs(new FloatArithmetic(Floats.E4M3FN));
        allPairs(new FloatArithmetic(Floats.E4M3FN, Rounding.DOWN, Overflow.SATURATE));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("eightBits")
    void allPairsOfEveryFormatUnderEveryRounding(FloatFormat format) {
        for (Rounding rounding : Rounding.values()) {
            allPairs(new FloatArithmetic(format, rounding, Overflow.INFINITY));
        }
    }

    private static void allPairs(FloatArithmetic unit) {
        FloatFormat format = unit.format();
        ExactValues oracle = ExactValues.of(format);
        for (int a = 0; a <= format.mask(); a++) {
            for (int b = 0; b <= format.mask(); b++) {
                pair(unit, oracle, a, b);
            }
        }
    }

    private static void pair(FloatArithmetic unit, ExactValues oracle, int a, int b) {
        double x = unit.format().decode(a);
        double y = unit.format().decode(b);
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            return; // the golden data has these; what follows is about rounding
        }
        BigDecimal p = new BigDecimal(x);
        BigDecimal q = new BigDecimal(y);
        same(unit, oracle, p.add(q), x + y, unit.add(a, b), "+", a, b);
        same(unit, oracle, p.subtract(q), x - y, unit.subtract(a, b), "-", a, b);
        same(unit, oracle, p.multiply(q), x * y, unit.multiply(a, b), "*", a, b);
        if (y != 0) {
            same(unit, oracle, p.divide(q, digits(unit.format())), x / y, unit.divide(a, b), "/", a, b);
        }
    }

    /** The sign of an exact zero is that of the double operation, but for the rounding to −∞. */
    private static void same(
            FloatArithmetic unit,
            ExactValues oracle,
            BigDecimal exact,
            double near,
            int actual,
            String op,
            int a,
            int b) {
        FloatFormat format = unit.format();
        if (exact.signum() == 0) {
            assertThat(format.decode(actual)).as("%x %s %x", a, op, b).isZero();
            return;
        }
        boolean negative = exact.signum() < 0;
        int magnitude = oracle.round(exact.abs(), negative, unit.rounding());
        int expected;
        if (magnitude < 0) {
            expected = unit.overflow() == Overflow.INFINITY
                    ? format.infinityCode(negative)
                    : format.maxFiniteCode() | (negative ? format.signBit() : 0);
        } else {
            boolean plusZero = magnitude == 0 && !format.hasNegativeZero();
            expected = plusZero || !negative ? magnitude : magnitude | format.signBit();
        }
        if (actual != expected) {
            assertThat(actual)
                    .as("%s: %x %s %x = %s, %s", format.name(), a, op, b, near, unit.rounding())
                    .isEqualTo(expected);
        }
    }

    @Test
    void randomPairsOfWiderFormats() {
        long seed = 20250011;
        Random random = new Random(seed);
        for (FloatFormat format : List.of(Floats.FLOAT16, Floats.BFLOAT16)) {
            ExactValues oracle = ExactValues.of(format);
            for (Rounding rounding : Rounding.values()) {
                var unit = new FloatArithmetic(format, rounding, Overflow.INFINITY);
                for (int trial = 0; trial < 500; trial++) {
                    int a = random.nextInt(1 << 16);
                    int b = trial % 2 == 0 ? random.nextInt(1 << 16) : (a ^ random.nextInt(1 << 12)) ^ 0x8000;
                    pair(unit, oracle, a, b);
                    fused(unit, oracle, a, b, random.nextInt(1 << 16), seed);
                }
            }
        }
    }

    private static void fused(FloatArithmetic unit, ExactValues oracle, int a, int b, int c, long seed) {
        double x = unit.format().decode(a);
        double y = unit.format().decode(b);
        double z = unit.format().decode(c);
        if (Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z)) {
            BigDecimal exact = new BigDecimal(x).multiply(new BigDecimal(y)).add(new BigDecimal(z));
            same(unit, oracle, exact, x * y + z, unit.multiplyAdd(a, b, c), "*+ (seed " + seed + ")", a, b);
        }
    }

    @Test
    void float32AgreesWithTheProcessor() {
        long seed = 20250012;
        Random random = new Random(seed);
        var unit = new FloatArithmetic(Floats.FLOAT32);
        for (int trial = 0; trial < 100_000; trial++) {
            int a = random.nextInt();
            int b = trial % 2 == 0 ? random.nextInt() : a ^ random.nextInt(1 << 26);
            float x = Float.intBitsToFloat(a);
            float y = Float.intBitsToFloat(b);
            String what = "seed " + seed + " trial " + trial;
            sameFloat(unit.add(a, b), x + y, what);
            sameFloat(unit.subtract(a, b), x - y, what);
            sameFloat(unit.multiply(a, b), x * y, what);
            sameFloat(unit.divide(a, b), x / y, what);
            sameFloat(unit.sqrt(a), (float) Math.sqrt(x), what); // correct: 53 bits are more than twice 24 plus 2
            sameFloat(unit.multiplyAdd(a, b, 0x3F800001), Math.fma(x, y, 1.0000001f), what);
        }
    }

    private static void sameFloat(int actual, float expected, String what) {
        if (Float.isNaN(expected)) {
            assertThat(Floats.FLOAT32.isNan(actual)).as(what).isTrue();
        } else {
            assertThat(actual).as(what).isEqualTo(Float.floatToRawIntBits(expected));
        }
    }

    @Test
    void cancellingGivesMinusZeroOnlyWhenRoundingDown() {
        assertThat(new FloatArithmetic(Floats.E4M3FN).subtract(0x38, 0x38)).isZero();
        assertThat(new FloatArithmetic(Floats.E4M3FN, Rounding.DOWN, Overflow.SATURATE).subtract(0x38, 0x38))
                .isEqualTo(0x80);
    }
}
