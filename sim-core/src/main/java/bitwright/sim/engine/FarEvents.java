package bitwright.sim.engine;

import java.util.Arrays;

/** A 4-ary heap of entries by time, and among equal times in the order of adding. */
final class FarEvents {
    private static final int WAYS = 4;

    private long[] times = new long[64];
    private long[] sequences = new long[64]; // at 10^9 a second they last for 292 years
    private int[] entries = new int[64];
    private int size;
    private long nextSequence;

    boolean isEmpty() {
        return size == 0;
    }

    /** The earliest time; undefined when empty. */
    long firstTime() {
        return times[0];
    }

    void add(long time, int entry) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
            entries = Arrays.copyOf(entries, 2 * size);
        }
        // The new entry has the highest sequence, so only a strictly later parent gives way.
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / WAYS;
            if (times[parent] <= time) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        place(at, time, nextSequence++, entry);
    }

    /** Removes the first entry and returns it; must not be empty. */
    int removeFirst() {
        int entry = entries[0];
        size--;
        long time = times[size];
        long sequence = sequences[size];
        int at = 0;
        while (true) {
            int child = firstChild(at);
            if (child < 0 || !before(times[child], sequences[child], time, sequence)) {
                break;
            }
            move(child, at);
            at = child;
        }
        place(at, time, sequence, entries[size]);
        return entry;
    }

    /** The child that comes first, or -1 if there is none. */
    private int firstChild(int parent) {
        int child = WAYS * parent + 1;
        if (child >= size) {
            return -1;
        }
        int end = Math.min(child + WAYS, size);
        int best = child;
        while (++child < end) {
            if (before(times[child], sequences[child], times[best], sequences[best])) {
                best = child;
            }
        }
        return best;
    }

    private static boolean before(long time, long sequence, long otherTime, long otherSequence) {
        return time < otherTime || time == otherTime && sequence < otherSequence;
    }

    private void move(int from, int to) {
        place(to, times[from], sequences[from], entries[from]);
    }

    private void place(int at, long time, long sequence, int entry) {
        times[at] = time;
        sequences[at] = sequence;
        entries[at] = entry;
    }
}
