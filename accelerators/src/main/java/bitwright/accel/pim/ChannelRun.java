package bitwright.accel.pim;

import bitwright.accel.pim.Busy.Cause;
import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Part;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.ChannelProgram.Transfer;
import java.util.Arrays;

/**
 * Programs on a channel, command by command.
 *
 * <p>Three things compete for the command bus, and the one that can go first does; of equals in this order: reading the
 * sum that is finished longest, preparing the next row (closing, refreshing, opening), and the next column command in the
 * program's order. A new sum begins when a result register is free. A row that is done with is closed at once.
 *
 * <p>A refresh goes out before the first row that would be opened at or after its time, so that no row is interrupted; in
 * an idle channel at its time. In a memory with modes nothing is prepared ahead: results first, then the buffer, then rows.
 */
final class ChannelRun implements ChannelBook {
    static final long NEVER = Long.MAX_VALUE;

    /** Hears of commands, for traces. */
    @FunctionalInterface
    interface Listener {
        void issued(long cycle, PimCommand command);
    }

    private final PimTiming.Distances times;
    private final boolean modes;
    private final long interval;
    private PimChannel channel;
    private Listener listener;

    // What has been done to the channel, and when it is next refreshed.
    private long due;
    private boolean refreshed; // since a row was last open
    private final long[] ready; // when the sums that wait may be read, oldest first
    private int waiting;

    // The program and the place in it.
    private ChannelProgram program = ChannelProgram.NOTHING;
    private int part;
    private long done; // of the part
    private boolean opened; // the row of the next MAC or access is open
    private long frontier; // the first cycle that has not been accounted for
    private long end; // when the last data are there
    private final Busy busy = new Busy();

    // The next command.
    private PimCommand next;
    private long nextCycle;

    /** @param registers sums of a bank that may be there at once, the one that is being added included */
    ChannelRun(PimTiming.Distances times, int registers, boolean refreshes) {
        this.times = times;
        modes = times.hasModes();
        interval = refreshes && times.refreshInterval > 0 ? times.refreshInterval : NEVER;
        due = interval;
        ready = new long[registers];
        channel = new PimChannel(times);
    }

    void listen(Listener one) {
        listener = one;
    }

    /**
     * Begins a program.
     *
     * @param start the first cycle in which a command may go out
     */
    void start(ChannelProgram one, long start) {
        if (one.isEmpty()) {
            throw new IllegalArgumentException("an empty program has no commands");
        }
        idle(start);
        program = one;
        part = 0;
        done = 0;
        opened = false;
        begin(start);
    }

    /** From a cycle on the channel's time is accounted for; what the channel still does by itself comes first. */
    private void begin(long start) {
        busy.clear();
        frontier = base();
        busy.add(refreshed ? Cause.REFRESH : Cause.ROW, frontier - start);
        end = start;
    }

    /** Refreshes that become due before a cycle; then lets time pass until it. */
    private void idle(long until) {
        while (due < until) {
            send(PimCommand.REFRESH, Math.max(due, channel.earliest(PimCommand.REFRESH)));
            due += interval;
            refreshed = true;
        }
        channel.idleUntil(until);
    }

    /** Whether the program has been done but for the closing of its last row. */
    boolean isFinished() {
        return part == program.parts().size() && waiting == 0;
    }

    /** Finds the next command, if the program is not finished, and returns its cycle. */
    long decide() {
        next = null;
        nextCycle = NEVER;
        if (waiting > 0) {
            consider(PimCommand.READ_RESULT, Math.max(channel.earliest(PimCommand.READ_RESULT), ready[0]));
            if (modes) {
                return nextCycle;
            }
        }
        Part current = part < program.parts().size() ? program.parts().get(part) : null;
        boolean writesBuffer = current instanceof Buffer;
        if (!(modes && writesBuffer)) {
            considerRow(current);
        }
        if (writesBuffer) {
            consider(PimCommand.WRITE_BUFFER, channel.earliest(PimCommand.WRITE_BUFFER));
        } else if (opened && current instanceof Rows rows) {
            if (done % rows.sum() != 0 || waiting < ready.length) {
                consider(PimCommand.MAC_ALL, channel.earliest(PimCommand.MAC_ALL));
            }
        } else if (opened && current instanceof Transfer transfer) {
            PimCommand access = transfer.write() ? PimCommand.WRITE : PimCommand.READ;
            consider(access, channel.earliest(access));
        }
        return nextCycle;
    }

    private void considerRow(Part current) {
        if (opened) {
            return;
        }
        if (channel.openRow() != PimChannel.CLOSED) {
            consider(PimCommand.PRECHARGE_ALL, channel.earliest(PimCommand.PRECHARGE_ALL));
            return;
        }
        Part user = current instanceof Buffer && part + 1 < program.parts().size()
                ? program.parts().get(part + 1)
                : current;
        if (user == null || user instanceof Buffer) {
            return;
        }
        PimCommand open =
                user instanceof Transfer transfer && !transfer.all() ? PimCommand.ACTIVATE : PimCommand.ACTIVATE_ALL;
        long cycle = channel.earliest(open);
        if (due <= cycle) {
            consider(PimCommand.REFRESH, Math.max(due, channel.earliest(PimCommand.REFRESH)));
        } else {
            consider(open, cycle);
        }
    }

    private void consider(PimCommand command, long cycle) {
        if (cycle < nextCycle) {
            next = command;
            nextCycle = cycle;
        }
    }

