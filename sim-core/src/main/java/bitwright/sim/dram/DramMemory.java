package bitwright.sim.dram;

import bitwright.sim.energy.Action;
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
        Optional<Currents> currents,

        @Doc(
                "per-bit: off-chip bits are priced by the energy table, as behind any other memory; currents: the energy of "
                        + "the devices alone, which no energy table prices.")
        @Default("per-bit")
        Billing billing)
        implements Memory {
    /** What off-chip energy is taken from. */
    public enum Billing {
        /** The energy table's price of a bit. */
        PER_BIT,
        /** The devices' currents; without interface and controller, and with standby and refresh. */
        CURRENTS
    }

    public DramMemory {
        AddressMapping.check(mapping);
        if (billing == Billing.CURRENTS && currents.isEmpty()) {
            throw new IllegalArgumentException("billing must not be currents: the memory has none");
        }
        if (controller.refresh() == ControllerPolicy.Refresh.PER_BANK && timing.tREFIpb() == 0) {
            throw new IllegalArgumentException("controller.refresh must not be per-bank: timing has no tREFIpb");
        }
    }

    /** A memory whose bits are priced by the energy table. */
    public DramMemory(
            String energyKind,
            Organisation organisation,
            Timing timing,
            String mapping,
            ControllerPolicy controller,
            Optional<Currents> currents) {
        this(energyKind, organisation, timing, mapping, controller, currents, Billing.PER_BIT);
    }

    @Override
    public Optional<Frequency> frequency() {
        return Optional.of(Dram.frequency(this));
    }

    @Override
    public Optional<Action> pricedAs() {
        return billing == Billing.PER_BIT ? Optional.of(new Action(energyKind, 1)) : Optional.empty();
    }

    @Override
    public OffChip plug(Engine engine, Clock machine, Timeline timeline) {
        return new DramOffChip(
                engine, Memory.clocks(machine, Dram.frequency(this)).get(1), this, timeline);
    }
}
