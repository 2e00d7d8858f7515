package bitwright.accel.serial;

/** Columns that start one a cycle, in the order they are named in, each once it is free. */
final class Stagger {
    private final long[] columnEnd;
    private long clock;
    private long end;

    Stagger(int columns) {
        columnEnd = new long[columns];
    }

    /** Starts a column for some cycles, as soon as it is free and no other column starts. */
    void start(int column, int cycles) {
        clock = Math.max(clock, columnEnd[column]);
        columnEnd[column] = clock + cycles;
        end = Math.max(end, columnEnd[column]);
        clock++;
    }

    /** When the last column ends. */
    long end() {
        return end;
    }
}
