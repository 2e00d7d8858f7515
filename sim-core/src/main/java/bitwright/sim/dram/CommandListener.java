package bitwright.sim.dram;

/** Hears of every command, for checks and for traces. Refreshes of idle time are told when the channel wakes. */
@FunctionalInterface
public interface CommandListener {
    /**
     * A command goes out. Within a channel cycles never decrease.
     *
     * @param channel the channel
     * @param cycle the cycle of the DRAM's clock
     * @param command what
     * @param bank the bank's number in the channel; of a command for a whole rank its first bank
     * @param row the row that is opened or accessed; -1 where it does not matter
     * @param column the access in the row; -1 where it does not matter
     */
    void issued(int channel, long cycle, Command command, int bank, int row, int column);
}
