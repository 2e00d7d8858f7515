package bitwright.accel.gnn;

/** Which memory bank serves a fetch tag. */
public enum BankMapping {
    /** Tags 0 to 7 have bank 0, and so on: few nodeslots use few banks. */
    BLOCKS,
    /** Successive tags have successive banks. */
    INTERLEAVED
}
