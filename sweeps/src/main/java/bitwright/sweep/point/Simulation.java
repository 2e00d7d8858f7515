package bitwright.sweep.point;

import bitwright.runner.Runner;
import bitwright.sweep.point.Outcome.Time;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A point's simulation: whatever happens in it becomes an outcome. */
public final class Simulation {
    private static final Runner RUNNER = new Runner(1);

    private Simulation() {}

    /** Does what is done once a workload, so that it does not count as the first point's time. */
    public static void prepare(Task task) {
        try {
            task.workload().prepare();
        } catch (IOException | RuntimeException e) {
            // The simulation will meet it again, and tell.
        }
    }

    /**
     * Simulates a point on the calling thread.
     *
     * @param givenUp asked before each layer; true ends the simulation there, and its outcome means nothing
     */
    public static Outcome of(Task task, BooleanSupplier givenUp) {
        long start = System.nanoTime();
        long cpuStart = cpuNanoseconds();
        var workload = task.workload().stoppable(() -> {
            if (givenUp.getAsBoolean()) {
                throw new CancellationException("given up");
            }
        });
        try {
            var run = RUNNER.run(task.run(), workload).get(0);
            return Outcome.of(task.key(), run, time(start, cpuStart));
        } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
            // A plug-in may throw anything; one point's trouble must not end the others.
            return Outcome.failed(task.key(), Status.FAILED, message(e), time(start, cpuStart));
        }
    }

    private static Time time(long start, long cpuStart) {
        return new Time((System.nanoTime() - start) / 1e9, (cpuNanoseconds() - cpuStart) / 1e9);
    }

    private static long cpuNanoseconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** The sentence of an exception of ours; of others, their class too, for they say little without it. */
    static String message(Throwable thrown) {
        boolean ours = thrown.getClass().getName().startsWith("bitwright.") && thrown.getMessage() != null;
        return ours ? thrown.getMessage() : thrown.toString();
    }
}
