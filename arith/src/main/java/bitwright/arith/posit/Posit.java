package bitwright.arith.posit;

import bitwright.arith.Check;
import bitwright.arith.NumberFormat;

/**
 * Posit numbers of any width up to 32 bits and any exponent size up to 4 (Posit Standard 2022, where the exponent size
 * is 2; SoftPosit's posit8 and posit16 have 0 and 1).
 *
 * <p>Every operation rounds once, to nearest on the bit string of n + 1 bits with ties to the even code; a result other
 * than zero is never rounded to zero or to NaR. NaR in gives NaR out, as do x / 0 and the root of a negative number.
 *
 * @param bits width of a code, 2 to 32
 * @param exponentBits exponent bits (es), 0 to 4
 */
public record Posit(int bits, int exponentBits) implements NumberFormat {
    public Posit {
        Check.between("bits", bits, 2, 32);
        Check.between("exponentBits", exponentBits, 0, 4);
    }

    @Override
    public String name() {
        return "posit" + bits + "_es" + exponentBits;
    }

    /** The code that is no number. */
    public int nar() {
        return 1 << (bits - 1);
    }

    /** Binary exponent of the largest value; the smallest above zero is its reciprocal. */
    public int maxScale() {
        return (bits - 2) << exponentBits;
    }

    @Override
    public double unit() {
        return Math.scalb(1.0, -maxScale());
    }

    @Override
    public double maxFinite() {
        return Math.scalb(1.0, maxScale());
    }

    @Override
    public double decode(int code) {
        code &= mask();
        if (code == 0 || code == nar()) {
            return code == 0 ? 0 : Double.NaN;
        }
        int magnitude = magnitude(code);
        double size = Math.scalb((double) (significand(magnitude) >>> 11), scale(magnitude) - 52);
        return isNegative(code) ? -size : size;
    }

