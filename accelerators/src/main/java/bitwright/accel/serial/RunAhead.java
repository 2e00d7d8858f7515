package bitwright.accel.serial;

import bitwright.accel.pe.Cost;

/**
 * Column registers: a column starts step n once all columns have finished step n − 1 − runAhead (Pragmatic, MICRO 2017;
 * the rule as in DNNsim). Time goes on from tile to tile.
 */
final class RunAhead {
    private final long[] columnEnd;
    /** When all columns had finished a step, for the last {@code runAhead + 1} steps. */
    private final long[] allFinished;

    private int next;
    private long end;

    RunAhead(int columns, int runAhead) {
        columnEnd = new long[columns];
        allFinished = new long[runAhead + 1];
    }

    /**
     * Runs a tile's steps and returns by how many cycles they move the end.
     *
     * @param activationStats {@code [column][step]}
     * @param columns how many of them have a window
     * @param weightStats the widest weights of each step
     */
    long run(int[][] activationStats, int columns, int[] weightStats, Cost cost) {
        long before = end;
        for (int step = 0; step < weightStats.length; step++) {
            long ready = allFinished[next];
            long finished = ready;
            for (int column = 0; column < columns; column++) {
                int cycles = cost.cycles(activationStats[column][step], weightStats[step]);
                columnEnd[column] = Math.max(ready, columnEnd[column]) + cycles;
            }
            for (long columnFinished : columnEnd) {
                finished = Math.max(finished, columnFinished);
            }
            allFinished[next] = finished;
            next = (next + 1) % allFinished.length;
            end = finished;
        }
        return end - before;
    }
}
