package bitwright.workload.codec;

/** Appends codes of up to 32 bits to words, lowest bit first. */
final class BitWriter {
    private final long[] words;
    private long pending;
    private int held;
    private int next;

    BitWriter(long bits) {
        words = new long[Math.toIntExact((bits + 63) / 64)];
    }

    /** @param code no bits set above the width */
    void write(long code, int bits) {
        pending |= code << held;
        held += bits;
        if (held >= 64) {
            words[next++] = pending;
            held -= 64;
            // What did not fit; fewer bits than the code has, so the shift is between 1 and 63 where any are left.
            pending = held == 0 ? 0 : code >>> bits - held;
        }
    }

    /** The words; the last call. */
    long[] finish() {
        if (held > 0) {
            words[next] = pending;
        }
        return words;
    }
}
