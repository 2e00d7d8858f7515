package bitwright.sim.dram;

import bitwright.sim.memory.Memory;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import java.util.Optional;

/** A DRAM whose every command is simulated, as written in YAML. */
@Doc("A DRAM whose every command is simulated.")
public record DramMemory(
        @Doc("The action that off-chip bits are priced as, e.g. dram.lpddr4.")
        String energyKind,

        @Doc("How it is divided.") Organisation organisation,

        @Doc("Its timing table.") Timing timing,

        @Doc("How an address is cut: each of the fields ch, ra, bg, ba, ro, co once, highest bits first.")
        String mapping,

        @Doc("Its controllers.") @Default("{}") ControllerPolicy controller,

        @Doc("What its devices draw; left out: only the price of a bit is known.")
        Optional<Currents> currents)
        implements Memory {
    public DramMemory {
        AddressMapping.check(mapping);
        if (controller.refresh() == ControllerPolicy.Refresh.PER_BANK && timing.tREFIpb() == 0) {
            throw new IllegalArgumentException("controller.refresh must not be per-bank: timing has no tREFIpb");
        }
    }

    @Override
    public long transferCycles(long bits, double clockMHz) {
        return new Stream(this).cycles(bits, clockMHz);
    }
}
