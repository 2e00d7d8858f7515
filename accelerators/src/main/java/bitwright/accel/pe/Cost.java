package bitwright.accel.pe;

/**
 * How many cycles a step takes, given as statistics of the operands and a way to combine them. Arrays exploit that
 * maxima of non-negative products factor, so their work per step grows with rows plus columns.
 *
 * @param activationStat the statistic of one activation, at least 1
 * @param weightStat the statistic of one weight, at least 1
 */
public record Cost(ValueStat activationStat, ValueStat weightStat) {
    /** The same cycles for every operand. */
    public static Cost fixed(int cycles) {
        return new Cost(ValueStat.constant(cycles), ValueStat.constant(1));
    }

    /**
     * Cycles of a step under one control: the product of the largest activation statistic and the largest weight
     * statistic of the synchronised group.
     */
    public int cycles(int activationStat, int weightStat) {
        return activationStat * weightStat;
    }

    /** What the detectors find when the group is just these operands. */
    public Control control(int[] weights, int[] activations) {
        return new Control(largest(activationStat, activations), largest(weightStat, weights));
    }

    private static int largest(ValueStat stat, int[] values) {
        int largest = stat.of(0);
        for (int value : values) {
            largest = Math.max(largest, stat.of(value));
        }
        return largest;
    }
}
