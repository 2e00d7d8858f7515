package bitwright.workload.graph;

/** The draws of one SplitMix64 stream in their order. */
final class Draws {
    private final long seed;
    private long index;

    Draws(long seed) {
        this.seed = seed;
    }

    /** A number in [0, 1), a multiple of 2^−53. */
    double unit() {
        return SplitMix64.unit(seed, ++index);
    }

    /** A number from 0 to bound − 1: the upper half of a product, which favours none by more than bound · 2^−32. */
    int below(int bound) {
        return (int) ((SplitMix64.draw(seed, ++index) >>> 32) * bound >>> 32);
    }

    /** Puts a list in random order (Durstenfeld). */
    void shuffle(int[] list) {
        for (int i = list.length - 1; i > 0; i--) {
            int other = below(i + 1);
            int held = list[i];
            list[i] = list[other];
            list[other] = held;
        }
    }
}
