package bitwright.sim.dram;

/**
 * A minimum distance between two commands of one channel.
 *
 * @param scope what the two commands have in common
 * @param previous the earlier command
 * @param next the later command
 * @param cycles cycles that must lie between them, at least; a rule of 1 or less says nothing
 * @param window which of the earlier commands is meant: 1 the latest, 4 the fourth latest, as of tFAW
 */
public record Rule(Scope scope, Command previous, Command next, int cycles, int window) {
    /** What the two commands of a rule have in common. A command for a whole rank counts for each of its banks. */
    public enum Scope {
        /** The same bank. */
        BANK,
        /** The same bank group, the same bank included. */
        BANK_GROUP,
        /** The same rank, the same bank included. */
        RANK,
        /** The same channel, whatever the rank. */
        CHANNEL,
        /** The channel, but not the rank. */
        OTHER_RANK
    }

    public Rule {
        if (window < 1) {
            throw new IllegalArgumentException("window must be at least 1, got " + window);
        }
        if (window > 1 && scope == Scope.OTHER_RANK) {
            throw new IllegalArgumentException("window must be 1 between ranks, got " + window);
        }
    }

    public Rule(Scope scope, Command previous, Command next, int cycles) {
        this(scope, previous, next, cycles, 1);
    }

    /** What a command waits for that this rule holds back. */
    Stall stall() {
        if (previous == Command.REFRESH || previous == Command.REFRESH_BANK) {
            return Stall.REFRESH;
        }
        if (previous == Command.ACTIVATE && next == Command.ACTIVATE) {
            return scope == Scope.BANK ? Stall.ROW : Stall.ACTIVATION;
        }
        if (previous.isColumn() && next.isColumn()) {
            return previous.isRead() == next.isRead() ? Stall.DATA_BUS : Stall.TURNAROUND;
        }
        return Stall.ROW;
    }
}
