package bitwright.accel.pim;

/**
 * The commands of one channel: when each may go out next, which row is open, how many of each there were. One command goes
 * out a cycle. Rows are those of one bank or of all banks alike, since all banks work in lockstep.
 */
final class PimChannel {
    static final int CLOSED = -1;

    private final int[] distances;
    private final boolean modes;
    private final long[] earliest = new long[PimCommand.COUNT];
    private final long[] counts = new long[PimCommand.COUNT];
    private long last = -1;
    private int openRow = CLOSED;
    private long openCycles; // of rows that were closed, less the time from 0 to the opening of the one that is open
    private boolean registers; // in the mode of buffers and results

    PimChannel(PimTiming.Distances distances) {
        this.distances = distances.cycles;
        modes = distances.hasModes();
    }

    /** The earliest cycle in which a command may go out. */
    long earliest(PimCommand command) {
        return Math.max(last + 1, earliest[command.ordinal()]);
    }

    /**
     * A command goes out.
     *
     * @param row the row that is opened; of no matter for other commands
     * @throws IllegalStateException if it comes too early, or if the rows are not in a state for it
     */
    void issue(PimCommand command, long cycle, int row) {
        if (cycle < earliest(command)) {
            throw new IllegalStateException(
                    command + " at cycle " + cycle + " comes too early, it may go at " + earliest(command));
        }
        switch (command) {
            case ACTIVATE_ALL, ACTIVATE -> {
                require(openRow == CLOSED, command, cycle);
                openRow = row;
                openCycles -= cycle;
            }
            case MAC_ALL, READ, WRITE -> require(openRow != CLOSED, command, cycle);
            case PRECHARGE_ALL -> {
                openCycles += openRow == CLOSED ? 0 : cycle;
                openRow = CLOSED;
            }
            case REFRESH -> require(openRow == CLOSED, command, cycle);
            default -> {
                // of buffers and results
            }
        }
        last = cycle;
        counts[command.ordinal()]++;
        int rules = command.ordinal() * PimCommand.COUNT;
        for (int next = 0; next < PimCommand.COUNT; next++) {
            long until = cycle + distances[rules + next];
            if (until > earliest[next]) {
                earliest[next] = until;
            }
        }
    }

    private void require(boolean condition, PimCommand command, long cycle) {
        if (!condition) {
            throw new IllegalStateException(command + " at cycle " + cycle + " while the open row is "
                    + (openRow == CLOSED ? "none" : Integer.toString(openRow)));
        }
    }

    /** The command that changes the mode, if the next command needs another one; else the command itself. */
    PimCommand inMode(PimCommand command) {
        boolean ofRegisters = command == PimCommand.WRITE_BUFFER
                || command == PimCommand.WRITE_BIAS
                || command == PimCommand.READ_RESULT;
        return modes && registers != ofRegisters ? PimCommand.CHANGE_MODE : command;
    }

    /** Notes that {@link PimCommand#CHANGE_MODE} went out. */
    void modeChanged() {
        registers = !registers;
    }

    int openRow() {
        return openRow;
    }

    /** Lets time pass: no command goes out before a cycle. */
    void idleUntil(long cycle) {
        last = Math.max(last, cycle - 1);
    }

    /** The cycle of the latest command; −1 before the first. */
    long last() {
        return last;
    }

    /** Cycles in which a row was open, while none is. */
    long openCycles() {
        return openCycles;
    }

    long count(PimCommand command) {
        return counts[command.ordinal()];
    }

    /** Writes what decides about the future, times counted from the next cycle, to the front of an array. */
    void state(int[] state) {
        long base = last + 1;
        for (int i = 0; i < PimCommand.COUNT; i++) {
            state[i] = (int) Math.max(0, earliest[i] - base);
        }
        state[PimCommand.COUNT] = openRow == CLOSED ? 0 : 1;
        state[PimCommand.COUNT + 1] = registers ? 1 : 0;
    }

    /** Puts a new channel into a state that another one had. */
    void restore(int[] state, long base) {
        last = base - 1;
        for (int i = 0; i < PimCommand.COUNT; i++) {
            earliest[i] = base + state[i];
        }
        openRow = state[PimCommand.COUNT] == 0 ? CLOSED : 0;
        registers = state[PimCommand.COUNT + 1] != 0;
    }
}
