package bitwright.accel.serial;

/**
 * Column registers: a column starts step n once all columns have finished step n − 1 − runAhead (Pragmatic, MICRO 2017;
 * the rule as in DNNsim). Time goes on from tile to tile.
 */
final class RunAhead {
    private final long[] columnEnd;
    /** When all columns had finished a step, for the last {@code runAhead + 1} steps. */
    private final long[] allFinished;
    /** Cycles of a step, column by column. */
    private final int[] cycles;

    private int next;
    private long end;

    RunAhead(int columns, int runAhead) {
        columnEnd = new long[columns];
        allFinished = new long[runAhead + 1];
        cycles = new int[columns];
    }

    /** The end of the last column. */
    long end() {
        return end;
    }

    /** Runs one step, which takes the first columns so many cycles each; the others have no window. */
    void step(int[] ofColumns, int columns) {
        long ready = allFinished[next];
        for (int column = 0; column < columns; column++) {
            columnEnd[column] = Math.max(ready, columnEnd[column]) + ofColumns[column];
        }
        long finished = ready;
        for (long columnFinished : columnEnd) {
            finished = Math.max(finished, columnFinished);
        }
        allFinished[next] = finished;
        next = (next + 1) % allFinished.length;
        end = finished;
    }

    /**
     * Runs a tile's steps and returns by how many cycles they move the end.
     *
     * @param ofColumns the reduction of each column's window
     * @param columns how many of them have a window
     * @param ofFilters the reduction of the filters
     * @param rows PEs of a column with a filter
     * @param barrierCycles to which each step's cycles are added, PE by PE
     */
    long run(StepTable table, int[][] ofColumns, int columns, int[] ofFilters, long rows, long[] barrierCycles) {
        long before = end;
        for (int step = 0; step < table.steps(); step++) {
            for (int column = 0; column < columns; column++) {
                cycles[column] = table.cycles(ofColumns[column], ofFilters, step);
                barrierCycles[step] += cycles[column] * rows;
            }
            step(cycles, columns);
        }
        return end - before;
    }
}
