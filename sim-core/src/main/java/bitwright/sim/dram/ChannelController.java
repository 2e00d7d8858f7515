package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The controller of one channel: sends at most one command a cycle, at the clock's edges, in {@link Phase#MOVE}.
 *
 * <p>What comes in during cycle t is seen from cycle t + 1 on. The controller is woken only for cycles in which something
 * can change. While no request waits it is not woken at all, and the refreshes of that time are made up for, at their
 * proper cycles, when somebody asks again.
 */
abstract class ChannelController {
    static final long NEVER = Long.MAX_VALUE;

    final Organisation organisation;
    final ControllerPolicy policy;
    final Requests requests;
    final Banks banks;
    final CommandTimes times;
    final RefreshSchedule refresh;
    final Command read;
    final Command write;

    private final int channel;
    private final Engine engine;
    private final Clock clock;
    private final Handler wake = this::wake;
    private final Runnable roomFreed;
    private final int readLatency;
    private CommandListener listener;

    private long next; // the next cycle in which something can change
    private long wakeAt = NEVER; // the cycle of the event that counts; others are too late
    private boolean refused; // somebody was told that there is no room
    private boolean issued; // in this step

    private final int allBanks;
    private final long[] bounds; // by command and bank: not before this cycle
    long soonest; // found in this step: when a command that cannot go yet may go
    Command soonestCommand;
    int soonestBank;
    private Stall stalled; // why the last step could not send anything, or null
    private long stalledSince;

    final DramCounts counts = new DramCounts();

    ChannelController(
            Engine engine, Clock clock, DramMemory memory, List<Rule> rules, int channel, Runnable roomFreed) {
        this.engine = engine;
        this.clock = clock;
        this.channel = channel;
        this.roomFreed = roomFreed;
        organisation = memory.organisation();
        policy = memory.controller();
        requests = new Requests(policy.readQueue() + policy.writeQueue() + organisation.banks() * policy.bankQueue());
        banks = new Banks(organisation);
        allBanks = organisation.banks();
        bounds = new long[Command.COUNT * allBanks];
        Set<Command> used = used(policy);
        times = new CommandTimes(
                organisation,
                rules.stream()
                        .filter(rule -> used.contains(rule.previous()) && used.contains(rule.next()))
                        .toList());
        refresh = new RefreshSchedule(policy.refresh(), memory.timing(), organisation);
        readLatency = memory.timing().readLatency();
        boolean closing = policy.page() == ControllerPolicy.Page.CLOSED;
        read = closing ? Command.READ_PRECHARGE : Command.READ;
        write = closing ? Command.WRITE_PRECHARGE : Command.WRITE;
        next = refresh.due();
    }

    static ChannelController of(
            Engine engine, Clock clock, DramMemory memory, List<Rule> rules, int channel, Runnable roomFreed) {
        return memory.controller().queues() == ControllerPolicy.Queues.PER_BANK
                ? new BankQueueController(engine, clock, memory, rules, channel, roomFreed)
                : new SharedQueueController(engine, clock, memory, rules, channel, roomFreed);
    }

    /** The commands that a controller of a policy sends; rules of others need not be followed. */
    private static Set<Command> used(ControllerPolicy policy) {
        var used = EnumSet.of(Command.ACTIVATE, Command.PRECHARGE);
        used.addAll(
                policy.page() == ControllerPolicy.Page.CLOSED
                        ? List.of(Command.READ_PRECHARGE, Command.WRITE_PRECHARGE)
                        : List.of(Command.READ, Command.WRITE));
        switch (policy.refresh()) {
            case NONE -> {}
            case PER_BANK -> used.add(Command.REFRESH_BANK);
            default -> {
                used.add(Command.REFRESH);
                if (policy.prechargeAll()) {
                    used.add(Command.PRECHARGE_ALL);
                }
            }
        }
        return used;
    }

    /** Whether there is a place for a request. */
    abstract boolean hasRoom(long access, boolean write);

    /** Takes a request in; there is room. */
    abstract void add(int slot, long cycle);

    /** Whether something is left that will lead to a command by itself. */
    abstract boolean isWaiting();

    /** Requests that wait, whether or not anything comes of them by itself. */
    abstract int waiting();

    /** Sends what can be sent in this cycle, and otherwise finds the soonest that something may be sent. */
    abstract void advance(long cycle);

    /** Asks for all writes to be drained. */
    abstract void flush();

    void listen(CommandListener newListener) {
        listener = newListener;
    }

    final boolean accepts(long access, boolean isWrite) {
        settle(now());
        boolean room = hasRoom(access, isWrite);
        refused |= !room;
        return room;
    }

    final void request(long access, int bank, int row, int column, boolean isWrite, Handler done, long argument) {
        long cycle = now();
        settle(cycle);
        if (!hasRoom(access, isWrite)) {
            throw new IllegalStateException("channel " + channel + " has no room for a " + (isWrite ? "write" : "read")
                    + " at cycle " + cycle + "; ask accepts first");
        }
        int slot = requests.take();
        requests.access[slot] = access;
        requests.bank[slot] = bank;
        requests.row[slot] = row;
        requests.column[slot] = column;
        requests.write[slot] = isWrite;
        requests.accepted[slot] = cycle;
        if (requests.done[slot] != done) {
            requests.done[slot] = done;
        }
        requests.argument[slot] = argument;
        if (isWrite) {
            counts.writes++;
        } else {
            counts.reads++;
        }
        add(slot, cycle);
        next = Math.min(next, cycle + 1);
        schedule(true);
    }

