package bitwright.sim.dram;

import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Turn;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DRAM behind a machine: transfers become accesses, which are asked for in order as the controllers have room. An access
 * that two successive transfers of one direction share is asked for once, as if its data stayed in a register. A write is
 * done when the controllers have taken it; what then waits in their queues is written before anything is billed.
 */
final class DramOffChip implements OffChip {
    /** A transfer of which something is missing; it hears of each access that is done. */
    private final class Open implements Handler {
        private final boolean write;
        private final long last;
        private final Handler done;
        private final long argument;
        private long next;
        private long missing;

        Open(boolean write, long first, long last, Handler done, long argument) {
            this.write = write;
            this.next = first;
            this.last = last;
            this.missing = last - first + 1;
            this.done = done;
            this.argument = argument;
        }

        @Override
        public void handle(long unused) {
            missing--;
            if (missing == 0) {
                report(write ? writes : reads);
            }
        }
    }

    private final Engine engine;
    private final Dram dram;
    private final DramTimeline timeline;
    private final Turn turn;
    /** Transfers with accesses that are not asked for yet. */
    private final ArrayDeque<Open> asking = new ArrayDeque<>();
    /** Transfers that are not reported, by direction. */
    private final ArrayDeque<Open> reads = new ArrayDeque<>();

    private final ArrayDeque<Open> writes = new ArrayDeque<>();
    /** The access after the last one asked for, by direction. */
    private long readEnd;

    private long writeEnd;

    DramOffChip(Engine engine, Clock clock, DramMemory memory, Timeline timeline) {
        this.engine = engine;
        dram = Dram.attach(engine, clock, memory);
        turn = new Turn(engine, this::ask);
        dram.onRoom(turn);
        this.timeline = new DramTimeline(memory, clock, timeline);
        if (timeline.isOn()) {
            dram.listen(this.timeline);
        }
    }

    @Override
    public void transfer(Direction direction, long address, long bits, Handler done, long argument) {
        boolean write = direction == Direction.WRITE;
        long accessBits = (long) dram.accessBytes() * Byte.SIZE;
        long first = Math.floorDiv(address, accessBits);
        long last = Math.floorDiv(address + bits - 1, accessBits);
        if (first == (write ? writeEnd : readEnd) - 1) {
            first++;
        }
        if (write) {
            writeEnd = last + 1;
        } else {
            readEnd = last + 1;
        }
        var transfer = new Open(write, first, last, done, argument);
        asking.add(transfer);
        (write ? writes : reads).add(transfer);
        turn.wake();
    }

    private void ask() {
        while (!asking.isEmpty()) {
            Open transfer = asking.peek();
            for (; transfer.next <= transfer.last; transfer.next++) {
                long address = transfer.next * dram.accessBytes();
                if (!dram.accepts(address, transfer.write)) {
                    return;
                }
                dram.request(address, transfer.write, transfer, 0);
            }
            asking.remove();
            report(transfer.write ? writes : reads);
        }
    }

    /** Reports the transfers of a direction that are complete, in their order. */
    private static void report(ArrayDeque<Open> transfers) {
        while (!transfers.isEmpty() && transfers.peek().missing == 0) {
            Open transfer = transfers.remove();
            transfer.done.handle(transfer.argument);
        }
    }

    @Override
    public void charge(Ledger ledger) {
        settle();
        dram.count(ledger, COMPONENT);
    }

    @Override
    public Map<String, Double> statistics() {
        settle();
        var statistics = new TreeMap<String, Double>();
        long accesses = 0;
        for (Command command : Command.values()) {
            accesses += command.isColumn() ? dram.count(command) : 0;
        }
        statistics.put("dramActivates", (double) dram.count(Command.ACTIVATE));
        statistics.put("dramMovedBits", (double) dram.bitsMoved());
        statistics.put("dramRowHitPercent", 100.0 * dram.rowHits() / Math.max(1, accesses));
        dram.energy()
                .ifPresent(channels -> statistics.put(
                        "dramDevicesPj",
                        channels.stream().mapToDouble(DramEnergy::totalPj).sum()));
        return statistics;
    }

    /** Writes what still waits in the controllers' queues, after the layer's time has ended. */
    private void settle() {
        dram.flush();
        engine.run();
        timeline.end();
    }
}
