package bitwright.accel.pim;

/** What a channel has kept account of. */
interface ChannelBook {
    /** What the cycles of its latest program went to. */
    Busy busy();

    /** Cycles in which it had an open row. */
    long openCycles();

    /** How often a command has gone out. */
    long count(PimCommand command);
}
