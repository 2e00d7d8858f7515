package bitwright.accel.serial;

/**
 * Column registers, or queues of single PEs: a unit starts step n once all units have finished step n − 1 − runAhead
 * (Pragmatic, MICRO 2017, the rule as in DNNsim; a queue of that many steps' operands, filled by broadcasts, keeps it
 * too). Time goes on from tile to tile.
 */
final class RunAhead {
    private final long[] unitEnd;
    /** When all units had finished a step, for the last {@code runAhead + 1} steps. */
    private final long[] allFinished;

    private int next;
    private long ready;
    private long end;

    /** @param steps how many steps the layer has; nobody can run further ahead */
    RunAhead(int units, int runAhead, long steps) {
        unitEnd = new long[units];
        allFinished = new long[(int) Math.min(runAhead, steps) + 1];
    }

    /** Begins a step for all units. */
    void begin() {
        ready = allFinished[next];
    }

    /**
     * Runs the step on units that lie side by side.
     *
     * @param first the first of them
     * @param cycles what each takes, from entry {@code from} on
     * @return the cycles of all of them, added up
     */
    long run(int first, int[] cycles, int from, int count) {
        long busy = 0;
        long latest = end;
        for (int unit = 0; unit < count; unit++) {
            int taken = cycles[from + unit];
            long finished = Math.max(ready, unitEnd[first + unit]) + taken;
            unitEnd[first + unit] = finished;
            latest = Math.max(latest, finished);
            busy += taken;
        }
        end = latest;
        return busy;
    }

    /** Ends the step. What all units have finished is the latest end of any, since a unit's steps come in order. */
    void finish() {
        allFinished[next] = end;
        next = next + 1 == allFinished.length ? 0 : next + 1;
    }

    /** When the last unit ends. */
    long end() {
        return end;
    }
}
