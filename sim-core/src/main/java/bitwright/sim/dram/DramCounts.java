package bitwright.sim.dram;

/** What one channel, or all of them together, have done but for commands, which {@link Banks} count. */
public final class DramCounts {
    long reads;
    long writes;
    long mergedReads;
    long forwardedReads;
    long mergedWrites;
    long readCycles;
    private final long[] stalls = new long[Stall.COUNT];

    void stall(Stall cause, long cycles) {
        stalls[cause.ordinal()] += cycles;
    }

    void add(DramCounts other) {
        reads += other.reads;
        writes += other.writes;
        mergedReads += other.mergedReads;
        forwardedReads += other.forwardedReads;
        mergedWrites += other.mergedWrites;
        readCycles += other.readCycles;
        for (int i = 0; i < stalls.length; i++) {
            stalls[i] += other.stalls[i];
        }
    }

    /** Reads that were asked for. */
    public long reads() {
        return reads;
    }

    /** Writes that were asked for. */
    public long writes() {
        return writes;
    }

    /** Reads that got the data of another read of the same access that still waited. */
    public long mergedReads() {
        return mergedReads;
    }

    /** Reads that got the data of a write that still waited. */
    public long forwardedReads() {
        return forwardedReads;
    }

    /** Writes that replaced one of the same access that still waited. */
    public long mergedWrites() {
        return mergedWrites;
    }

    /** Cycles from acceptance to the last data, summed over the reads whose command has gone out. */
    public long readCycles() {
        return readCycles;
    }

    /** Cycles in which requests waited and no command went out, by the cause; of several channels the sum. */
    public long stallCycles(Stall cause) {
        return stalls[cause.ordinal()];
    }
}
