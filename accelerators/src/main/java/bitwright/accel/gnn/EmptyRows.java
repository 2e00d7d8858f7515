package bitwright.accel.gnn;

/** What a row of the array without a node costs at write-back, if one with a node stands below it. */
public enum EmptyRows {
    /** Two cycles, in which rows move up by one. */
    SHIFTED,
    /** Nothing. */
    SKIPPED
}
