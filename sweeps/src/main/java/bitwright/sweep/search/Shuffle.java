package bitwright.sweep.search;

import java.util.SplittableRandom;

/**
 * A seeded order of 0 to size − 1 that needs no memory: four rounds of a Feistel network on the smallest even number of
 * bits that holds the size, walked along its cycles back into the range. Two to four evaluations a step.
 */
final class Shuffle {
    private static final int ROUNDS = 4;

    private final long size;
    private final int halfBits;
    private final long mask;
    private final long[] keys;

    Shuffle(long size, long seed) {
        this.size = size;
        int bits = Math.max(2, 64 - Long.numberOfLeadingZeros(Math.max(1, size - 1)));
        this.halfBits = (bits + 1) / 2;
        this.mask = (1L << halfBits) - 1;
        this.keys = new SplittableRandom(seed).longs(ROUNDS).toArray();
    }

    /** The number at a place of the order. */
    long at(long place) {
        long number = place;
        do {
            long left = number >>> halfBits;
            long right = number & mask;
            for (long key : keys) {
                long next = left ^ (mixed(right + key) & mask);
                left = right;
                right = next;
            }
            number = left << halfBits | right;
        } while (number >= size);
        return number;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mixed(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
