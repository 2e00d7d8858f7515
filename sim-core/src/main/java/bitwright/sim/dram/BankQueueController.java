package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import java.util.List;

/**
 * A controller whose requests go, one a cycle, from a read queue and a write queue to queues of the banks. The banks take
 * turns, from the one after the last; of a bank's queue the first request whose next command can go is served. Reads of an
 * access that already waits are merged with it. While a refresh waits, its rank gets no other commands.
 *
 * <p>In the manner of DRAMsim3 (Li et al., CAL 2020), whose order of commands it reproduces.
 */
final class BankQueueController extends ChannelController {
    private final int depth;
    private final int[] reads; // slots, the oldest first
    private final int[] writes;
    private int readCount;
    private int writeCount;
    private final int[] queues; // slots by bank, the oldest first
    private final int[] queued; // by bank
    private int allQueued;
    private int draining; // writes of the present batch that are still to go to the banks
    private boolean flushing;
    private int last; // the bank that had the last turn
    private final AccessIndex pendingReads;
    private final AccessIndex pendingWrites;

    BankQueueController(
            Engine engine, Clock clock, DramMemory memory, List<Rule> rules, int channel, Runnable roomFreed) {
        super(engine, clock, memory, rules, channel, roomFreed);
        depth = policy.bankQueue();
        reads = new int[policy.readQueue()];
        writes = new int[policy.writeQueue()];
        queues = new int[organisation.banks() * depth];
        queued = new int[organisation.banks()];
        pendingReads = new AccessIndex(reads.length + queues.length);
        pendingWrites = new AccessIndex(writes.length + queues.length);
    }

    @Override
    boolean hasRoom(long access, boolean isWrite) {
        return isWrite ? writeCount < writes.length : readCount < reads.length;
    }

    @Override
    void add(int slot, long cycle) {
        long access = requests.access[slot];
        if (requests.write[slot]) {
            tell(slot, cycle + 1);
            if (pendingWrites.contains(access)) {
                counts.mergedWrites++;
                requests.release(slot);
            } else {
                pendingWrites.put(access, slot);
                writes[writeCount++] = slot;
            }
        } else if (pendingWrites.contains(access)) {
            counts.forwardedReads++;
            complete(slot, cycle + 1);
        } else if (pendingReads.contains(access)) {
            counts.mergedReads++;
            int first = pendingReads.get(access);
            requests.next[slot] = requests.next[first];
            requests.next[first] = slot;
        } else {
            pendingReads.put(access, slot);
            reads[readCount++] = slot;
        }
    }

    @Override
    boolean isWaiting() {
        return allQueued > 0 || readCount > 0 || draining > 0 || drains();
    }

    @Override
    int waiting() {
        return allQueued + readCount + writeCount;
    }

    @Override
    void flush() {
        flushing = true;
    }

    @Override
    boolean isReserved(int bank) {
        return false;
    }

    @Override
    void advance(long cycle) {
        boolean moved = transfer();
        boolean sent = refresh.isWaiting() && sendRefresh(cycle);
        if (sent) {
            if (policy.dualCommands()) {
                find(cycle, Kind.COLUMN);
            }
        } else {
            Kind first = find(cycle, Kind.ANY);
            if (first != Kind.NONE && policy.dualCommands()) {
                find(cycle, first == Kind.COLUMN ? Kind.ROW : Kind.COLUMN);
            }
        }
        if (moved) {
            soonest = cycle + 1;
            soonestCommand = null;
        }
    }

    private boolean drains() {
        return writeCount >= policy.drainFrom()
                || allQueued == 0 && writeCount > 0 && writeCount >= policy.drainIdleFrom()
                || flushing && writeCount > 0;
    }

    /** Moves one request to its bank's queue, as of the end of the cycle before. */
    private boolean transfer() {
        flushing &= writeCount > 0;
        if (draining == 0 && drains()) {
            draining = flushing ? writeCount : Math.max(1, writeCount - policy.drainTo());
        }
        if (draining == 0) {
            return transferRead();
        }
        int place = firstWithRoom(writes, writeCount);
        if (place == Requests.NONE) {
            return false;
        }
        int slot = writes[place];
        int earlier = pendingReads.get(requests.access[slot]);
        if (earlier != Requests.NONE) {
            // The read of the old data goes first. If it is not at its bank yet, it must get there even if writes
            // press.
            draining = 0;
            return waitsInReadQueue(earlier) ? transferRead() : readCount > 0;
        }
        draining--;
        System.arraycopy(writes, place + 1, writes, place, --writeCount - place);
        enqueue(slot);
        return true;
    }

