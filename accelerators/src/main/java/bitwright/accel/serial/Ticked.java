package bitwright.accel.serial;

/** A layer at cycle fidelity: every register moves at every clock edge. */
interface Ticked {
    /** One clock edge. Returns whether the layer still has work after it. */
    boolean tick();

    long computeCycles();

    long fillCycles();

    long weightLoadCycles();

    /** The outputs {@code [window · filters + filter]}, once {@link #tick} has returned false. */
    long[] outputs();
}
