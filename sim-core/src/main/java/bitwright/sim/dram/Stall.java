package bitwright.sim.dram;

/** Why no command went out in a cycle in which a request waited: what held back the command that was next to go. */
public enum Stall {
    /** Its bank was opening or closing a row (tRCD, tRP, tRAS, tRC, tRTP, tWR). */
    ROW,
    /** Too many rows were opened lately (tRRD, tFAW, t32AW). */
    ACTIVATION,
    /** The data bus or the bank group was taken (tCCD, the burst itself, tRTRS). */
    DATA_BUS,
    /** The data bus was changing its direction (tWTR and its opposite). */
    TURNAROUND,
    /** Its rank or bank was being refreshed or about to be. */
    REFRESH,
    /** The request came in the cycle before, or waits for a batch of writes to begin or to end. */
    QUEUE;

    static final int COUNT = values().length;
}
