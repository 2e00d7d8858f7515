package bitwright.accel.gnn;

/** Which aggregation cores a node gets. */
public enum CoreAllocation {
    /** Those of its manager's row, which bounds the features of a node. */
    STATIC,
    /** Any of its mesh that are free; a node waits until there are enough. */
    DYNAMIC
}
