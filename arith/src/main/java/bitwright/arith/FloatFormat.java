package bitwright.arith;

/**
 * A sign-exponent-fraction format described by data.
 *
 * @param name the name by which configs and reports know it
 * @param exponentBits width of the exponent field, 1 to 9
 * @param mantissaBits width of the fraction field, 0 to 23
 * @param bias what is subtracted from the exponent field
 * @param specials the codes of infinity and NaN
 * @param signed whether the top bit is a sign
 * @param lowCodes the meaning of exponent field zero
 */
public record FloatFormat(
        String name, int exponentBits, int mantissaBits, int bias, Specials specials, boolean signed, LowCodes lowCodes)
        implements RoundedFormat {

    /** Keeps every value, product and quotient of two values a normal double, so that scaling never rounds. */
    private static final int EXPONENT_LIMIT = 500;

    private static final long DOUBLE_INFINITY = 0x7FF0000000000000L;

    public FloatFormat {
        Check.between("exponentBits", exponentBits, 1, 9);
        Check.between("mantissaBits", mantissaBits, 0, 23);
        // at most 31, signed or not, because a magnitude is compared as an int
        Check.between("exponentBits + mantissaBits", exponentBits + mantissaBits, signed ? 1 : 2, 31);
        Check.between("smallest exponent (bias too large)", 1 - bias - mantissaBits, -EXPONENT_LIMIT, EXPONENT_LIMIT);
        Check.between("largest exponent (bias too small)", (1 << exponentBits) - bias, -EXPONENT_LIMIT, EXPONENT_LIMIT);
        Check.that(specials != Specials.IEEE || mantissaBits > 0, "IEEE specials need mantissaBits of at least 1", "0");
        Check.that(
                signed
                        || (specials != Specials.NEGATIVE_ZERO_NAN
                                && specials != Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY),
                "NaN in the code of −0 needs a signed format",
                name);
    }

    /** A signed format with subnormals, by parameters. */
    public FloatFormat(String name, int exponentBits, int mantissaBits, int bias, Specials specials) {
        this(name, exponentBits, mantissaBits, bias, specials, true, LowCodes.SUBNORMAL);
    }

    @Override
    public int bits() {
        return (signed ? 1 : 0) + exponentBits + mantissaBits;
    }

    /** The bit of the sign, or 0 in an unsigned format. */
    public int signBit() {
        return signed ? 1 << (exponentBits + mantissaBits) : 0;
    }

    /** The bits below the sign, all set. */
    public int magnitudeMask() {
        return (int) ((1L << (exponentBits + mantissaBits)) - 1);
    }

    /** Code of the largest finite value. */
    public int maxFiniteCode() {
        return switch (specials) {
            case IEEE -> (((1 << exponentBits) - 1) << mantissaBits) - 1;
            case TOP_NAN, NEGATIVE_ZERO_NAN_TOP_INFINITY -> magnitudeMask() - 1;
            case NEGATIVE_ZERO_NAN, NONE -> magnitudeMask();
        };
    }

    @Override
    public double unit() {
        return minPositive();
    }

    @Override
    public double maxFinite() {
        return decode(maxFiniteCode());
    }

    /** Exponent of the largest finite value: floor(log2(maxFinite)), the emax of OCP MX. */
    public int maxExponent() {
        return Math.getExponent(maxFinite());
    }

    /** Exponent of the smallest normal value. */
    public int minExponent() {
        return lowCodes == LowCodes.NORMAL ? -bias : 1 - bias;
    }

    /** The smallest value above zero. */
    public double minPositive() {
        int fractionBits = lowCodes == LowCodes.SUBNORMAL ? mantissaBits : 0;
        return Math.scalb(1.0, minExponent() - fractionBits);
    }

    /** Whether there are codes of infinity. */
    public boolean hasInfinity() {
        return specials == Specials.IEEE || specials == Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY;
    }

    /** Whether there is a code of NaN. */
    public boolean hasNan() {
        return specials != Specials.NONE;
    }

    /** Whether −0 has a code of its own. */
    public boolean hasNegativeZero() {
        return signed && specials != Specials.NEGATIVE_ZERO_NAN && specials != Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY;
    }

    /** Code of infinity with a sign; the largest finite value or NaN where there is none. */
    public int infinityCode(boolean negative) {
        int sign = negative ? signBit() : 0;
        return switch (specials) {
            case IEEE -> sign | (maxFiniteCode() + 1);
            case NEGATIVE_ZERO_NAN_TOP_INFINITY -> sign | magnitudeMask();
            case TOP_NAN, NEGATIVE_ZERO_NAN -> nanCode(negative);
            case NONE -> sign | maxFiniteCode();
        };
    }

    /**
     * The canonical NaN with a sign where the format keeps one. Without a NaN code it is the zero of the other sign,
     * which is what ml_dtypes gives: meaningless, but defined; ask {@link #hasNan()} first.
     */
    public int nanCode(boolean negative) {
        int sign = negative ? signBit() : 0;
        return switch (specials) {
            case IEEE -> sign | (maxFiniteCode() + 1) | 1 << (mantissaBits - 1);
            case TOP_NAN -> sign | magnitudeMask();
            case NEGATIVE_ZERO_NAN, NEGATIVE_ZERO_NAN_TOP_INFINITY -> signBit();
            case NONE -> negative ? 0 : signBit();
        };
    }

    /** Whether a code is one of NaN. */
    public boolean isNan(int code) {
        int magnitude = code & magnitudeMask();
        return switch (specials) {
            case IEEE -> magnitude > maxFiniteCode() + 1;
            case TOP_NAN -> magnitude == magnitudeMask();
            case NEGATIVE_ZERO_NAN, NEGATIVE_ZERO_NAN_TOP_INFINITY -> (code & mask()) == signBit();
            case NONE -> false;
        };
    }

    /** Whether a code is one of the infinities. */
    public boolean isInfinite(int code) {
        int magnitude = code & magnitudeMask();
        return switch (specials) {
            case IEEE -> magnitude == maxFiniteCode() + 1;
            case NEGATIVE_ZERO_NAN_TOP_INFINITY -> magnitude == magnitudeMask();
            default -> false;
        };
    }

    @Override
    public double decode(int code) {
        if (isNan(code)) {
            return Double.NaN;
        }
        double size = isInfinite(code) ? Double.POSITIVE_INFINITY : magnitude(code & magnitudeMask());
        return (code & signBit()) != 0 ? -size : size;
    }

    private double magnitude(int code) {
        int field = code >>> mantissaBits;
        int fraction = code & ((1 << mantissaBits) - 1);
        if (field > 0 || lowCodes == LowCodes.NORMAL) {
            return Math.scalb((double) (fraction + (1 << mantissaBits)), field - bias - mantissaBits);
        }
        return lowCodes == LowCodes.ZERO ? 0 : Math.scalb((double) fraction, 1 - bias - mantissaBits);
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.INFINITY;
    }

    @Override
    public int encode(double value, Rounding rounding, Overflow overflow) {
        Check.that(overflow != Overflow.WRAP, "a float format cannot wrap", name);
        long raw = Double.doubleToRawLongBits(value);
        boolean negative = raw < 0;
        long size = raw & Long.MAX_VALUE;
        if (size >= DOUBLE_INFINITY || size == 0 || (negative && !signed)) {
            return special(value, negative, overflow);
        }
        int drop = droppedBits(size);
        long significand = significand(size);
        long code;
        if (drop > 54) { // less than a quarter of the last place: 54 keeps it below half and above zero
            code = rounding.round(0, significand, 55, negative);
        } else {
            code = rounding.round(significand >>> drop, significand & ((1L << drop) - 1), drop, negative);
        }
        return finish(code, size, negative, rounding, overflow);
    }

    /**
     * The code of a value rounded by comparing its discarded fraction with random bits; saturates or not as asked.
     *
     * @param random the random number, 0 to 2^randomBits − 1
     * @param randomBits 1 to 20
     */
    public int encode(double value, Stochastic stochastic, int random, int randomBits, Overflow overflow) {
        Check.that(overflow != Overflow.WRAP, "a float format cannot wrap", name);
        Check.between("randomBits", randomBits, 1, 20);
        long raw = Double.doubleToRawLongBits(value);
        boolean negative = raw < 0;
        long size = raw & Long.MAX_VALUE;
        if (size >= DOUBLE_INFINITY || size == 0 || (negative && !signed)) {
            return special(value, negative, overflow);
        }
        int drop = droppedBits(size);
        long significand = significand(size);
        long kept = drop > 54 ? 0 : significand >>> drop;
        long rest = drop > 54 ? significand : significand & ((1L << drop) - 1);
        long code = stochastic.roundsUp(rest, drop, random, randomBits) ? kept + 1 : kept;
        return finish(code, size, negative, Rounding.NEAREST_EVEN, overflow);
    }

    private static long significand(long size) {
        long fraction = size & 0xFFFFFFFFFFFFFL;
        return size >>> 52 == 0 ? fraction : fraction | 1L << 52;
    }

    private static int exponent(long size) {
        return Math.max((int) (size >>> 52), 1) - 1023;
    }

    /** Low bits of the 53-bit significand that lie below the last place of this format at that magnitude. */
    private int droppedBits(long size) {
        int exponent = exponent(size);
        if (exponent >= minExponent()) {
            return 52 - mantissaBits;
        }
        int last = lowCodes == LowCodes.ZERO ? minExponent() : minExponent() - mantissaBits;
        return last - (exponent - 52);
    }

    /** From a rounded significand to a code: one that rounded up to 2^(m+1) carries into the exponent by addition. */
    private int finish(long rounded, long size, boolean negative, Rounding rounding, Overflow overflow) {
        int exponent = exponent(size);
        long code;
        if (exponent >= minExponent()) {
            code = rounded + ((long) (exponent - minExponent()) << mantissaBits);
        } else {
            code = lowCodes == LowCodes.ZERO ? rounded << mantissaBits : rounded;
        }
        if (lowCodes == LowCodes.NORMAL) { // no hidden step from subnormal to normal; nothing below the first code
            code = Math.max(0, code - (1L << mantissaBits));
        }
        if (code > maxFiniteCode()) {
            boolean stays = overflow != Overflow.INFINITY || rounding.staysFinite(negative);
            return stays ? maxFiniteCode() | (negative ? signBit() : 0) : infinityCode(negative);
        }
        if (code == 0 && !hasNegativeZero()) {
            return 0;
        }
        return (int) code | (negative ? signBit() : 0);
    }

    private int special(double value, boolean negative, Overflow overflow) {
        if (Double.isNaN(value)) {
            return nanCode(negative);
        }
        if (value == 0) {
            boolean noZero = lowCodes == LowCodes.NORMAL;
            return noZero && overflow == Overflow.INFINITY
                    ? nanCode(false)
                    : negative && hasNegativeZero() ? signBit() : 0;
        }
        if (negative && !signed) {
            boolean clamps = overflow == Overflow.SATURATE_FINITE && !Double.isInfinite(value);
            return clamps ? 0 : nanCode(false);
        }
        return overflow == Overflow.SATURATE ? maxFiniteCode() | (negative ? signBit() : 0) : infinityCode(negative);
    }
}
