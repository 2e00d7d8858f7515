package bitwright.sim.memory;

import bitwright.sim.energy.Action;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Frequency;
import bitwright.sim.trace.Timeline;
import java.util.List;
import java.util.Optional;

/** The off-chip memory behind a machine, as written in YAML: {@code model} selects the record. */
public interface Memory {
    /** The memory's own clock, if it has one: time on the engine must then be fine enough for both, see {@link #clock}. */
    default Optional<Frequency> frequency() {
        return Optional.empty();
    }

    /** A machine's clock on a tick that suits this memory, too. */
    default Clock clock(double machineMHz) {
        var machine = Frequency.ofMHz(machineMHz);
        return frequency().map(own -> Clock.together(machine, own).get(0)).orElse(Clock.of(machine));
    }

    /** What the energy table must price for a bit over the interface; empty if nothing, or not known beforehand. */
    default Optional<Action> pricedAs() {
        return Optional.empty();
    }

    /**
     * A memory at work, drained and idle.
     *
     * @param engine what it runs on
     * @param machine the clock of the machine behind which it lies, from {@link #clock}
     * @param timeline where it shows what it does
     */
    OffChip plug(Engine engine, Clock machine, Timeline timeline);

    /** The clocks of a machine and of a memory with a clock of its own on their common tick, in this order. */
    static List<Clock> clocks(Clock machine, Frequency own) {
        return Clock.together(machine.frequency(), own);
    }
}
