package bitwright.workload.graph;

/**
 * The SplitMix64 stream by position: draw i (from 1) of seed s is a mix of s + i · 0x9E3779B97F4A7C15, the same as {@link
 * java.util.SplittableRandom} draws (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SplitMix64 {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /** Draw {@code index} of a stream, from 1. */
    public static long draw(long seed, long index) {
        long z = seed + index * GAMMA;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** A draw as a number in [0, 1), a multiple of 2^−53. */
    public static double unit(long seed, long index) {
        return (draw(seed, index) >>> 11) * 0x1p-53;
    }

    /**
     * Values in [−2, 2) in steps of 2^−22, exact in float32: element i is draw {@code skip + i + 1}.
     *
     * @param into filled up to {@code count}
     */
    public static void uniform(long seed, long skip, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = (draw(seed, skip + i + 1) >>> 40) * 0x1p-22f - 2f;
        }
    }
}
