package bitwright.accel.gnn;

/**
 * How much of a unit is busy over time, as means of equal windows. There are at most {@value #WINDOWS} of them: when time
 * outgrows them, two become one.
 */
final class Occupancy {
    static final int WINDOWS = 256;

    private final double[] integrals = new double[WINDOWS];
    private long window = 16;
    private long last;
    private int level;
    private long whole;

    /** The level from a cycle on, no earlier than that of the last call. */
    void set(long cycle, int newLevel) {
        if (level != 0 && cycle > last) {
            spread(last, cycle);
        }
        last = cycle;
        level = newLevel;
    }

    int level() {
        return level;
    }

    private void spread(long from, long to) {
        whole += level * (to - from);
        while (to > window * WINDOWS) {
            for (int i = 0; i < WINDOWS / 2; i++) {
                integrals[i] = integrals[2 * i] + integrals[2 * i + 1];
            }
            java.util.Arrays.fill(integrals, WINDOWS / 2, WINDOWS, 0);
            window *= 2;
        }
        int first = (int) (from / window);
        int end = (int) ((to - 1) / window);
        if (first == end) {
            integrals[first] += (double) level * (to - from);
            return;
        }
        integrals[first] += (double) level * (window * (first + 1) - from);
        for (int i = first + 1; i < end; i++) {
            integrals[i] += (double) level * window;
        }
        integrals[end] += (double) level * (to - window * end);
    }

    /** Level times cycles so far. */
    long integral() {
        return whole;
    }

    /** Cycles of a window. */
    long window() {
        return window;
    }

    /** The means of all windows up to a cycle. */
    double[] means(long end) {
        set(end, level);
        int count = (int) Math.min(WINDOWS, (end + window - 1) / window);
        var means = new double[count];
        for (int i = 0; i < count; i++) {
            long length = Math.min(window, end - i * window);
            means[i] = integrals[i] / length;
        }
        return means;
    }
}
