package bitwright.accel.gnn;

/** Who is granted when several ask. */
public enum Arbitration {
    /** The lowest index, always: what the arbiters of the RTL do, whatever their name. */
    FIXED_PRIORITY,
    /** The next one after the last that was granted. */
    ROUND_ROBIN
}