    private boolean transferRead() {
        int place = firstWithRoom(reads, readCount);
        if (place == Requests.NONE) {
            return false;
        }
        int slot = reads[place];
        System.arraycopy(reads, place + 1, reads, place, --readCount - place);
        enqueue(slot);
        return true;
    }

    /** The place of the oldest request whose bank's queue has room, or {@link Requests#NONE}. */
    private int firstWithRoom(int[] from, int count) {
        for (int i = 0; i < count; i++) {
            if (queued[requests.bank[from[i]]] < depth) {
                return i;
            }
        }
        return Requests.NONE;
    }

    private boolean waitsInReadQueue(int slot) {
        for (int i = 0; i < readCount; i++) {
            if (reads[i] == slot) {
                return true;
            }
        }
        return false;
    }

    private void enqueue(int slot) {
        int bank = requests.bank[slot];
        queues[bank * depth + queued[bank]++] = slot;
        allQueued++;
        freed();
    }

    /** Which commands are wanted, and which one was found. */
    private enum Kind {
        ANY,
        COLUMN,
        ROW,
        NONE
    }

    /** Sends the first command that can go, if it is of the kind; the turn passes to its bank even if it is not. */
    private Kind find(long cycle, Kind wanted) {
        int bank = last;
        for (int i = 0; i < queued.length; i++) {
            bank = bank + 1 == queued.length ? 0 : bank + 1;
            if (queued[bank] == 0 || isBlocked(bank)) {
                continue;
            }
            int found = firstReady(bank, cycle);
            if (found != Requests.NONE) {
                last = bank;
                return send(bank, found, cycle, wanted);
            }
        }
        return Kind.NONE;
    }

    private boolean isBlocked(int bank) {
        if (!refresh.isWaiting()) {
            return false;
        }
        return refresh.isByBank() ? refresh.target() == bank : refresh.target() == bank / organisation.banksPerRank();
    }

    /** The place in a bank's queue of the first request whose next command can go, or {@link Requests#NONE}. */
    private int firstReady(int bank, long cycle) {
        int open = banks.row(bank);
        if (open == Banks.CLOSED) {
            return isTime(Command.ACTIVATE, bank, times.of(Command.ACTIVATE, bank), cycle) ? 0 : Requests.NONE;
        }
        int start = bank * depth;
        int count = queued[bank];
        for (int i = 0; i < count; i++) {
            int slot = queues[start + i];
            if (requests.row[slot] == open) {
                Command command = requests.write[slot] ? write : read;
                if (!(requests.write[slot] && followsRead(start, i))
                        && isTime(command, bank, times.of(command, bank), cycle)) {
                    return i;
                }
            } else if (i == 0
                    && mayClose(bank, start, count, open)
                    && isTime(Command.PRECHARGE, bank, times.of(Command.PRECHARGE, bank), cycle)) {
                return 0;
            }
        }
        return Requests.NONE;
    }

    /** Whether a read of the same access is before a write in its bank's queue. */
    private boolean followsRead(int start, int place) {
        long access = requests.access[queues[start + place]];
        for (int i = start; i < start + place; i++) {
            if (requests.access[queues[i]] == access && !requests.write[queues[i]]) {
                return true;
            }
        }
        return false;
    }

    private boolean mayClose(int bank, int start, int count, int open) {
        if (banks.uses(bank) >= policy.rowHitCap()) {
            return true;
        }
        for (int i = start + 1; i < start + count; i++) {
            if (requests.row[queues[i]] == open) {
                return false;
            }
        }
        return true;
    }

    private Kind send(int bank, int place, long cycle, Kind wanted) {
        int at = bank * depth + place;
        int slot = queues[at];
        int open = banks.row(bank);
        int row = requests.row[slot];
        boolean column = open == row;
        if (wanted == (column ? Kind.ROW : Kind.COLUMN)) {
            return Kind.NONE;
        }
        if (!column) {
            if (open == Banks.CLOSED) {
                issue(Command.ACTIVATE, bank, row, -1, cycle);
            } else {
                issue(Command.PRECHARGE, bank, -1, -1, cycle);
            }
            return Kind.ROW;
        }
        System.arraycopy(queues, at + 1, queues, at, queued[bank] - place - 1);
        queued[bank]--;
        allQueued--;
        if (requests.write[slot]) {
            issue(write, bank, row, requests.column[slot], cycle);
            pendingWrites.remove(requests.access[slot]);
            requests.release(slot);
        } else {
            issue(read, bank, row, requests.column[slot], cycle);
            pendingReads.remove(requests.access[slot]);
            while (slot != Requests.NONE) {
                int following = requests.next[slot];
                completeRead(slot, cycle);
                slot = following;
            }
        }
        return Kind.COLUMN;
    }
}
