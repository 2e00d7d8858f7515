package bitwright.arith.recoding;

import bitwright.arith.Check;

/**
 * {@link Recoding#ENT} as hardware carries it: a sign, and two bits a digit of the magnitude, 0, 1, 2, and 3 for −1. The
 * sign negates every digit, which a PE does by inverting the upper bit of the code: its <em>selector</em> 0 means −2, 1
 * means +1, 2 means +2 and 3 means −1 times the other operand; a zero digit has no selector, it is skipped.
 */
public final class EntCode {
    private EntCode() {}

    /** The codes of all digits, the lowest digit in the lowest two bits. */
    public static long codes(int value) {
        return Recoding.entCodes(Math.abs((long) value));
    }

    /** One digit's code, 0 to 3. */
    public static int code(int value, int digit) {
        return (int) (codes(value) >>> 2 * digit) & 3;
    }

    /** One digit, −2 to 2: the value is Σ digit(i) · 4^i. */
    public static int digit(int value, int digit) {
        int code = code(value, digit);
        return code == 0 ? 0 : factor(selector(code, value < 0));
    }

    /** What a non-zero code selects in the PE. */
    public static int selector(int code, boolean negative) {
        return code ^ (negative ? 2 : 0);
    }

    /** What a selector multiplies by: −2, 1, 2, −1. */
    public static int factor(int selector) {
        return switch (selector) {
            case 0 -> -2;
            case 1 -> 1;
            case 2 -> 2;
            case 3 -> -1;
            default -> throw new IllegalArgumentException("selector must be between 0 and 3, got " + selector);
        };
    }

    /**
     * Digits that every value of a width needs.
     *
     * @param bits 1 to 32
     * @param signed whether values are two's complement
     */
    public static int digits(int bits, boolean signed) {
        Check.between("bits", bits, 1, 32);
        long largest = signed ? 1L << (bits - 1) : (1L << bits) - 1;
        int digits = 1;
        // The most that digits of at most 2 add up to is 2 · (4^digits − 1) / 3.
        while (largest > 2 * ((1L << 2 * digits) - 1) / 3) {
            digits++;
        }
        return digits;
    }
}
