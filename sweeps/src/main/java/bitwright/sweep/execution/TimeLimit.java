package bitwright.sweep.execution;

import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.table.Cells;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** How long a point may take, and the clock that watches it. */
public final class TimeLimit implements AutoCloseable {
    private final double seconds;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "time limit");
        thread.setDaemon(true);
        return thread;
    });

    public TimeLimit(double seconds) {
        this.seconds = seconds;
    }

    /** A point under watch: it either ends or is over, whichever comes first. */
    public static final class Watch {
        private final AtomicBoolean decided = new AtomicBoolean();
        private volatile boolean over;
        private ScheduledFuture<?> alarm;

        public boolean isOver() {
            return over;
        }

        /** Ends the watch; false if the time was over before. */
        public boolean end() {
            alarm.cancel(false);
            return decided.compareAndSet(false, true);
        }
    }

    /**
     * Starts the clock for a point.
     *
     * @param timedOut is handed the outcome if the point does not end in time
     */
    public Watch watch(String key, Consumer<Outcome> timedOut) {
        var watch = new Watch();
        watch.alarm = clock.schedule(
                () -> {
                    if (watch.decided.compareAndSet(false, true)) {
                        watch.over = true;
                        String error = "took longer than timeLimitSeconds: " + Cells.number(seconds);
                        timedOut.accept(Outcome.failed(key, Status.TIMED_OUT, error, new Outcome.Time(seconds, 0)));
                    }
                },
                (long) (seconds * 1e9),
                TimeUnit.NANOSECONDS);
        return watch;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
