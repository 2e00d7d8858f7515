package bitwright.accel.serial;

/** A layer at cycle fidelity: every register moves at every clock edge. */
interface Ticked {
    /** One clock edge. Returns whether the layer still has work after it. */
    boolean tick();

    /** The PEs: their cycles, and the outputs {@code [window · filters + filter]}. */
    TickedPes pes();
}
