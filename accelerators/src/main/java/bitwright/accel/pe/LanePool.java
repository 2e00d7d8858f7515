package bitwright.accel.pe;

/**
 * Lanes of which multiplexers bring some to a PE: the bulk form of a {@link GroupStat} over many choices from the same
 * lanes. Holds scratch memory: one thread at a time.
 */
public interface LanePool {
    /** What a lane with that value is loaded with; it depends on the value alone. */
    long code(int value);

    /** Sets the first {@code count} lanes by their {@link #code}; the others are without an operand. */
    void load(long[] codes, int from, int count);

    /**
     * The statistic's summary of some lanes.
     *
     * @param choice one bit a lane, 64 lanes a word
     * @param from the word that lane 0 lies in
     */
    int summary(long[] choice, int from);
}