    /** Sends the command that {@link #decide} found. */
    void issue() {
        long cycle = nextCycle;
        PimCommand command = channel.inMode(next);
        account(command, cycle + 1 - frontier);
        frontier = cycle + 1;
        send(command, cycle);
        switch (command) {
            case ACTIVATE_ALL, ACTIVATE -> {
                opened = true;
                refreshed = false;
            }
            case REFRESH -> {
                due += interval;
                refreshed = true;
            }
            case MAC_ALL -> multiplied(cycle);
            case READ, WRITE -> transferred(cycle, command);
            case WRITE_BUFFER -> {
                if (++done == ((Buffer) program.parts().get(part)).writes()) {
                    nextPart();
                }
            }
            case READ_RESULT -> {
                System.arraycopy(ready, 1, ready, 0, --waiting);
                end = Math.max(end, cycle + times.resultLatency);
            }
            case CHANGE_MODE -> channel.modeChanged();
            default -> {
                // nothing else has changed
            }
        }
    }

    /** Of the time since the command before, one gets what the column takes; it waited for a row or a register else. */
    private void account(PimCommand command, long cycles) {
        boolean opens = command == PimCommand.ACTIVATE_ALL || command == PimCommand.ACTIVATE;
        if (refreshed && opens) {
            busy.add(Cause.REFRESH, cycles);
            return;
        }
        long own = cycles;
        if (command == PimCommand.MAC_ALL || command == PimCommand.READ || command == PimCommand.WRITE) {
            own = Math.min(cycles, times.distance(command, command));
            busy.add(isFirstOfRow() ? Cause.ROW : Cause.RESULT, cycles - own);
        }
        busy.add(Cause.of(command), own);
    }

    private boolean isFirstOfRow() {
        Part current = program.parts().get(part);
        return done == 0
                || current instanceof Rows rows && (rows.before() + done) % rows.perRow() == 0
                || current instanceof Transfer transfer && (transfer.before() + done) % transfer.perRow() == 0;
    }

    private void multiplied(long cycle) {
        var rows = (Rows) program.parts().get(part);
        done++;
        if (done % rows.sum() == 0) {
            ready[waiting++] = cycle + Math.max(1, times.sum);
        }
        if (done == rows.macs()) {
            opened = false;
            nextPart();
        } else if ((rows.before() + done) % rows.perRow() == 0) {
            opened = false;
        }
    }

    private void transferred(long cycle, PimCommand command) {
        var transfer = (Transfer) program.parts().get(part);
        done++;
        end = Math.max(end, cycle + (command == PimCommand.READ ? times.readLatency : 1));
        if (done == transfer.accesses()) {
            opened = false;
            nextPart();
        } else if ((transfer.before() + done) % transfer.perRow() == 0) {
            opened = false;
        }
    }

    private void nextPart() {
        part++;
        done = 0;
    }

    private void send(PimCommand command, long cycle) {
        channel.issue(command, cycle, 0);
        if (listener != null) {
            listener.issued(cycle, command);
        }
    }

    /** Ends a finished program: its last row closes as soon as it may. Returns the cycle in which all data are there. */
    long finish() {
        close();
        long cycle = Math.max(frontier, end);
        busy.add(Cause.RESULT, cycle - frontier);
        return cycle;
    }

    /** Closes the last row. */
    void close() {
        if (channel.openRow() != PimChannel.CLOSED) {
            send(PimCommand.PRECHARGE_ALL, channel.earliest(PimCommand.PRECHARGE_ALL));
        }
    }

    /** The command that {@link #decide} found. */
    PimCommand next() {
        return next;
    }

    /** What the cycles since the program's start went to. */
    @Override
    public Busy busy() {
        return busy;
    }

    /** Cycles in which a row was open, while none is. */
    @Override
    public long openCycles() {
        return channel.openCycles();
    }

    @Override
    public long count(PimCommand command) {
        return channel.count(command);
    }

    // What follows serves FastChannel, which puts a channel into a state at the beginning of a row.

    long due() {
        return due;
    }

    /** The next cycle in which a command may go out, were there no distances. */
    long base() {
        return channel.last() + 1;
    }

    long end() {
        return end;
    }

    /** The first cycle that has not been accounted for. */
    long frontier() {
        return frontier;
    }

    /** The state of a channel between two rows, all times counted from {@link #base}. */
    int[] state() {
        int[] state = new int[PimCommand.COUNT + 4 + ready.length];
        channel.state(state);
        long base = base();
        state[PimCommand.COUNT + 2] = refreshed ? 1 : 0;
        state[PimCommand.COUNT + 3] = waiting;
        for (int i = 0; i < waiting; i++) {
            state[PimCommand.COUNT + 4 + i] = (int) Math.max(0, ready[i] - base);
        }
        return state;
    }

    /** Whether in a state a refresh has gone out since a row was open. */
    static boolean isRefreshed(int[] state) {
        return state[PimCommand.COUNT + 2] != 0;
    }

    /** Puts the channel into a state, with nothing counted. */
    void restore(int[] state, long base, long nextRefresh) {
        channel = new PimChannel(times);
        channel.restore(state, base);
        refreshed = state[PimCommand.COUNT + 2] != 0;
        waiting = state[PimCommand.COUNT + 3];
        Arrays.fill(ready, 0);
        for (int i = 0; i < waiting; i++) {
            ready[i] = base + state[PimCommand.COUNT + 4 + i];
        }
        due = nextRefresh;
        frontier = base;
        end = Long.MIN_VALUE;
        opened = false;
        busy.clear();
    }

    /** Lets the refreshes of an idle time go out. */
    void pass(long until) {
        idle(until);
    }

    /** Goes to a place of a program. */
    void enter(ChannelProgram one, int inPart, long position) {
        program = one;
        part = inPart;
        done = position;
    }

    /** Whether the row that is open, or the buffer's writes before it, are not done with. */
    boolean isInRow(int inPart, long until) {
        return part < inPart || part == inPart && done < until;
    }
}
