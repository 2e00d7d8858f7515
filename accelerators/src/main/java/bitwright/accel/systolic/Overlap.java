package bitwright.accel.systolic;

/** How one fold follows another. */
public enum Overlap {
    /** A fold starts when the one before has left the array. */
    DRAINED,
    /**
     * A fold's operands follow those of the fold before; the next stationary tile is loaded beside the stream into second
     * registers, finished sums leave through a chain of their own. Either takes as many cycles as there are rows, so folds
     * start no closer than that.
     */
    PIPELINED
}
