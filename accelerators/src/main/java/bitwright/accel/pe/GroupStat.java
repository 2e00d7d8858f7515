package bitwright.accel.pe;

/**
 * A number that hardware derives from a group of operands: from the lanes of one PE, and, where PEs share a detector,
 * from all of theirs. Lanes are first summarised, summaries merged, and the group's summary then read.
 */
public interface GroupStat {
    /** Summarises some lanes of one PE; lanes without an operand count as zeros. */
    int summary(int[] values, int from, int count);

    /** The summary of two PEs' lanes together, from their own. */
    default int merge(int one, int other) {
        return Math.max(one, other);
    }

    /** What a group's summary says, at least 1. */
    default int read(int summary) {
        return summary;
    }

    /** The lowest bit that a group's operands use; 0 unless the detector looks for it. */
    default int lowestBit(int summary) {
        return 0;
    }

    /** Whether it is the same for every group, so that nobody needs to look at the operands. */
    default boolean isConstant() {
        return false;
    }

    /** Whether a precision detector finds it at run time, an OR tree with a leading-one detector, which is to be paid for. */
    default boolean isDetected() {
        return false;
    }

    /**
     * Whether lanes can be summarised one by one: the summary of some lanes is the merge of the summary of none with each
     * one's own.
     */
    default boolean mergesLanes() {
        return false;
    }

    /** Whether more lanes never ask for less, so that the summary of many bounds that of some of them. */
    default boolean growsWithLanes() {
        return mergesLanes();
    }

    /**
     * A pool of lanes, for summaries of some of them; a statistic with a faster way brings its own.
     *
     * @param lanes lanes of a line
     * @param reach lines that a choice is made from
     */
    default LanePool pool(int lanes, int lines, int reach) {
        return mergesLanes()
                ? new MergingPool(this, lanes, lines, reach)
                : new GatheringPool(this, lanes, lines, reach);
    }

    /** The statistic of one PE's own lanes. */
    default int of(int[] values) {
        return read(summary(values, 0, values.length));
    }

    /** A statistic that the layer's profile fixes. */
    static GroupStat constant(int stat) {
        return new GroupStat() {
            @Override
            public int summary(int[] values, int from, int count) {
                return stat;
            }

            @Override
            public boolean isConstant() {
                return true;
            }

            @Override
            public boolean mergesLanes() {
                return true;
            }
        };
    }
}
