package bitwright.sim.memory;

import bitwright.sim.parameter.Doc;

/** Memory that delivers everything at once; its traffic is still counted and priced. */
@Doc("Memory that delivers everything at once; its traffic is still counted and priced.")
public record IdealMemory(
        @Doc("The action that off-chip bits are priced as, e.g. dram.lpddr4.")
        String energyKind) implements Memory {
    @Override
    public long transferCycles(long bits, double clockMHz) {
        return 0;
    }
}
