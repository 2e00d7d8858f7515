package bitwright.cli;

import bitwright.sweep.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far a sweep is: a bar that is drawn over itself where stderr is a terminal, else a line every half a minute. The
 * launcher says by the property {@code bitwright.terminal} whether it is one, which Java cannot find out.
 */
final class ProgressLine implements AutoCloseable {
    private static final double REDRAWN_AFTER = 0.1;
    private static final double LOGGED_AFTER = 30;
    private static final int CELLS = 24;

    private final PrintWriter err;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private double last = Double.NEGATIVE_INFINITY;
    private Progress latest;

    ProgressLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    static ProgressLine onStderr(PrintWriter err) {
        return new ProgressLine(err, Boolean.getBoolean("bitwright.terminal"));
    }

    void at(Progress progress) {
        double now = seconds();
        latest = progress;
        if (terminal ? now - last >= REDRAWN_AFTER : now - Math.max(last, 0) >= LOGGED_AFTER) {
            last = now;
            show(now);
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void show(double now) {
        if (terminal) {
            err.print("\r" + line(latest, now) + "\u001b[K");
        } else {
            err.println(line(latest, now));
        }
        err.flush();
    }

    /** The line: bar, points, failed ones, rate, time left. */
    static String line(Progress progress, double seconds) {
        double share = progress.total() == 0 ? 1 : (double) progress.finished() / progress.total();
        int full = (int) (share * CELLS);
        double rate = seconds > 0 ? progress.done() / seconds : 0;
        long left = progress.total() - progress.finished();
        return String.format(
                Locale.ROOT,
                "[%s%s] %d/%d points, %d failed, %.1f a second, %s left",
                "#".repeat(full),
                ".".repeat(CELLS - full),
                progress.finished(),
                progress.total(),
                progress.failed(),
                rate,
                left == 0 ? "0 s" : rate > 0 ? duration(left / rate) : "?");
    }

    /** A duration to two figures that matter. */
    static String duration(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 60) {
            return minutes + " min";
        }
        return minutes < 48 * 60
                ? minutes / 60 + " h " + minutes % 60 + " min"
                : String.format(Locale.ROOT, "%.1f days", seconds / 86400);
    }

    @Override
    public void close() {
        if (latest != null && (terminal || latest.done() > 0)) {
            show(seconds());
            if (terminal) {
                err.println();
                err.flush();
            }
        }
    }
}
