package bitwright.arith;

/**
 * Integers of 1 to 32 bits and, with fraction bits, fixed-point numbers: value = integer / 2^fractionBits.
 *
 * <p>NaN encodes as zero (as 1 in bipolar, which has no zero); infinities saturate, under {@link Overflow#WRAP} too. All
 * policies but WRAP saturate, because there is no infinity. Sign-magnitude and bipolar cannot wrap.
 *
 * @param name the name by which configs and reports know it
 * @param bits width of a code
 * @param coding what the bits mean
 * @param fractionBits how many of them, times the last place, lie below the point; −64 to 64
 */
public record IntegerFormat(String name, int bits, IntegerCoding coding, int fractionBits) implements RoundedFormat {
    public IntegerFormat {
        Check.between("bits", bits, 1, 32);
        Check.between("fractionBits", fractionBits, -64, 64);
        boolean needsTwo = coding == IntegerCoding.SYMMETRIC || coding == IntegerCoding.SIGN_MAGNITUDE;
        Check.that(bits > 1 || !needsTwo, coding + " needs at least 2 bits", bits);
    }

    /** Two's complement of a width: int1 to int32. */
    public static IntegerFormat signed(int bits) {
        return new IntegerFormat("int" + bits, bits, IntegerCoding.TWOS_COMPLEMENT, 0);
    }

    /** Plain binary of a width: uint1 to uint32. */
    public static IntegerFormat unsigned(int bits) {
        return new IntegerFormat("uint" + bits, bits, IntegerCoding.UNSIGNED, 0);
    }

    /** The digits −1, 0, 1 in two bits of two's complement. */
    public static final IntegerFormat TERNARY = new IntegerFormat("ternary", 2, IntegerCoding.SYMMETRIC, 0);

    /** The element of OCP MX: eight bits, six of them below the point, without −2. */
    public static final IntegerFormat MXINT8 = new IntegerFormat("mxint8", 8, IntegerCoding.SYMMETRIC, 6);

    /** Smallest integer that encodes. */
    public long minInteger() {
        return switch (coding) {
            case TWOS_COMPLEMENT -> -(1L << (bits - 1));
            case SYMMETRIC, SIGN_MAGNITUDE, BIPOLAR -> -maxInteger();
            case UNSIGNED -> 0;
        };
    }

    /** Largest integer that encodes. */
    public long maxInteger() {
        return switch (coding) {
            case TWOS_COMPLEMENT, SYMMETRIC, SIGN_MAGNITUDE -> (1L << (bits - 1)) - 1;
            case UNSIGNED, BIPOLAR -> (1L << bits) - 1;
        };
    }

    /** The integer of a code, before the scale of the fraction bits. */
    public long integer(int code) {
        long plain = code & 0xFFFFFFFFL & mask();
        return switch (coding) {
            case TWOS_COMPLEMENT, SYMMETRIC -> plain << (64 - bits) >> (64 - bits);
            case UNSIGNED -> plain;
            case SIGN_MAGNITUDE -> (code & signBit()) != 0 ? -(plain & ~signBit()) : plain;
            case BIPOLAR -> 2 * plain - maxInteger();
        };
    }

    /** The code of an integer in range (odd, in bipolar); an {@link IllegalArgumentException} for others. */
    public int code(long integer) {
        boolean odd = (integer & 1) != 0;
        Check.that(
                integer >= minInteger() && integer <= maxInteger() && (odd || coding != IntegerCoding.BIPOLAR),
                name + " holds " + (coding == IntegerCoding.BIPOLAR ? "odd numbers " : "integers ") + minInteger()
                        + " to " + maxInteger(),
                integer);
        return switch (coding) {
            case TWOS_COMPLEMENT, SYMMETRIC, UNSIGNED -> (int) integer & mask();
            case SIGN_MAGNITUDE -> integer < 0 ? signBit() | (int) -integer : (int) integer;
            case BIPOLAR -> (int) ((integer + maxInteger()) >> 1);
        };
    }

    private int signBit() {
        return 1 << (bits - 1);
    }

    @Override
    public double decode(int code) {
        double value = Math.scalb((double) integer(code), -fractionBits);
        boolean negativeZero = coding == IntegerCoding.SIGN_MAGNITUDE && (code & mask()) == signBit();
        return negativeZero ? -0.0 : value;
    }

    @Override
    public double unit() {
        return Math.scalb(1.0, -fractionBits);
    }

    @Override
    public double maxFinite() {
        return Math.scalb((double) maxInteger(), -fractionBits);
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SATURATE;
    }

    @Override
    public int encode(double value, Rounding rounding, Overflow overflow) {
        if (coding == IntegerCoding.BIPOLAR) {
            return bipolar(value, rounding, overflow);
        }
        Check.that(
                overflow != Overflow.WRAP || coding != IntegerCoding.SIGN_MAGNITUDE,
                "sign-magnitude cannot wrap",
                name);
        if (Double.isNaN(value)) {
            return 0;
        }
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        if (overflow == Overflow.WRAP && !Double.isInfinite(value)) {
            long size = roundedSize(value, rounding, true);
            return (int) (negative ? -size : size) & mask();
        }
        long size = roundedSize(value, rounding, false);
        long integer = Math.min(Math.max(negative ? -size : size, minInteger()), maxInteger());
        boolean negativeZero = coding == IntegerCoding.SIGN_MAGNITUDE && negative && integer == 0;
        return negativeZero ? signBit() : code(integer);
    }

    /** |value| · 2^fractionBits rounded to an integer; above 2^62 the largest long, or modulo 2^64 when wrapping. */
    private long roundedSize(double value, Rounding rounding, boolean modulo) {
        long raw = Double.doubleToRawLongBits(value);
        int field = (int) (raw >>> 52) & 0x7FF;
        long fraction = raw & 0xFFFFFFFFFFFFFL;
        long significand = field == 0 ? fraction : fraction | 1L << 52;
        int shift = Math.max(field, 1) - 1075 + fractionBits;
        if (significand == 0) {
            return 0;
        }
        if (shift >= 0) {
            if (shift > 9 && !modulo) {
                return Long.MAX_VALUE;
            }
            return shift > 63 ? 0 : significand << shift;
        }
        int drop = -shift;
        return drop > 54
                ? rounding.round(0, significand, 55, raw < 0)
                : rounding.round(significand >>> drop, significand & ((1L << drop) - 1), drop, raw < 0);
    }

    /** The codes of two odd neighbours differ by one, so the rounding is that of (|value| + max) / 2, mirrored below zero. */
    private int bipolar(double value, Rounding rounding, Overflow overflow) {
        Check.that(overflow != Overflow.WRAP, "bipolar cannot wrap", name);
        int one = code(1);
        if (Double.isNaN(value)) {
            return one;
        }
        boolean negative = value < 0;
        double size = Math.min(Math.abs(Math.scalb(value, fractionBits)), 2.0 * maxInteger());
        if (size < 1) { // the neighbours are −1 and 1
            boolean upper = negative || value == 0 ? rounding == Rounding.UP : rounding != Rounding.DOWN;
            boolean zeroGoesUp = value == 0 && rounding != Rounding.DOWN;
            return upper || zeroGoesUp ? one : one - 1;
        }
        double half = RoundToOdd.add(size, maxInteger()) / 2; // codes of positive values, one apart
        var plain = new IntegerFormat("code", 32, IntegerCoding.UNSIGNED, 0);
        long code = plain.roundedSize(negative ? -half : half, rounding, false);
        code = Math.min(code, maxInteger());
        return (int) (negative ? maxInteger() - code : code);
    }
}
