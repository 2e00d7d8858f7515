package bitwright.sweep.execution;

import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Simulation;
import bitwright.sweep.point.Task;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Threads of this process, each with one point at a time. A point past its time limit is given up: it is recorded, another
 * thread takes its place, and its own ends at the next layer. (A thread that never gets there goes on using a processor until
 * the process ends: there is no safe way to stop it.)
 */
public final class LocalExecutor implements SweepExecutor {
    private final int threads;
    private final Optional<TimeLimit> limit;

    /**
     * @param threads at least 1
     * @param limitSeconds how long a point may take
     */
    public LocalExecutor(int threads, Optional<Double> limitSeconds) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.threads = threads;
        this.limit = limitSeconds.map(TimeLimit::new);
    }

    @Override
    public int parallelism() {
        return threads;
    }

    @Override
    public void run(TaskSource tasks, Consumer<Outcome> done) {
        new Round(tasks, done).run();
    }

    @Override
    public void close() {
        limit.ifPresent(TimeLimit::close);
    }

    /** The threads that share one source of tasks. */
    private final class Round {
        private final TaskSource tasks;
        private final Consumer<Outcome> done;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private int working;

        Round(TaskSource tasks, Consumer<Outcome> done) {
            this.tasks = tasks;
            this.done = done;
        }

        synchronized void run() {
            for (int i = 0; i < threads; i++) {
                working++;
                start();
            }
            boolean interrupted = false;
            while (working > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    failure.compareAndSet(null, e);
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            if (thrown != null) {
                throw new IllegalStateException("interrupted while points were running", thrown);
            }
        }

        private void start() {
            var thread = new Thread(this::work, "point");
            thread.setDaemon(true);
            thread.start();
        }

        private void work() {
            try {
                for (Task task = next(); task != null; task = next()) {
                    if (!finish(task)) {
                        return; // given up: another thread has this one's place
                    }
                }
            } catch (RuntimeException | Error e) { // of the store or the source, not of a point
                failure.compareAndSet(null, e);
            }
            end();
        }

        /** Whether the task came to its end within the limit. */
        private boolean finish(Task task) {
            Simulation.prepare(task);
            if (limit.isEmpty()) {
                done.accept(Simulation.of(task, () -> false));
                return true;
            }
            var watch = limit.get().watch(task.key(), outcome -> {
                try {
                    done.accept(outcome);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
                start();
            });
            Outcome outcome = Simulation.of(task, watch::isOver);
            if (!watch.end()) {
                return false;
            }
            done.accept(outcome);
            return true;
        }

        private Task next() {
            return failure.get() == null ? tasks.next().orElse(null) : null;
        }

        private synchronized void end() {
            working--;
            notifyAll();
        }
    }
}
