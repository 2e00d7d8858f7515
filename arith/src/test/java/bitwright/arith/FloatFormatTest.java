package bitwright.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FloatFormatTest {
    static Stream<FloatFormat> smallFormats() {
        var others = List.of(
                new FloatFormat("flushing", 4, 3, 7, Specials.IEEE, true, LowCodes.ZERO),
                new FloatFormat("no_zero", 3, 2, 3, Specials.TOP_NAN, true, LowCodes.NORMAL),
                new FloatFormat("unsigned_flushing", 3, 3, 3, Specials.NONE, false, LowCodes.ZERO),
                new FloatFormat("p3109_k8p4", 4, 3, 8, Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY),
                new FloatFormat("wide_exponent", 7, 0, 90, Specials.TOP_NAN),
                new FloatFormat("long_fraction", 1, 6, -20, Specials.NONE));
        return Stream.concat(Floats.ALL.stream().filter(f -> f.bits() <= 8), others.stream());
    }

    static Stream<FloatFormat> allFormats() {
        return Stream.concat(smallFormats(), Stream.of(Floats.BFLOAT16, Floats.FLOAT16));
    }

    @ParameterizedTest
    @MethodSource("allFormats")
    void everyCodeDecodesToTheExactValueAndComesBack(FloatFormat format) {
        for (var entry : ExactValues.of(format).magnitudes()) {
            double value = format.decode(entry.code());
            assertThat(new BigDecimal(value)).as("code %x", entry.code()).isEqualByComparingTo(entry.value());
            assertThat(format.encode(value))
                    .isEqualTo(encodeable(format, value) ? entry.code() : format.nanCode(false));
            if (format.signed() && entry.value().signum() != 0) {
                assertThat(format.decode(entry.code() | format.signBit())).isEqualTo(-value);
                assertThat(format.encode(-value)).isEqualTo(entry.code() | format.signBit());
            }
        }
    }

    private static boolean encodeable(FloatFormat format, double value) {
        return value != 0 || format.lowCodes() != LowCodes.NORMAL;
    }

    @ParameterizedTest
    @MethodSource("smallFormats")
    void everyRoundingChoosesTheRightNeighbourAroundEveryTie(FloatFormat format) {
        ExactValues oracle = ExactValues.of(format);
        for (double size : pointsAround(oracle)) {
            for (boolean negative : format.signed() ? new boolean[] {false, true} : new boolean[] {false}) {
                for (Rounding rounding : Rounding.values()) {
                    int expected = oracle.round(new BigDecimal(size), negative, rounding);
                    double value = negative ? -size : size;
                    check(format, value, rounding, Overflow.SATURATE, saturated(format, expected, negative));
                    check(format, value, rounding, Overflow.SATURATE_FINITE, saturated(format, expected, negative));
                    int infinite = expected < 0 ? format.infinityCode(negative) : signed(format, expected, negative);
                    check(format, value, rounding, Overflow.INFINITY, infinite);
                }
            }
        }
    }

    /** Every value, every midpoint, their neighbouring doubles, and points far outside. */
    private static List<Double> pointsAround(ExactValues oracle) {
        List<Double> points = new ArrayList<>();
        double last = 0;
        List<BigDecimal> values = new ArrayList<>(
                oracle.magnitudes().stream().map(ExactValues.Entry::value).toList());
        values.add(oracle.beyond());
        for (BigDecimal value : values) {
            double here = value.doubleValue();
            for (double point : new double[] {here, (here + last) / 2, last + (here - last) / 4}) {
                points.add(point);
                points.add(Math.nextUp(point));
                points.add(Math.nextDown(point));
            }
            last = here;
        }
        points.add(last * 1.25);
        points.add(last * 1e9);
        points.add(values.get(1).doubleValue() * 1e-9);
        points.add(Double.MIN_VALUE);
        points.add(Double.MAX_VALUE);
        points.removeIf(point -> !(point > 0));
        return points;
    }

    private static int saturated(FloatFormat format, int code, boolean negative) {
        return signed(format, code < 0 ? format.maxFiniteCode() : code, negative);
    }

    private static int signed(FloatFormat format, int code, boolean negative) {
        boolean noNegativeZero = code == 0
                && (format.specials() == Specials.NEGATIVE_ZERO_NAN
                        || format.specials() == Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY);
        return noNegativeZero || !negative ? code : code | format.signBit();
    }

    private static void check(FloatFormat format, double value, Rounding rounding, Overflow overflow, int expected) {
        int actual = format.encode(value, rounding, overflow);
        if (actual != expected) {
            assertThat(actual)
                    .as("%s: %s (%a) %s %s", format.name(), value, value, rounding, overflow)
                    .isEqualTo(expected);
        }
    }

    @Test
    void randomDoublesRoundOnceToWiderFormats() {
        long seed = 20250001;
        Random random = new Random(seed);
        for (FloatFormat format : List.of(Floats.BFLOAT16, Floats.FLOAT16)) {
            ExactValues oracle = ExactValues.of(format);
            for (int trial = 0; trial < 3_000; trial++) {
                double size = Math.scalb(1 + random.nextDouble(), random.nextInt(44) - 30);
                if (trial % 3 == 0) { // close to a tie of the format
                    size = format.decode(format.encode(size)) * (1 + Math.scalb(1.0, -format.mantissaBits() - 2));
                    size = Math.abs(size + Math.ulp(size) * (random.nextInt(3) - 1));
                }
                for (Rounding rounding : Rounding.values()) {
                    int expected = oracle.round(new BigDecimal(size), false, rounding);
                    assertThat(format.encode(size, rounding, Overflow.SATURATE))
                            .as("seed %d trial %d %s of %a to %s", seed, trial, rounding, size, format.name())
                            .isEqualTo(saturated(format, expected, false));
                }
            }
        }
    }

    @Test
    void float32IsTheJavaFloat() {
        long seed = 20250002;
        Random random = new Random(seed);
        for (int trial = 0; trial < 200_000; trial++) {
            double value = Double.longBitsToDouble(random.nextLong());
            float direct = trial % 2 == 0 ? (float) value : Float.intBitsToFloat(random.nextInt());
            double from = trial % 2 == 0 ? value : direct;
            if (!Double.isNaN(from)) {
                assertThat(Floats.FLOAT32.encode(from))
                        .as("seed %d trial %d: %a", seed, trial, from)
                        .isEqualTo(Float.floatToRawIntBits(direct));
                assertThat(Floats.FLOAT32.decode(Float.floatToRawIntBits(direct)))
                        .isEqualTo(direct);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} becomes {2}")
    @CsvSource({
        "float8_e4m3fn, 464, 126", // halfway between 448 and where 480 would be: to the even 448
        "float8_e4m3fn, 464.0000001, 127", // above the tie: no infinity, so NaN
        "float8_e5m2, 61440, 124", // halfway between 57344 (odd) and 65536: infinity
        "float8_e5m2, 61439, 123",
        "float8_e4m3fnuz, -1e-9, 0", // no −0
        "float8_e4m3fnuz, 1e9, 128",
        "float6_e3m2fn, 1e9, 31", // neither infinity nor NaN
        "float8_e8m0fnu, 1.5, 128", // 2^0 · 1.5: the tie goes to the even significand 2, the code of 2^1
        "float8_e8m0fnu, 1.4999, 127",
        "float4_e1m2fn, 1.6, 6" // 1.6 lies nearer to 1.5 than to 1.75
    })
    void boundariesByHand(String name, double value, int code) {
        var format = Floats.ALL.stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(format.encode(value)).isEqualTo(code);
    }

    @Test
    void infinityFollowsTheOverflowPolicy() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(Floats.E5M2.encode(inf, Rounding.NEAREST_EVEN, Overflow.INFINITY))
                .isEqualTo(0x7C);
        assertThat(Floats.E5M2.encode(inf, Rounding.NEAREST_EVEN, Overflow.SATURATE_FINITE))
                .isEqualTo(0x7C);
        assertThat(Floats.E5M2.encode(inf, Rounding.NEAREST_EVEN, Overflow.SATURATE))
                .isEqualTo(0x7B);
        assertThat(Floats.E4M3FN.encode(-inf, Rounding.NEAREST_EVEN, Overflow.SATURATE_FINITE))
                .isEqualTo(0xFF);
        assertThat(Floats.E4M3FN.encode(-inf, Rounding.NEAREST_EVEN, Overflow.SATURATE))
                .isEqualTo(0xFE);
        assertThat(Floats.UE4M3.encode(-1)).isEqualTo(0x7F);
    }

    @Test
    void oneRoundingOnlyNoDetourThroughFloat() {
        // 1 + 2^-4 is a tie of e4m3fn; 2^-40 above it must go up, though float32 cannot see it.
        double justAbove = 1 + 0x1p-4 + 0x1p-40;
        assertThat((float) justAbove).isEqualTo(1 + 0x1p-4f);
        assertThat(Floats.E4M3FN.encode(justAbove)).isEqualTo(0x39);
        assertThat(Floats.E4M3FN.encode((float) justAbove)).isEqualTo(0x38);
    }

    @Test
    void stochasticRoundingIsUnbiasedOverAllRandomNumbers() {
        // 1 + 3/32 lies 3/4 of the way from 1 (0x38) to 1.125 (0x39): 192 of 256 random numbers round up.
        for (Stochastic rule : Stochastic.values()) {
            int up = 0;
            for (int r = 0; r < 256; r++) {
                up += Floats.E4M3FN.encode(1 + 3.0 / 32, rule, r, 8, Overflow.SATURATE) - 0x38;
            }
            assertThat(up).as(rule.name()).isEqualTo(192);
        }
    }

    @Test
    void stochasticRulesDifferInTheLastRandomBit() {
        // One random bit and a quarter: D = 0.5; RNE gives 0, ties to odd 1, FAST adds a half, FASTEST truncates.
        double value = 1 + 0.25 / 8;
        assertThat(Floats.E4M3FN.encode(value, Stochastic.NEAREST_EVEN, 1, 1, Overflow.SATURATE))
                .isEqualTo(0x38);
        assertThat(Floats.E4M3FN.encode(value, Stochastic.NEAREST_ODD, 1, 1, Overflow.SATURATE))
                .isEqualTo(0x39);
        assertThat(Floats.E4M3FN.encode(value, Stochastic.FAST, 1, 1, Overflow.SATURATE))
                .isEqualTo(0x39);
        assertThat(Floats.E4M3FN.encode(value, Stochastic.FASTEST, 1, 1, Overflow.SATURATE))
                .isEqualTo(0x38);
        assertThat(Floats.E4M3FN.encode(1e-30, Stochastic.NEAREST_EVEN, 255, 8, Overflow.SATURATE))
                .isZero();
    }

    @Test
    void randomNumbersComeFromSeedAndIndexAlone() {
        assertThat(Stochastic.random(7, 3, 8))
                .isEqualTo(Stochastic.random(7, 3, 8))
                .isBetween(0, 255);
        int[] seen = new int[16];
        for (int i = 0; i < 16_000; i++) {
            seen[Stochastic.random(1, i, 4)]++;
        }
        for (int count : seen) {
            assertThat(count).isBetween(850, 1150); // 1000 expected, standard deviation 31
        }
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> new FloatFormat("x", 10, 3, 7, Specials.IEEE))
                .hasMessage("exponentBits must be between 1 and 9, got 10");
        assertThatThrownBy(() -> new FloatFormat("x", 4, 0, 7, Specials.IEEE)).hasMessageContaining("mantissaBits");
        assertThatThrownBy(() -> new FloatFormat("x", 4, 3, 900, Specials.IEEE)).hasMessageContaining("bias too large");
        assertThatThrownBy(() -> Floats.E4M3FN.encode(1, Rounding.NEAREST_EVEN, Overflow.WRAP))
                .hasMessageContaining("cannot wrap");
    }

    @Test
    void roundToOddKeepsEnoughForASecondRounding() {
        long seed = 20250003;
        Random random = new Random(seed);
        for (int trial = 0; trial < 4_000; trial++) {
            double a = Math.scalb(random.nextDouble() - 0.5, random.nextInt(80) - 40);
            double b = Math.scalb(random.nextDouble() - 0.5, random.nextInt(80) - 40);
            BigDecimal x = new BigDecimal(a);
            BigDecimal y = new BigDecimal(b);
            String what = "seed " + seed + " trial " + trial;
            isOdd(RoundToOdd.add(a, b), x.add(y), what + " sum");
            isOdd(RoundToOdd.multiply(a, b), x.multiply(y), what + " product");
            isOdd(RoundToOdd.divide(a, b), x.divide(y, new MathContext(80, RoundingMode.DOWN)), what + " quotient");
            isOdd(RoundToOdd.sqrt(Math.abs(a)), x.abs().sqrt(new MathContext(80, RoundingMode.DOWN)), what + " root");
        }
    }

    private static void isOdd(double rounded, BigDecimal exact, String what) {
        BigDecimal value = new BigDecimal(rounded);
        if (value.compareTo(exact) == 0) {
            return;
        }
        assertThat(Double.doubleToRawLongBits(rounded) & 1).as(what).isEqualTo(1);
        boolean within = exact.compareTo(new BigDecimal(Math.nextUp(rounded))) < 0
                && exact.compareTo(new BigDecimal(Math.nextDown(rounded))) > 0;
        assertThat(within).as(what).isTrue();
    }
}
