package bitwright.arith.ample;

/**
 * The adder and the multiplier of AMPLE, an accelerator for graph neural networks (arXiv 2502.21196; its RTL at
 * pgimenes/ample 1ec4bdaa). Words look like float32, but every exponent field is a plain exponent: there are no infinities, no NaN, no
 * subnormals, and the one zero is the word 0. Neither unit rounds.
 *
 * <p>The multiplier truncates. The adder truncates too, negative operands towards minus infinity, then adds one unit in the
 * last place to positive sums and to negative powers of two: 1 + 1 is 2.0000002. On random operands about half of the
 * results are those of IEEE 754; next to cancellation they are off by millions of units in the last place.
 */
public final class AmpleFloat {
    private static final int FRACTION = 0x7FFFFF;

    /** What a double's exponent field exceeds that of a word by, and the fraction bits that it has more. */
    private static final int BIAS_OF_DOUBLE = 1023 - 127;

    private static final int DROPPED = 52 - 23;

    private AmpleFloat() {}

    /** The word that the adder puts out. */
    public static int add(int a, int b) {
        if (a == 0) {
            return b;
        }
        if (b == 0) {
            return a;
        }
        boolean firstIsLarger = exponent(a) > exponent(b);
        int large = firstIsLarger ? a : b;
        int small = firstIsLarger ? b : a;
        int shift = exponent(large) - exponent(small);
        // The shift follows the negation: negative operands round away from zero, and never quite vanish.
        int sum = signed(large) + (signed(small) >> Math.min(shift, 31));
        int size = Math.abs(sum);
        if (size == 0) {
            return 0;
        }
        // Zeros above the sum in a field of 25 bits; the shift that normalises it loses its last bit.
        int zeros = Integer.numberOfLeadingZeros(size) - (Integer.SIZE - 25);
        int fraction = (size >> 1 << zeros & FRACTION) + (sum >> 24 - zeros & 1) & FRACTION;
        int exponent = exponent(large) - zeros + 1 + (fraction == 0 ? 1 : 0);
        return word(sum < 0, exponent, fraction);
    }

    /** The word that the multiplier puts out: the product cut to 24 bits, its exponent modulo 256. */
    public static int multiply(int a, int b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        long product = (long) significand(a) * significand(b);
        boolean carries = product >>> 47 != 0;
        int exponent = exponent(a) + exponent(b) - (carries ? 126 : 127);
        int fraction = (int) (product >>> (carries ? 24 : 23)) & FRACTION;
        return word((a ^ b) < 0, exponent, fraction);
    }

    /** The number that a word stands for. */
    public static double value(int word) {
        if (word == 0) {
            return 0;
        }
        long exponent = exponent(word) + BIAS_OF_DOUBLE;
        return Double.longBitsToDouble((word & 1L << 31) << 32 | exponent << 52 | (long) (word & FRACTION) << DROPPED);
    }

    /**
     * The word of a number that {@link #value} gave.
     *
     * @throws IllegalArgumentException for a number that no word stands for
     */
    public static int word(double value) {
        if (value == 0) {
            return 0;
        }
        long bits = Double.doubleToRawLongBits(value);
        long exponent = (bits >>> 52 & 0x7FF) - BIAS_OF_DOUBLE;
        if (exponent < 0 || exponent > 255 || (bits & (1L << DROPPED) - 1) != 0) {
            throw new IllegalArgumentException("no word of AMPLE's floating-point units stands for " + value);
        }
        return word(bits < 0, (int) exponent, (int) (bits >>> DROPPED) & FRACTION);
    }

    private static int exponent(int word) {
        return word >>> 23 & 0xFF;
    }

    private static int significand(int word) {
        return word & FRACTION | FRACTION + 1;
    }

    private static int signed(int word) {
        return word < 0 ? -significand(word) : significand(word);
    }

    private static int word(boolean negative, int exponent, int fraction) {
        return (negative ? 1 << 31 : 0) | (exponent & 0xFF) << 23 | fraction;
    }
}
