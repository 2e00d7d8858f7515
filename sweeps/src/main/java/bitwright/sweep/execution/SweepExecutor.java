package bitwright.sweep.execution;

import bitwright.sweep.point.Outcome;
import java.util.function.Consumer;

/** Simulates points. */
public interface SweepExecutor extends AutoCloseable {
    /**
     * Simulates all tasks and hands out each outcome once, when it is there; returns after the last.
     *
     * @param tasks asked for as room comes, by several threads at once
     * @param done may be called by several threads at once
     */
    void run(TaskSource tasks, Consumer<Outcome> done);

    /** How many points run at once. */
    int parallelism();

    @Override
    void close();
}
