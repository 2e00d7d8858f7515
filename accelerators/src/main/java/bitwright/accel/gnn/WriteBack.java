package bitwright.accel.gnn;

/** What the next pass of the transformation engine waits for. */
public enum WriteBack {
    /** The last row of the pass before is written. */
    SEQUENTIAL,
    /** The array is free: outputs are written while the next pass multiplies. */
    OVERLAPPED
}