    final void drain() {
        long cycle = now();
        settle(cycle);
        flush();
        next = Math.min(next, cycle + 1);
        schedule(false);
    }

    /** Makes up for refreshes before now. */
    final void settle() {
        settle(now());
    }

    final long now() {
        return clock.cycles(engine.now());
    }

    private void wake(long cycle) {
        if (cycle == wakeAt) {
            wakeAt = NEVER;
            settle(cycle);
            schedule(false);
        }
    }

    private void settle(long cycle) {
        while (next <= cycle) {
            step(next);
        }
    }

    private void schedule(boolean always) {
        if (next < wakeAt && (always || isWaiting())) {
            wakeAt = next;
            engine.at(clock.ticks(next), Phase.MOVE, wake, next);
        }
    }

    private void step(long cycle) {
        if (stalled != null) {
            counts.stall(stalled, cycle - stalledSince);
            stalled = null;
        }
        refresh.advance(cycle);
        issued = false;
        soonest = NEVER;
        soonestCommand = null;
        advance(cycle);
        if (issued) {
            next = cycle + 1;
            return;
        }
        next = Math.min(soonest, refresh.due());
        if (waiting() > 0 && isWaiting()) {
            stalled = cause();
            stalledSince = cycle;
        }
    }

    private Stall cause() {
        if (soonestCommand == null) {
            return refresh.isWaiting() ? Stall.REFRESH : Stall.QUEUE;
        }
        return times.cause(soonestCommand, soonestBank);
    }

    /**
     * Whether a command for one bank can go now; if not, takes note of when it may. That is a lower bound: commands that went
     * out since it was found may have put it off further, which shows when it is due.
     */
    final boolean canGo(Command command, int bank, long cycle) {
        int place = command.ordinal() * allBanks + bank;
        long bound = bounds[place];
        if (bound <= cycle) {
            bound = times.of(command, bank);
            bounds[place] = bound;
            if (bound <= cycle) {
                return true;
            }
        }
        return waitsFor(command, bank, bound);
    }

    /** Takes note that a command may go at a time, not before; false. */
    final boolean waitsFor(Command command, int bank, long time) {
        if (time < soonest) {
            soonest = time;
            soonestCommand = command;
            soonestBank = bank;
        }
        return false;
    }

    private boolean canGo(Command command, int rank, int bank, long cycle) {
        long time = times.ofRank(command, rank);
        return time <= cycle || waitsFor(command, bank, time);
    }

    final void issue(Command command, int bank, int row, int column, long cycle) {
        issued = true;
        times.issued(command, bank, cycle);
        banks.issued(cycle, command, bank, row);
        if (listener != null) {
            listener.issued(channel, cycle, command, bank, row, column);
        }
    }

    /** Sends the next command of the refresh that waits longest, if it can go now. */
    final boolean sendRefresh(long cycle) {
        int target = refresh.target();
        if (refresh.isByBank()) {
            boolean closed = banks.row(target) == Banks.CLOSED;
            Command command = closed ? Command.REFRESH_BANK : Command.PRECHARGE;
            if (!closed && isReserved(target) || !canGo(command, target, cycle)) {
                return false;
            }
            issue(command, target, -1, -1, cycle);
            if (closed) {
                refresh.done();
            }
            return true;
        }
        int first = target * organisation.banksPerRank();
        if (banks.isClosed(target)) {
            if (!canGo(Command.REFRESH, target, first, cycle)) {
                return false;
            }
            issue(Command.REFRESH, first, -1, -1, cycle);
            refresh.done();
            return true;
        }
        return policy.prechargeAll() ? prechargeAll(target, first, cycle) : prechargeOne(first, cycle);
    }

    private boolean prechargeAll(int rank, int first, long cycle) {
        for (int bank = first; bank < first + organisation.banksPerRank(); bank++) {
            if (isReserved(bank)) {
                return false;
            }
        }
        if (!canGo(Command.PRECHARGE_ALL, rank, first, cycle)) {
            return false;
        }
        issue(Command.PRECHARGE_ALL, first, -1, -1, cycle);
        return true;
    }

    private boolean prechargeOne(int first, long cycle) {
        for (int bank = first; bank < first + organisation.banksPerRank(); bank++) {
            if (banks.row(bank) != Banks.CLOSED && !isReserved(bank) && canGo(Command.PRECHARGE, bank, cycle)) {
                issue(Command.PRECHARGE, bank, -1, -1, cycle);
                return true;
            }
        }
        return false;
    }

    /** Whether a bank's row was opened for a request that must be served before it is closed. */
    abstract boolean isReserved(int bank);

    /** A read goes out; it is done when the last of its data have arrived. */
    final void completeRead(int slot, long cycle) {
        complete(slot, cycle + readLatency);
    }

    /** A request is done in a cycle to come, and its slot free at once. */
    final void complete(int slot, long cycle) {
        if (!requests.write[slot]) {
            counts.readCycles += cycle - requests.accepted[slot];
        }
        tell(slot, cycle);
        requests.release(slot);
    }

    /** Tells a request's sender in a cycle to come that it is done; a write's slot may stay in use. */
    final void tell(int slot, long cycle) {
        if (requests.done[slot] != null) {
            engine.at(clock.ticks(cycle), Phase.REACT, requests.done[slot], requests.argument[slot]);
        }
    }

    /** A queue has a place again. */
    final void freed() {
        if (refused) {
            refused = false;
            roomFreed.run();
        }
    }
}
