package bitwright.sim.memory;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Timeline;
import java.util.Optional;

/**
 * Memory of a given bandwidth and latency, without banks or rows. One transfer after another has the whole bandwidth. A read
 * arrives a latency later, for which the next transfer does not wait; a write is done once it has crossed.
 */
@Doc("Memory of a given bandwidth and latency, without banks or rows.")
public record BandwidthMemory(
        @Doc("Sustained bandwidth in 10^9 bytes a second.") @Range(min = 1e-6, max = 1e6)
        double gigabytesPerSecond,

        @Doc("Time from the request of a read to its first bit, in nanoseconds.") @Range(min = 0, max = 1e6)
        double latencyNs,

        @Doc("The action that off-chip bits are priced as, e.g. dram.lpddr4.")
        String energyKind)
        implements Memory {
    public BandwidthMemory {
        Check.ranges(BandwidthMemory.class, gigabytesPerSecond, latencyNs, energyKind);
    }

    @Override
    public Optional<Action> pricedAs() {
        return Optional.of(new Action(energyKind, 1));
    }

    @Override
    public OffChip plug(Engine engine, Clock machine, Timeline timeline) {
        double ticksPerNs = machine.frequency().megahertz() / 1000 * machine.period();
        double ticksPerBit = ticksPerNs / (gigabytesPerSecond * 8);
        return new Channel(engine, ticksPerBit, latencyNs * ticksPerNs, energyKind);
    }

    /** The interface: a queue without bounds. */
    private static final class Channel implements OffChip {
        private final Engine engine;
        private final double ticksPerBit;
        private final double latency;
        private final String energyKind;
        /** When all that was handed over has crossed; fractions of a tick are kept, so that small transfers add up. */
        private double free;

        private long moved;

        Channel(Engine engine, double ticksPerBit, double latency, String energyKind) {
            this.engine = engine;
            this.ticksPerBit = ticksPerBit;
            this.latency = latency;
            this.energyKind = energyKind;
        }

        @Override
        public void transfer(Direction direction, long address, long bits, Handler done, long argument) {
            moved += bits;
            free = Math.max(free, engine.now()) + bits * ticksPerBit;
            double end = direction == Direction.READ ? free + latency : free;
            engine.at((long) Math.ceil(end), Phase.REACT, done, argument);
        }

        @Override
        public void charge(Ledger ledger) {
            ledger.count(COMPONENT, new Action(energyKind, 1), moved);
        }
    }
}
