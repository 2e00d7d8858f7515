package bitwright.sim.dram;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Frequency;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.engine.Sleeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A DRAM on an event engine: its channels, each with a controller of its own.
 *
 * <p>A request is one access: a read or a write of {@link #accessBytes()} bytes; the bits of an address inside of an access
 * do not matter. One that is accepted in cycle t of the DRAM's clock leads to its first command in cycle t + 1 at the
 * earliest. A read is done when the last of its data have arrived, so many cycles after its command as the read latency and
 * the burst have; a write is done for its sender one cycle after it was accepted. Handlers are called in {@link
 * Phase#REACT}. Nothing is allocated in the steady state, and while nothing waits there are no events, so that the engine's
 * {@link Engine#run()} ends; refreshes of that time are made up for later, at their proper cycles.
 *
 * <p>Writes may stay in the queues for ever when there are few of them and nothing follows: {@link #flush()}.
 */
public final class Dram {
    private final Clock clock;
    private final DramMemory memory;
    private final AddressMapping mapping;
    private final ChannelController[] channels;
    private final List<Sleeper> sleepers = new ArrayList<>();

    private Dram(Engine engine, Clock clock, DramMemory memory, List<Rule> rules) {
        this.clock = clock;
        this.memory = memory;
        mapping = new AddressMapping(memory.mapping(), memory.organisation());
        channels = IntStream.range(0, memory.organisation().channels())
                .mapToObj(channel -> ChannelController.of(engine, clock, memory, rules, channel, this::roomFreed))
                .toArray(ChannelController[]::new);
    }

    /** The frequency of the command clock that a timing table is for. */
    public static Frequency frequency(DramMemory memory) {
        return Frequency.ofPeriodNs(memory.timing().clockNs());
    }

    /**
     * A DRAM on an engine.
     *
     * @param clock its command clock, of {@link #frequency}
     */
    public static Dram attach(Engine engine, Clock clock, DramMemory memory) {
        return attach(engine, clock, memory, memory.timing().rules());
    }

    /** A DRAM on an engine, with minimum distances of its own in place of those that follow from the timing table. */
    public static Dram attach(Engine engine, Clock clock, DramMemory memory, List<Rule> rules) {
        return new Dram(engine, clock, memory, rules);
    }

    /** Bytes of one access. */
    public int accessBytes() {
        return memory.organisation().accessBytes();
    }

    /** Whether there is room for a request now. If not, those of {@link #onRoom} are woken when there may be. */
    public boolean accepts(long address, boolean write) {
        return channels[mapping.channel(address)].accepts(mapping.access(address), write);
    }

    /**
     * Asks for one access.
     *
     * @param done called with the argument when it is done; null if nobody wants to know
     * @throws IllegalStateException if there is no room
     */
    public void request(long address, boolean write, Handler done, long argument) {
        channels[mapping.channel(address)].request(
                mapping.access(address),
                mapping.bank(address),
                mapping.row(address),
                mapping.column(address),
                write,
                done,
                argument);
    }

    /** Wakes somebody whenever a channel that had no room for a request has room for one again. */
    public void onRoom(Sleeper sleeper) {
        sleepers.add(sleeper);
    }

    private void roomFreed() {
        for (int i = 0; i < sleepers.size(); i++) { // not by an iterator, which would be an object each time
            sleepers.get(i).wake();
        }
    }

    /** Has all writes that wait now sent to their banks, however few they are. */
    public void flush() {
        for (ChannelController channel : channels) {
            channel.drain();
        }
    }

    /** Tells somebody of every command from now on; null ends it. */
    public void listen(CommandListener listener) {
        for (ChannelController channel : channels) {
            channel.listen(listener);
        }
    }

    /** The present cycle of the DRAM's clock. */
    public long cycle() {
        return channels[0].now();
    }

    /** Requests that were accepted and whose command has not gone out. */
    public int waiting() {
        int sum = 0;
        for (ChannelController channel : channels) {
            sum += channel.waiting();
        }
        return sum;
    }

    /** How often a command went out until now. */
    public long count(Command command) {
        long sum = 0;
        for (ChannelController channel : channels) {
            channel.settle();
            sum += channel.banks.count(command);
        }
        return sum;
    }

    /** Reads and writes that used a row which an earlier one had used since it was opened. */
    public long rowHits() {
        long sum = 0;
        for (ChannelController channel : channels) {
            sum += channel.banks.readHits() + channel.banks.writeHits();
        }
        return sum;
    }

    /** What else has been counted until now, all channels together. */
    public DramCounts counts() {
        var sum = new DramCounts();
        for (ChannelController channel : channels) {
            channel.settle();
            sum.add(channel.counts);
        }
        return sum;
    }

    /** The energy of the devices of each channel until now, from their currents; empty if these are not known. */
    public Optional<List<DramEnergy>> energy() {
        return memory.currents().map(currents -> {
            var energies = new ArrayList<DramEnergy>();
            for (ChannelController channel : channels) {
                channel.settle();
                energies.add(channel.banks.energy(memory.timing(), currents, channel.now()));
            }
            return energies;
        });
    }

    /** Bits that reads and writes have moved until now. */
    public long bitsMoved() {
        long accesses = 0;
        for (Command command : Command.values()) {
            accesses += command.isColumn() ? count(command) : 0;
        }
        return accesses * accessBytes() * Byte.SIZE;
    }

    /** Bills what was spent until now: what was moved as the memory's kind of action, or what its devices drew. */
    public void count(Ledger ledger, String component) {
        if (memory.billing() == DramMemory.Billing.CURRENTS) {
            for (DramEnergy channel : energy().orElseThrow()) {
                ledger.modelled(component, channel.totalPj(), Confidence.DERIVED);
            }
        } else {
            ledger.count(component, new Action(memory.energyKind(), 1), bitsMoved());
        }
    }

    /** The clock that commands go with. */
    public Clock clock() {
        return clock;
    }
}
