package bitwright.accel.gnn;

/** Keeps who asks, and grants one of them at a time. Nothing is allocated. */
final class Arbiter {
    private final long[] waiting;
    private final int size;
    private final boolean roundRobin;
    private int first; // where the search starts
    private int count;

    Arbiter(int size, Arbitration arbitration) {
        this.size = size;
        waiting = new long[(size + Long.SIZE - 1) / Long.SIZE];
        roundRobin = arbitration == Arbitration.ROUND_ROBIN;
    }

    /** Asks; asking twice is asking once. */
    void request(int index) {
        long bit = 1L << index;
        if ((waiting[index >>> 6] & bit) == 0) {
            waiting[index >>> 6] |= bit;
            count++;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    int size() {
        return count;
    }

    /** Who would be granted; −1 if nobody asks. */
    int peek() {
        return count == 0 ? -1 : from(first);
    }

    /** Grants; −1 if nobody asks. */
    int grant() {
        if (count == 0) {
            return -1;
        }
        int granted = from(first);
        waiting[granted >>> 6] &= ~(1L << granted);
        count--;
        if (roundRobin) {
            first = granted + 1 == size ? 0 : granted + 1;
        }
        return granted;
    }

    private int from(int start) {
        int word = start >>> 6;
        long rest = waiting[word] & -1L << start;
        while (rest == 0) { // ends: somebody asks, and the start's own word comes again, whole
            word = word + 1 == waiting.length ? 0 : word + 1;
            rest = waiting[word];
        }
        return word << 6 | Long.numberOfTrailingZeros(rest);
    }
}
