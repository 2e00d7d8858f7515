package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import java.util.Arrays;
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
    private final boolean[] changed; // banks whose queue or row is another one than when they were looked at
    private final boolean[] mayClose; // banks whose row the first request may close
    private final long[] notBefore; // by bank: until then no request of its queue can be served, unless it changes
    private final Command[] nextCommand; // what each bank then waits to be sent
    private final int[] readHit; // place in the bank's queue of the first read that hits the open row, or NONE
    private final int[] writeHit; // the same of writes that no read must precede
    private boolean mayMove; // whether something has changed since no request could move to its bank
    private int allQueued;
    private int draining; // writes of the present batch that are still to go to the banks
    private boolean flushing;
    private int last; // the bank that had the last turn
    private long sentAccess; // of the last read or write that went out
    private boolean sentWrite;
    private long sentCycle = -1;
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
        changed = new boolean[queued.length];
        mayClose = new boolean[queued.length];
        notBefore = new long[queued.length];
        nextCommand = new Command[queued.length];
        readHit = new int[queued.length];
        writeHit = new int[queued.length];
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
        mayMove = true;
        if (requests.write[slot]) {
            tell(slot, cycle + 1);
            if (pendingWrites.contains(access) || isSentNow(access, true, cycle)) {
                counts.mergedWrites++;
                requests.release(slot);
            } else {
                pendingWrites.put(access, slot);
                writes[writeCount++] = slot;
            }
        } else if (pendingWrites.contains(access) || isSentNow(access, true, cycle)) {
            counts.forwardedReads++;
            complete(slot, cycle + 1);
        } else if (isSentNow(access, false, cycle)) {
            counts.mergedReads++;
            completeRead(slot, cycle);
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

    /** Whether an access goes out in the present cycle: what comes in during the cycle still shares it. */
    private boolean isSentNow(long access, boolean isWrite, long cycle) {
        return sentCycle == cycle && sentAccess == access && sentWrite == isWrite;
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
        mayMove = true;
    }

    @Override
    boolean isReserved(int bank) {
        return false;
    }

    @Override
    void advance(long cycle) {
        mayMove = mayMove && transfer() && canMove();
        boolean sent = refresh.isWaiting() && sendRefresh(cycle);
        if (sent) {
            Arrays.fill(notBefore, 0); // rows have been closed
            if (policy.dualCommands()) {
                find(cycle, Kind.COLUMN);
            }
        } else {
            Kind first = find(cycle, Kind.ANY);
            if (first != Kind.NONE && policy.dualCommands()) {
                find(cycle, first == Kind.COLUMN ? Kind.ROW : Kind.COLUMN);
            }
        }
        if (mayMove) {
            soonest = cycle + 1;
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
            // The read of the old data goes first, so the batch ends here. If writes press and the read is not
            // at its bank yet, nothing would ever move again, unless an earlier write can.
            draining = 0;
            if (!drains()) {
                return readCount > 0;
            }
            return place == 0 && waitsInReadQueue(earlier) && transferRead();
        }
        draining--;
        System.arraycopy(writes, place + 1, writes, place, --writeCount - place);
        enqueue(slot);
        return true;
    }

    /** Whether another request may follow; if not, none can before something changes. */
    private boolean canMove() {
        return firstWithRoom(reads, readCount) != Requests.NONE
                || (draining > 0 || drains()) && firstWithRoom(writes, writeCount) != Requests.NONE;
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

    private void change(int bank) {
        changed[bank] = true;
        notBefore[bank] = 0;
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
        change(bank);
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
        int blockedFrom = 0;
        int blockedTo = 0;
        if (refresh.isWaiting()) {
            int width = refresh.isByBank() ? 1 : organisation.banksPerRank();
            blockedFrom = refresh.target() * width;
            blockedTo = blockedFrom + width;
        }
        int bank = last;
        for (int i = 0; i < queued.length; i++) {
            bank = bank + 1 == queued.length ? 0 : bank + 1;
            if (bank >= blockedFrom && bank < blockedTo) {
                continue;
            }
            if (notBefore[bank] <= cycle) {
                int found = lookAt(bank, cycle);
                if (found != Requests.NONE) {
                    last = bank;
                    return send(bank, found, cycle, wanted);
                }
            }
            if (notBefore[bank] < soonest) {
                waitsFor(nextCommand[bank], bank, notBefore[bank]);
            }
        }
        return Kind.NONE;
    }

    /** Finds a request of a bank that can be served, and if there is none until when that is so unless the bank changes. */
    private int lookAt(int bank, long cycle) {
        long soonestSoFar = soonest;
        Command commandSoFar = soonestCommand;
        int bankSoFar = soonestBank;
        soonest = NEVER;
        int found = queued[bank] == 0 ? Requests.NONE : firstReady(bank, cycle);
        notBefore[bank] = found == Requests.NONE ? soonest : 0;
        nextCommand[bank] = soonestCommand;
        soonest = soonestSoFar;
        soonestCommand = commandSoFar;
        soonestBank = bankSoFar;
        return found;
    }

    /** The place in a bank's queue of the first request whose next command can go, or {@link Requests#NONE}. */
    private int firstReady(int bank, long cycle) {
        if (banks.row(bank) == Banks.CLOSED) {
            return canGo(Command.ACTIVATE, bank, cycle) ? 0 : Requests.NONE;
        }
        if (changed[bank]) {
            look(bank);
        }
        if (mayClose[bank] && canGo(Command.PRECHARGE, bank, cycle)) {
            return 0;
        }
        int readPlace = readHit[bank];
        int writePlace = writeHit[bank];
        boolean canRead = readPlace != Requests.NONE && canGo(read, bank, cycle);
        if (canRead && (writePlace == Requests.NONE || readPlace < writePlace)) {
            return readPlace;
        }
        boolean canWrite = writePlace != Requests.NONE && canGo(write, bank, cycle);
        return canWrite ? writePlace : canRead ? readPlace : Requests.NONE;
    }

    /** Finds what a bank's queue asks of its open row; of all reads that hit it, and of all writes, only the first matters. */
    private void look(int bank) {
        changed[bank] = false;
        int open = banks.row(bank);
        int start = bank * depth;
        int count = queued[bank];
        int firstRead = Requests.NONE;
        int firstWrite = Requests.NONE;
        for (int i = 0; i < count && (firstRead == Requests.NONE || firstWrite == Requests.NONE); i++) {
            int slot = queues[start + i];
            if (requests.row[slot] == open) {
                if (!requests.write[slot]) {
                    firstRead = firstRead == Requests.NONE ? i : firstRead;
                } else if (firstWrite == Requests.NONE && !followsRead(start, i)) {
                    firstWrite = i;
                }
            }
        }
        readHit[bank] = firstRead;
        writeHit[bank] = firstWrite;
        mayClose[bank] = count > 0
                && requests.row[queues[start]] != open
                && (banks.uses(bank) >= policy.rowHitCap() || !isHit(start, count, open));
    }

    private boolean isHit(int start, int count, int open) {
        for (int i = start; i < start + count; i++) {
            if (requests.row[queues[i]] == open) {
                return true;
            }
        }
        return false;
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

    private Kind send(int bank, int place, long cycle, Kind wanted) {
        int at = bank * depth + place;
        int slot = queues[at];
        int open = banks.row(bank);
        int row = requests.row[slot];
        boolean column = open == row;
        if (wanted == (column ? Kind.ROW : Kind.COLUMN)) {
            return Kind.NONE;
        }
        change(bank);
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
        mayMove = true;
        sentAccess = requests.access[slot];
        sentWrite = requests.write[slot];
        sentCycle = cycle;
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
