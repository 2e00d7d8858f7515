package bitwright.workload.inference;

/**
 * A positive real factor as {@code multiplier · 2^(shift − 31)}.
 *
 * @param multiplier 0, or between 2^30 and 2^31 − 1
 * @param shift at least −31
 */
public record Multiplier(int multiplier, int shift) {
    /** The nearest such number; factors below about 2^−32 become 0. */
    static Multiplier of(double factor) {
        if (factor == 0) {
            return new Multiplier(0, 0);
        }
        // factor = fraction · 2^shift with the fraction in [0.5, 1)
        int shift = Math.getExponent(factor) + 1;
        long fraction = Math.round(Math.scalb(factor, 31 - shift)); // positive, so ties go away from zero
        if (fraction == 1L << 31) {
            fraction /= 2;
            shift++;
        }
        return shift < -31 ? new Multiplier(0, 0) : new Multiplier((int) fraction, shift);
    }

    /** The product with a 32-bit sum. */
    int apply(int sum, Rounding rounding) {
        if (rounding == Rounding.SINGLE) {
            int right = 31 - shift;
            long product = (long) sum * multiplier;
            return (int) (right > 0 ? product + (1L << right - 1) >> right : product << -right);
        }
        int left = Math.max(shift, 0);
        // The left shift may wrap, as it does in the peer.
        return RoundingArithmetic.dividePowerOfTwo(
                RoundingArithmetic.doublingHighMultiply(sum << left, multiplier), Math.max(-shift, 0));
    }

    /** The product with a 64-bit sum: the factor is cut to 16 bits first, and rounding is single. */
    int applyWide(long sum) {
        int reduced = multiplier < 0x7FFF_0000 ? multiplier + (1 << 15) >> 16 : 0x7FFF;
        int right = 15 - shift;
        return (int) (sum * reduced + (1L << right - 1) >> right);
    }
}
