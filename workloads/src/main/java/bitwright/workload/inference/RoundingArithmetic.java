package bitwright.workload.inference;

/** Fixed-point arithmetic on 32-bit integers as gemmlowp defines it: saturating and rounding, never floating. */
final class RoundingArithmetic {
    private RoundingArithmetic() {}

    /** {@code round(a·b / 2^31)}, ties upwards; saturates where both are the least integer. */
    static int doublingHighMultiply(int a, int b) {
        if (a == Integer.MIN_VALUE && b == Integer.MIN_VALUE) {
            return Integer.MAX_VALUE;
        }
        long product = (long) a * b;
        long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        return (int) ((product + nudge) / (1L << 31)); // division truncates
    }

    /** {@code round(x / 2^exponent)}, ties away from zero, for exponents of 0 to 31. */
    static int dividePowerOfTwo(int x, int exponent) {
        int mask = (int) ((1L << exponent) - 1);
        int remainder = x & mask;
        int threshold = (mask >>> 1) + (x < 0 ? 1 : 0);
        return (int) ((long) x >> exponent) + (Integer.compareUnsigned(remainder, threshold) > 0 ? 1 : 0);
    }

    /** {@code x · 2^exponent}, saturated. */
    static int multiplyPowerOfTwo(int x, int exponent) {
        long wide = (long) x << exponent;
        return wide > Integer.MAX_VALUE ? Integer.MAX_VALUE : wide < Integer.MIN_VALUE ? Integer.MIN_VALUE : (int) wide;
    }
}
