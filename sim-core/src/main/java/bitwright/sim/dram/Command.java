package bitwright.sim.dram;

/** What a controller sends to a DRAM. */
public enum Command {
    /** Opens a row of a bank. */
    ACTIVATE,
    /** Closes the open row of a bank. */
    PRECHARGE,
    /** Closes the open rows of all banks of a rank. */
    PRECHARGE_ALL,
    /** Reads one access from the open row. */
    READ,
    /** Writes one access to the open row. */
    WRITE,
    /** Reads and closes the row as soon as it may be. */
    READ_PRECHARGE,
    /** Writes and closes the row as soon as it may be. */
    WRITE_PRECHARGE,
    /** Refreshes a rank, whose banks must all be closed. */
    REFRESH,
    /** Refreshes one bank, which must be closed. */
    REFRESH_BANK;

    static final int COUNT = values().length;

    /** Whether it moves data. */
    public boolean isColumn() {
        return isRead() || isWrite();
    }

    public boolean isRead() {
        return this == READ || this == READ_PRECHARGE;
    }

    public boolean isWrite() {
        return this == WRITE || this == WRITE_PRECHARGE;
    }

    /** Whether it is for all banks of a rank. */
    public boolean isRankWide() {
        return this == PRECHARGE_ALL || this == REFRESH;
    }

    /** Whether its bank, or all banks of its rank, have no open row afterwards. */
    public boolean closes() {
        return this == PRECHARGE || this == PRECHARGE_ALL || this == READ_PRECHARGE || this == WRITE_PRECHARGE;
    }
}
