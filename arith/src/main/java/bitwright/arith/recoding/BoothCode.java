package bitwright.arith.recoding;

import bitwright.arith.Check;

/** {@link Recoding#BOOTH_RADIX4} digit by digit. */
public final class BoothCode {
    private BoothCode() {}

    /** One digit, −2 to 2, of bits 2i + 1 to 2i − 1: the value is Σ digit(i) · 4^i. */
    public static int digit(int value, int digit) {
        int triple = (int) ((long) value << 1 >> 2 * digit) & 7;
        return (triple & 1) + (triple >> 1 & 1) - 2 * (triple >> 2);
    }

    /**
     * Digits that every value of a width needs: a carry out of an unsigned value's highest bits takes one more.
     *
     * @param bits 1 to 32
     * @param signed whether values are two's complement
     */
    public static int digits(int bits, boolean signed) {
        Check.between("bits", bits, 1, 32);
        return signed ? (bits + 1) / 2 : bits / 2 + 1;
    }
}