    @Override
    public int encode(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? 0 : nar();
        }
        long raw = Double.doubleToRawLongBits(value);
        long fraction = raw & 0xFFFFFFFFFFFFFL;
        int field = (int) (raw >>> 52) & 0x7FF;
        if (field == 0) { // a subnormal double lies below every posit
            return raw < 0 ? mask() : 1;
        }
        return pack(raw < 0, field - 1023, (fraction | 1L << 52) << 11, false);
    }

    /** a + b. */
    public int add(int a, int b) {
        a &= mask();
        b &= mask();
        if (isSpecial(a) || isSpecial(b)) {
            return a == nar() || b == nar() ? nar() : a | b;
        }
        int sizeA = magnitude(a);
        int sizeB = magnitude(b);
        int large = Math.max(sizeA, sizeB); // the order of codes is the order of values
        int small = Math.min(sizeA, sizeB);
        return sum(
                isNegative(sizeA < sizeB ? b : a),
                scale(large),
                significand(large),
                isNegative(a ^ b),
                scale(small),
                significand(small));
    }

    /** a − b. */
    public int subtract(int a, int b) {
        return add(a, -b);
    }

    /** a · b. */
    public int multiply(int a, int b) {
        a &= mask();
        b &= mask();
        if (isSpecial(a) || isSpecial(b)) {
            return a == nar() || b == nar() ? nar() : 0;
        }
        int sizeA = magnitude(a);
        int sizeB = magnitude(b);
        long product = (significand(sizeA) >>> 32) * (significand(sizeB) >>> 32); // at most 60 bits are set: exact
        int carry = (int) (product >>> 63);
        return pack(isNegative(a ^ b), scale(sizeA) + scale(sizeB) + carry, product << (1 - carry), false);
    }

    /** a · b + c, rounded once. */
    public int multiplyAdd(int a, int b, int c) {
        a &= mask();
        b &= mask();
        c &= mask();
        if (a == nar() || b == nar() || c == nar()) {
            return nar();
        }
        if (a == 0 || b == 0) {
            return c;
        }
        if (c == 0) {
            return multiply(a, b);
        }
        int sizeA = magnitude(a);
        int sizeB = magnitude(b);
        int sizeC = magnitude(c);
        long product = (significand(sizeA) >>> 32) * (significand(sizeB) >>> 32);
        int carry = (int) (product >>> 63);
        int productScale = scale(sizeA) + scale(sizeB) + carry;
        long productSignificand = product << (1 - carry);
        int scaleC = scale(sizeC);
        long significandC = significand(sizeC);
        boolean negative = isNegative(a ^ b);
        boolean opposed = negative != isNegative(c);
        boolean productIsLarger = productScale != scaleC
                ? productScale > scaleC
                : Long.compareUnsigned(productSignificand, significandC) >= 0;
        return productIsLarger
                ? sum(negative, productScale, productSignificand, opposed, scaleC, significandC)
                : sum(isNegative(c), scaleC, significandC, opposed, productScale, productSignificand);
    }

    /** a / b. */
    public int divide(int a, int b) {
        a &= mask();
        b &= mask();
        if (a == nar() || b == nar() || b == 0) {
            return nar();
        }
        if (a == 0) {
            return 0;
        }
        int sizeA = magnitude(a);
        int sizeB = magnitude(b);
        long dividend = significand(sizeA) >>> 32 << 31;
        long divisor = significand(sizeB) >>> 32;
        long quotient = dividend / divisor; // 31 or 32 bits: the 30 of the longest fraction, a guard bit, a sticky bit
        boolean inexact = quotient * divisor != dividend;
        int zeros = Long.numberOfLeadingZeros(quotient);
        return pack(isNegative(a ^ b), scale(sizeA) - scale(sizeB) + 32 - zeros, quotient << zeros, inexact);
    }

    /** √a. */
    public int sqrt(int a) {
        a &= mask();
        if (a == 0) {
            return 0;
        }
        if (isNegative(a)) {
            return nar();
        }
        int scale = scale(a);
        long radicand = significand(a) >>> 32 << (29 + (scale & 1)); // root² · 2^60 with an even exponent
        long root = (long) Math.sqrt((double) radicand); // within one of the floor
        if (root * root > radicand) {
            root--;
        } else if ((root + 1) * (root + 1) <= radicand) {
            root++;
        }
        return pack(false, scale >> 1, root << 33, root * root != radicand);
    }

    /** −a. */
    public int negate(int a) {
        return -a & mask();
    }

    // What follows avoids branches on the data: on random operands a wrong guess costs more than all of the arithmetic.

    /** Whether a code is zero or NaR. */
    private boolean isSpecial(int code) {
        return code << (33 - bits) == 0;
    }

    /** Whether a code lies below zero, NaR included. */
    boolean isNegative(int code) {
        return code << (32 - bits) < 0;
    }

    /** The code of the absolute value. */
    int magnitude(int code) {
        int sign = code << (32 - bits) >> 31;
        return (code ^ sign) - sign & mask();
    }

    /** Binary exponent of a code above zero. */
    int scale(int magnitude) {
        long body = (long) magnitude << (65 - bits); // the regime begins at bit 63
        long ones = body >> 63;
        int run = Long.numberOfLeadingZeros(body ^ ones);
        int regime = run - 1 ^ (int) ~ones; // run − 1 of ones, −run of zeros
        long tail = body << run << 1;
        return (regime << exponentBits) + (int) (tail >>> 1 >>> (63 - exponentBits));
    }

    /** 1.fraction of a code above zero, the leading one in bit 63; at most 30 bits from there may be set. */
    long significand(int magnitude) {
        long body = (long) magnitude << (65 - bits);
        int run = Long.numberOfLeadingZeros(body ^ body >> 63);
        return body << run << exponentBits | Long.MIN_VALUE; // bit 63 holds a regime or exponent bit: becomes the one
    }

    /**
     * The sum of two numbers other than zero, the larger magnitude first, significands with the leading one in bit 63 and
     * three zeros at the end.
     */
    private int sum(boolean negative, int scaleL, long sigL, boolean opposed, int scaleS, long sigS) {
        int distance = Math.min(scaleL - scaleS, 63);
        long large = sigL >>> 1;
        long lost = sigS >>> 1 << 1 << (63 - distance);
        long small = sigS >>> 1 >>> distance | (lost | -lost) >>> 63; // bits that are lost stay seen
        long flip = opposed ? -1 : 0;
        long sum = large + (small ^ flip) - flip;
        if (sum == 0) {
            return 0;
        }
        int zeros = Long.numberOfLeadingZeros(sum);
        return pack(negative, scaleL + 1 - zeros, sum << zeros, false);
    }

    /**
     * The code of ±significand / 2^63 · 2^scale, rounded on the bit string.
     *
     * @param significand leading one in bit 63
     * @param inexact whether set bits were lost below the significand
     */
    int pack(boolean negative, int scale, long significand, boolean inexact) {
        int code;
        if (scale >= maxScale()) {
            code = nar() - 1;
        } else if (scale < -maxScale()) {
            code = 1;
        } else {
            int regime = scale >> exponentBits;
            int zeros = regime >> 31;
            int run = regime ^ zeros; // one less than the equal bits of the regime
            long end = Long.MIN_VALUE >>> (run + 1); // where the regime ends: a one after zeros, a zero after ones
            long pattern = zeros & end | ~zeros & -(end << 1);
            long exponent = scale & ((1 << exponentBits) - 1);
            long tail = exponent << 1 << (63 - exponentBits) | significand << 1 >>> exponentBits;
            long lost = significand << 1 << 1 << (63 - exponentBits) | tail << (62 - run);
            long body = pattern | tail >>> (run + 2);
            long kept = body >>> (65 - bits);
            long rest = body << (bits - 1); // the guard bit in bit 63, the rest below
            long below = lost | rest << 1 | (inexact ? 1 : 0);
            code = (int) (kept + (rest >>> 63 & (kept | (below | -below) >>> 63)));
        }
        int sign = negative ? -1 : 0;
        return (code ^ sign) - sign & mask();
    }
}
