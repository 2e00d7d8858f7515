package bitwright.arith;

/**
 * Stochastic rounding with a stated number of random bits: which fractions round up for which random number.
 *
 * <p>With D the discarded fraction in units of 2^−bits and r the random number, a magnitude rounds up when the rule
 * below holds. The names follow gfloat.
 */
public enum Stochastic {
    /** RNE(D) + r ≥ 2^bits. */
    NEAREST_EVEN,
    /** Nearest, ties to odd (D) + r ≥ 2^bits. */
    NEAREST_ODD,
    /** D + r + ½ ≥ 2^bits: without the rounding of D; unbiased up to the width. */
    FAST,
    /** D + r ≥ 2^bits: truncates D; biased toward zero by half of 2^−bits. */
    FASTEST;

    /** The random number of one element: a hash of seed and index (SplitMix64), so that order does not matter. */
    public static int random(long seed, long index, int bits) {
        long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) ((z ^ (z >>> 31)) >>> (64 - bits));
    }

    /** Whether a fraction {@code rest / 2^drop}, rest below 2^53 and drop at least 22, rounds up. */
    boolean roundsUp(long rest, int drop, int random, int randomBits) {
        int below =
                Math.min(drop - randomBits, 56); // beyond 56 the fraction is under 2^−3 and only its being there counts
        long whole = rest >>> below;
        long part = rest & ((1L << below) - 1);
        long half = 1L << (below - 1);
        long threshold = (1L << randomBits) - random;
        return switch (this) {
            case NEAREST_EVEN -> whole + (part > half || (part == half && (whole & 1) != 0) ? 1 : 0) >= threshold;
            case NEAREST_ODD -> whole + (part > half || (part == half && (whole & 1) == 0) ? 1 : 0) >= threshold;
            case FAST -> whole + (part >= half ? 1 : 0) >= threshold;
            case FASTEST -> whole >= threshold;
        };
    }
}
