package bitwright.accel.pe;

/**
 * Lanes of which multiplexers bring some to a PE: the bulk form of a {@link GroupStat} over many choices from the same
 * lanes. Holds scratch memory: one thread at a time.
 */
public interface LanePool {
    /** Sets the first {@code count} lanes; the others are without an operand. */
    void load(int[] values, int from, int count);

    /**
     * The statistic's summary of some lanes.
     *
     * @param choice one bit a lane, 64 lanes a word
     * @param from the word that lane 0 lies in
     */
    int summary(long[] choice, int from);
}
