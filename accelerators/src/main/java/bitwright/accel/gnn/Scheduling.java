package bitwright.accel.gnn;

/** When a nodeslot takes up its next node. */
public enum Scheduling {
    /** As soon as its node is done. */
    EVENT_DRIVEN,
    /** Nodes go in batches, one in each half of the slots: a batch is transformed once its slowest node is aggregated. */
    DOUBLE_BUFFERED
}
