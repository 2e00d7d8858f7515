package bitwright.accel.gnn;

/** What becomes of a node with more messages than its fetch tag holds. */
public enum PartialResponse {
    /** The tag unblocks the aggregation engine when it is full and goes on fetching. */
    PAPER,
    /** Such nodes hang the published RTL, and its tools leave them out: they are not run, and counted. */
    HEAD
}
