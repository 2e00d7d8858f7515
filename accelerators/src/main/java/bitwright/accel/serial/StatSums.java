package bitwright.accel.serial;

/** Statistics summed step by step, over windows or over filters: what counts of work factor into. */
final class StatSums {
    private final long[] perStep;

    StatSums(int steps) {
        perStep = new long[steps];
    }

    /** Adds each step's statistic as often as {@code times} windows or filters share it. */
    void add(int[] stats, int times) {
        for (int step = 0; step < perStep.length; step++) {
            perStep[step] += (long) stats[step] * times;
        }
    }

    long at(int step) {
        return perStep[step];
    }
}
