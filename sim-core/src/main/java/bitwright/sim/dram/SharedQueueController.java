package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import java.util.List;

/**
 * A controller that chooses among all requests of one queue: of the reads, or of the writes while writes are drained, the
 * oldest whose next command can go. A request whose row was opened leaves its queue and goes before all others, and its
 * bank stays open for it. While a refresh waits, only such requests are served.
 *
 * <p>In the manner of Ramulator 2's generic controller (Luo et al., CAL 2023), whose order of commands it reproduces.
 */
final class SharedQueueController extends ChannelController {
    private final int[] reads; // slots, the oldest first
    private final int[] writes;
    private final int[] active; // slots whose row was opened for them, in that order
    private int readCount;
    private int writeCount;
    private int activeCount;
    private final boolean[] reserved; // banks that an active request needs
    private boolean writing;
    private boolean flushing;
    private final AccessIndex pendingWrites;
    private final int[] readHits; // by bank, reads that wait and hit the open row
    private final int[] writeHits;

    SharedQueueController(
            Engine engine, Clock clock, DramMemory memory, List<Rule> rules, int channel, Runnable roomFreed) {
        super(engine, clock, memory, rules, channel, roomFreed);
        reads = new int[policy.readQueue()];
        writes = new int[policy.writeQueue()];
        active = new int[organisation.banks()];
        reserved = new boolean[organisation.banks()];
        readHits = new int[organisation.banks()];
        writeHits = new int[organisation.banks()];
        pendingWrites = new AccessIndex(writes.length);
    }

    @Override
    boolean hasRoom(long access, boolean isWrite) {
        return (isWrite ? writeCount < writes.length : readCount < reads.length) || pendingWrites.contains(access);
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
                count(writeHits, slot, 1);
            }
        } else if (pendingWrites.contains(access)) {
            counts.forwardedReads++;
            complete(slot, cycle + 1);
        } else {
            reads[readCount++] = slot;
            count(readHits, slot, 1);
        }
    }

    private void count(int[] hits, int slot, int change) {
        int bank = requests.bank[slot];
        if (requests.row[slot] == banks.row(bank)) {
            hits[bank] += change;
        }
    }

    /** Counts the requests of a queue that hit a row which has just been opened. */
    private void recount(int[] hits, int bank, int[] queue, int count) {
        hits[bank] = 0;
        for (int i = 0; i < count; i++) {
            if (requests.bank[queue[i]] == bank) {
                count(hits, queue[i], 1);
            }
        }
    }

    @Override
    boolean isWaiting() {
        return activeCount > 0
                || readCount > 0
                || writeCount > 0
                        && (writing
                                || flushing
                                || writeCount >= policy.drainFrom()
                                || writeCount >= policy.drainIdleFrom());
    }

    @Override
    int waiting() {
        return activeCount + readCount + writeCount;
    }

    @Override
    void flush() {
        flushing = true;
    }

    @Override
    boolean isReserved(int bank) {
        return reserved[bank];
    }

    @Override
    void advance(long cycle) {
        if (sendActive(cycle)) {
            return;
        }
        if (refresh.isWaiting()) {
            sendRefresh(cycle);
            return;
        }
        turn();
        int found = writing ? firstReady(writes, writeCount, cycle) : firstReady(reads, readCount, cycle);
        if (found != Requests.NONE) {
            send(found, cycle);
        }
    }

    private void turn() {
        flushing &= writeCount > 0;
        boolean idle = readCount == 0 && writeCount >= policy.drainIdleFrom();
        if (writing) {
            writing = flushing || writeCount > policy.drainTo() || readCount == 0;
        } else {
            writing = flushing || writeCount >= policy.drainFrom() || idle;
        }
    }

    private boolean sendActive(long cycle) {
        int best = Requests.NONE;
        for (int i = 0; i < activeCount; i++) {
            int slot = active[i];
            Command command = requests.write[slot] ? write : read;
            int bank = requests.bank[slot];
            if (canGo(command, bank, cycle)
                    && (best == Requests.NONE || requests.accepted[slot] < requests.accepted[active[best]])) {
                best = i;
            }
        }
        if (best == Requests.NONE) {
            return false;
        }
        int slot = active[best];
        System.arraycopy(active, best + 1, active, best, --activeCount - best);
        reserved[requests.bank[slot]] = false;
        sendColumn(slot, cycle);
        return true;
    }

    private int firstReady(int[] queue, int count, long cycle) {
        int[] hits = writing ? writeHits : readHits;
        Command column = writing ? write : read;
        boolean closing = column.closes();
        for (int i = 0; i < count; i++) {
            int slot = queue[i];
            int bank = requests.bank[slot];
            int open = banks.row(bank);
            if (open == Banks.CLOSED) {
                if (canGo(Command.ACTIVATE, bank, cycle)) {
                    return i;
                }
            } else if (open == requests.row[slot]) {
                if (!(closing && reserved[bank]) && canGo(column, bank, cycle)) {
                    return i;
                }
            } else if (!reserved[bank]
                    && (hits[bank] == 0 || banks.uses(bank) >= policy.rowHitCap())
                    && canGo(Command.PRECHARGE, bank, cycle)) {
                return i;
            }
        }
        return Requests.NONE;
    }

    private void send(int place, long cycle) {
        int slot = writing ? writes[place] : reads[place];
        int bank = requests.bank[slot];
        int open = banks.row(bank);
        if (open == Banks.CLOSED) {
            issue(Command.ACTIVATE, bank, requests.row[slot], -1, cycle);
            remove(place);
            recount(readHits, bank, reads, readCount);
            recount(writeHits, bank, writes, writeCount);
            active[activeCount++] = slot;
            reserved[bank] = true;
        } else if (open != requests.row[slot]) {
            issue(Command.PRECHARGE, bank, -1, -1, cycle);
        } else {
            remove(place);
            sendColumn(slot, cycle);
        }
    }

    private void remove(int place) {
        if (writing) {
            pendingWrites.remove(requests.access[writes[place]]);
            count(writeHits, writes[place], -1);
            System.arraycopy(writes, place + 1, writes, place, --writeCount - place);
        } else {
            count(readHits, reads[place], -1);
            System.arraycopy(reads, place + 1, reads, place, --readCount - place);
        }
        freed();
    }

    private void sendColumn(int slot, long cycle) {
        boolean isWrite = requests.write[slot];
        issue(isWrite ? write : read, requests.bank[slot], requests.row[slot], requests.column[slot], cycle);
        if (isWrite) {
            requests.release(slot);
        } else {
            completeRead(slot, cycle);
        }
    }
}
