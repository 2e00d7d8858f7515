package bitwright.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntegerFormatTest {
    @ParameterizedTest
    @EnumSource(IntegerCoding.class)
    void everyCodeComesBack(IntegerCoding coding) {
        for (int bits = 2; bits <= 12; bits++) {
            var format = new IntegerFormat("x", bits, coding, 3);
            for (int code = 0; code < 1 << bits; code++) {
                boolean unused = coding == IntegerCoding.SYMMETRIC && code == 1 << (bits - 1);
                int expected = unused ? code + 1 : code; // −2^(n−1) decodes, but encodes as the one above
                assertThat(format.encode(format.decode(code)))
                        .as("%s %d bits code %x", coding, bits, code)
                        .isEqualTo(expected);
                assertThat(format.decode(code) * 8).isEqualTo(format.integer(code));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void roundsAsBigDecimalDoes(Rounding rounding) {
        long seed = 20250041;
        Random random = new Random(seed);
        for (int trial = 0; trial < 5_000; trial++) {
            int bits = 1 + random.nextInt(32);
            int fractionBits = random.nextInt(40) - 8;
            boolean signed = random.nextBoolean();
            var format = new IntegerFormat(
                    "x", bits, signed ? IntegerCoding.TWOS_COMPLEMENT : IntegerCoding.UNSIGNED, fractionBits);
            double value = Math.scalb(random.nextInt(1 << 20) - (1 << 19), random.nextInt(30) - 22 - fractionBits);
            BigInteger exact = rounded(new BigDecimal(value).multiply(power(fractionBits)), rounding);
            BigInteger low = BigInteger.valueOf(format.minInteger());
            BigInteger high = BigInteger.valueOf(format.maxInteger());
            assertThat(format.integer(format.encode(value, rounding, Overflow.SATURATE)))
                    .as("seed %d trial %d: %s to %s", seed, trial, value, format)
                    .isEqualTo(exact.max(low).min(high).longValue());
            assertThat(format.encode(value, rounding, Overflow.WRAP)).isEqualTo(exact.intValue() & format.mask());
        }
    }

    private static BigDecimal power(int exponent) {
        BigDecimal two = BigDecimal.valueOf(2);
        return exponent >= 0 ? two.pow(exponent) : BigDecimal.ONE.divide(two.pow(-exponent));
    }

    private static BigInteger rounded(BigDecimal value, Rounding rounding) {
        RoundingMode mode = switch (rounding) {
            case NEAREST_EVEN -> RoundingMode.HALF_EVEN;
            case NEAREST_AWAY -> RoundingMode.HALF_UP;
            case NEAREST_TOWARD_ZERO -> RoundingMode.HALF_DOWN;
            case NEAREST_UP -> value.signum() < 0 ? RoundingMode.HALF_DOWN : RoundingMode.HALF_UP;
            case TOWARD_ZERO -> RoundingMode.DOWN;
            case UP -> RoundingMode.CEILING;
            case DOWN -> RoundingMode.FLOOR;
            case TO_ODD -> RoundingMode.FLOOR;
        };
        BigInteger integer = value.setScale(0, mode).toBigIntegerExact();
        boolean exact = value.stripTrailingZeros().scale() <= 0;
        return rounding == Rounding.TO_ODD && !exact ? integer.or(BigInteger.ONE) : integer;
    }

    @Test
    void hugeValuesSaturateAndWrap() {
        var int8 = IntegerFormat.signed(8);
        assertThat(int8.encode(1e300)).isEqualTo(0x7F);
        assertThat(int8.encode(Double.NEGATIVE_INFINITY)).isEqualTo(0x80);
        assertThat(int8.encode(0x1p70 + 0x1p40, Rounding.NEAREST_EVEN, Overflow.WRAP))
                .isZero();
        assertThat(IntegerFormat.signed(32).encode(0x1p53 + 6, Rounding.NEAREST_EVEN, Overflow.WRAP))
                .isEqualTo(6);
        assertThat(int8.encode(Double.NaN)).isZero();
        assertThat(IntegerFormat.unsigned(32).decode(-1)).isEqualTo(4294967295.0);
    }

    @Test
    void bipolarHasNoZeroAndChoosesByValue() {
        var bipolar = new IntegerFormat("bipolar3", 3, IntegerCoding.BIPOLAR, 0); // −7, −5, …, 7
        double[] values = {-9, -6.1, -6, -2, -1.2, -0.3, -0.0, 0.3, 1.9, 2, 2.1, 4, 6, 8};
        // Ties go to the magnitude whose code is even (1 is 4, 5 is 6): 2 to 1, 4 to 5, 6 to 5, and symmetrically below
        // zero.
        double[] nearest = {-7, -7, -5, -1, -1, -1, 1, 1, 1, 1, 3, 5, 5, 7};
        double[] up = {-7, -5, -5, -1, -1, 1, 1, 1, 3, 3, 3, 5, 7, 7};
        double[] down = {-7, -7, -7, -3, -3, -1, -1, -1, 1, 1, 1, 3, 5, 7};
        for (int i = 0; i < values.length; i++) {
            assertThat(bipolar.quantize(values[i])).as("nearest %s", values[i]).isEqualTo(nearest[i]);
            assertThat(bipolar.decode(bipolar.encode(values[i], Rounding.UP, Overflow.SATURATE)))
                    .as("up %s", values[i])
                    .isEqualTo(up[i]);
            assertThat(bipolar.decode(bipolar.encode(values[i], Rounding.DOWN, Overflow.SATURATE)))
                    .as("down %s", values[i])
                    .isEqualTo(down[i]);
        }
    }

    @Test
    void bipolarIsTheOddAffineImageOfTwosComplement() {
        // v = (bipolar − 1) / 2: the identity by which a bipolar array computes with int4 weights.
        var bipolar = new IntegerFormat("bipolar4", 4, IntegerCoding.BIPOLAR, 0);
        for (int code = 0; code < 16; code++) {
            int twosComplement = code - 8;
            assertThat(bipolar.integer(code)).isEqualTo(2L * twosComplement + 1);
        }
    }

    @Test
    void codesRefuseWhatDoesNotFit() {
        assertThatThrownBy(() -> IntegerFormat.signed(4).code(8)).hasMessage("int4 holds integers -8 to 7, got 8");
        assertThatThrownBy(() -> new IntegerFormat("b", 2, IntegerCoding.BIPOLAR, 0).code(2))
                .hasMessage("b holds odd numbers -3 to 3, got 2");
        assertThatThrownBy(() -> new IntegerFormat("s", 1, IntegerCoding.SIGN_MAGNITUDE, 0))
                .hasMessageContaining("at least 2 bits");
    }

    @Test
    void codesPackWithoutGaps() {
        assertThat(Packing.pack(new int[] {0x1, 0x2, 0x3F}, 6)).containsExactly(0x81, 0xF0, 0x03);
        Random random = new Random(20250042);
        for (int bits = 1; bits <= 32; bits++) {
            int[] codes = random.ints(37).map(code -> code >>> 7).toArray();
            int shift = 32 - bits;
            for (int i = 0; i < codes.length; i++) {
                codes[i] = codes[i] << shift >>> shift;
            }
            assertThat(Packing.unpack(Packing.pack(codes, bits), 37, bits)).isEqualTo(codes);
        }
        int[] trits = random.ints(23, -1, 2).toArray();
        assertThat(Packing.unpackTrits(Packing.packTrits(trits), 23)).isEqualTo(trits);
        assertThat(Packing.packTrits(new int[] {1, 0, 0, 0, -1})).containsExactly(2 + 3 + 9 + 27);
        assertThat(Packing.packTrits(trits)).hasSize(5);
    }
}
