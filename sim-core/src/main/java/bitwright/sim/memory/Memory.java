package bitwright.sim.memory;

/** The off-chip memory behind a machine, as written in YAML: {@code model} selects the record. */
public interface Memory {
    /**
     * Ticks of the machine's clock that moving the bits takes, from the request to the last bit. More bits never take
     * fewer ticks, and a slower memory never takes fewer than a faster one.
     *
     * @param bits amount to move, from 0
     * @param clockMHz the machine's clock
     */
    long transferCycles(long bits, double clockMHz);

    /** The action that one moved bit is priced as, e.g. {@code dram.read}; reads and writes are priced alike here. */
    String energyKind();
}
