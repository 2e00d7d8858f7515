package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Frequency;
import bitwright.sim.memory.Memory;
import bitwright.sim.memory.OffChip;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.trace.Timeline;
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
    public Optional<Frequency> frequency() {
        return Optional.of(Dram.frequency(this));
    }

    @Override
    public OffChip plug(Engine engine, Clock machine, Timeline timeline) {
        return new DramOffChip(
                engine, Memory.clocks(machine, Dram.frequency(this)).get(1), this, timeline);
    }
}
