package bitwright.accel.pe;

/**
 * Lines of lanes of which multiplexers bring some to a PE: the bulk form of a {@link GroupStat} over many choices from the
 * same lanes. A choice is made from a line and those behind it. Holds scratch memory: one thread at a time.
 */
public interface LanePool {
    /** What a lane with that value is loaded with; it depends on the value alone. */
    long code(int value);

    /** Sets all lanes, line by line, by their {@link #code}. */
    void load(long[] codes);

    /**
     * The statistic's summary of some lanes; none may lie behind the last line.
     *
     * @param line the line from which on lanes are chosen
     * @param choice one bit a lane, 64 lanes a word
     * @param from the word that lane 0 of the line lies in
     */
    int summary(int line, long[] choice, int from);
}
