package bitwright.accel.pe;

/**
 * How many cycles a step takes, given as statistics of the operands and a way to combine them. Arrays exploit that
 * maxima of non-negative products factor, so their work per step grows with rows plus columns.
 */
public sealed interface Cost {
    /** What the detectors find when the group is just these operands. */
    Control control(int[] weights, int[] activations);

    /** Cycles of a PE's step, at least 1. */
    int cycles(int[] weights, int[] activations, Control control);

    /** Work of one step, summed over the PE's lanes with an operand. */
    Work laneWork(int[] weights, int[] activations, Control control);

    /** The same cycles for every operand. */
    static Cost fixed(int cycles) {
        return new Product(GroupStat.constant(cycles), GroupStat.constant(1));
    }

    /** The product of a statistic of the group's activations and one of its weights: the group's PEs step alike. */
    record Product(GroupStat activations, GroupStat weights) implements Cost {
        @Override
        public Control control(int[] weightLanes, int[] activationLanes) {
            int summary = activations.summary(activationLanes, 0, activationLanes.length);
            return new Control(activations.read(summary), weights.of(weightLanes), activations.lowestBit(summary));
        }

        @Override
        public int cycles(int[] weightLanes, int[] activationLanes, Control control) {
            return control.activationStat() * control.weightStat();
        }

        @Override
        public Work laneWork(int[] weightLanes, int[] activationLanes, Control control) {
            int cycles = cycles(weightLanes, activationLanes, control);
            return Work.step(control, cycles).times(weightLanes.length);
        }
    }

    /**
     * The largest product over the PE's lanes of a statistic of the lane's activation and one of its weight: lanes work
     * side by side on their own, and the PE waits for the slowest.
     */
    record LaneProducts(ValueStat activations, ValueStat weights) implements Cost {
        private static final Control NONE = new Control(0, 0);

        @Override
        public Control control(int[] weightLanes, int[] activationLanes) {
            return NONE;
        }

        @Override
        public int cycles(int[] weightLanes, int[] activationLanes, Control control) {
            int slowest = 1;
            for (int lane = 0; lane < weightLanes.length; lane++) {
                slowest = Math.max(slowest, activations.of(activationLanes[lane]) * weights.of(weightLanes[lane]));
            }
            return slowest;
        }

        @Override
        public Work laneWork(int[] weightLanes, int[] activationLanes, Control control) {
            long cycles = 0;
            for (int lane = 0; lane < weightLanes.length; lane++) {
                cycles += (long) activations.of(activationLanes[lane]) * weights.of(weightLanes[lane]);
            }
            return new Work(weightLanes.length, cycles, 0, 0);
        }
    }
}
