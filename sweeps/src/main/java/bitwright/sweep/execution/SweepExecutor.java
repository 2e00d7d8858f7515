package bitwright.sweep.execution;

import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Task;
import java.util.Iterator;
import java.util.function.Consumer;

/** Simulates points. */
public interface SweepExecutor extends AutoCloseable {
    /**
     * Simulates all tasks and hands out each outcome once, when it is there; returns after the last.
     *
     * @param tasks asked for one after the other by one thread at a time, as room comes
     * @param done may be called by several threads at once
     */
    void run(Iterator<Task> tasks, Consumer<Outcome> done);

    /** How many points run at once. */
    int parallelism();

    @Override
    void close();
}
