package bitwright.sim.dram;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of one channel's banks: which are open, how often they were used, how long ranks have been open, and what was
 * done to them. Fed with commands in their order, it needs nothing else to know the channel's energy.
 */
public final class Banks {
    static final int CLOSED = -1;
    private static final Command[] COMMANDS = Command.values();

    private final Organisation organisation;
    private final int[] rows; // the open row of each bank, or CLOSED
    private final int[] uses; // reads and writes since the row was opened
    private final int[] open; // open banks of each rank
    private final long[] since; // cycle from which a rank has been open or closed
    private final long[] openCycles;
    private final long[] closedCycles;
    private final long[] counts = new long[Command.COUNT];
    private long readHits;
    private long writeHits;

    /** Banks that are all closed. */
    public Banks(Organisation organisation) {
        this.organisation = organisation;
        rows = new int[organisation.banks()];
        Arrays.fill(rows, CLOSED);
        uses = new int[rows.length];
        open = new int[organisation.ranks()];
        since = new long[open.length];
        openCycles = new long[open.length];
        closedCycles = new long[open.length];
    }

    int row(int bank) {
        return rows[bank];
    }

    /** Reads and writes since the bank's row was opened. */
    int uses(int bank) {
        return uses[bank];
    }

    boolean isClosed(int rank) {
        return open[rank] == 0;
    }

    /**
     * A command goes out.
     *
     * @param bank the bank's number in the channel; of a command for a whole rank any of its banks
     * @throws IllegalStateException if the banks are not in a state for it
     */
    public void issued(long cycle, Command command, int bank, int row) {
        counts[command.ordinal()]++;
        int rank = bank / organisation.banksPerRank();
        switch (command) {
            case ACTIVATE -> {
                require(rows[bank] == CLOSED, cycle, command, bank);
                rows[bank] = row;
                uses[bank] = 0;
                if (open[rank]++ == 0) {
                    closedCycles[rank] += cycle - since[rank];
                    since[rank] = cycle;
                }
            }
            case READ, READ_PRECHARGE, WRITE, WRITE_PRECHARGE -> {
                require(rows[bank] == row, cycle, command, bank);
                if (uses[bank]++ > 0) {
                    if (command.isRead()) {
                        readHits++;
                    } else {
                        writeHits++;
                    }
                }
                if (command.closes()) {
                    close(cycle, bank, rank);
                }
            }
            case PRECHARGE -> {
                require(rows[bank] != CLOSED, cycle, command, bank);
                close(cycle, bank, rank);
            }
            case PRECHARGE_ALL -> {
                int first = rank * organisation.banksPerRank();
                for (int one = first; one < first + organisation.banksPerRank(); one++) {
                    if (rows[one] != CLOSED) {
                        close(cycle, one, rank);
                    }
                }
            }
            case REFRESH -> require(open[rank] == 0, cycle, command, bank);
            case REFRESH_BANK -> require(rows[bank] == CLOSED, cycle, command, bank);
        }
    }

    private void close(long cycle, int bank, int rank) {
        rows[bank] = CLOSED;
        uses[bank] = 0;
        if (--open[rank] == 0) {
            openCycles[rank] += cycle - since[rank];
            since[rank] = cycle;
        }
    }

    private void require(boolean condition, long cycle, Command command, int bank) {
        if (!condition) {
            throw new IllegalStateException("cycle " + cycle + ": " + command + " to bank " + bank + ", whose row is "
                    + (rows[bank] == CLOSED ? "closed" : rows[bank]));
        }
    }

    /** How often a command went out. */
    public long count(Command command) {
        return counts[command.ordinal()];
    }

    /** Reads that were not the first use of their row since it was opened. */
    public long readHits() {
        return readHits;
    }

    /** Writes that were not the first use of their row since it was opened. */
    public long writeHits() {
        return writeHits;
    }

    /** Cycles before the given one in which a bank of the rank was open. */
    public long openCycles(int rank, long end) {
        return openCycles[rank] + (open[rank] > 0 ? end - since[rank] : 0);
    }

    /** Cycles before the given one in which no bank of the rank was open. */
    public long closedCycles(int rank, long end) {
        return closedCycles[rank] + (open[rank] == 0 ? end - since[rank] : 0);
    }

    /** What was spent before a cycle. */
    public DramEnergy energy(Timing timing, Currents currents, long end) {
        List<Integer> ranks = IntStream.range(0, open.length).boxed().toList();
        return new DramEnergy(
                count(Command.ACTIVATE) * currents.activatePj(timing),
                sum(Command::isRead) * currents.readPj(timing),
                sum(Command::isWrite) * currents.writePj(timing),
                count(Command.REFRESH) * currents.refreshPj(timing)
                        + count(Command.REFRESH_BANK) * currents.refreshBankPj(timing, organisation),
                ranks.stream()
                        .map(rank -> openCycles(rank, end) * currents.activeStandbyPj(timing))
                        .toList(),
                ranks.stream()
                        .map(rank -> closedCycles(rank, end) * currents.prechargedStandbyPj(timing))
                        .toList());
    }

    private long sum(java.util.function.Predicate<Command> kind) {
        return Arrays.stream(COMMANDS).filter(kind).mapToLong(this::count).sum();
    }
}
