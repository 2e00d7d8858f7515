package bitwright.sim.trace;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Writes recordings in the Trace Event Format that Perfetto (ui.perfetto.dev) and chrome://tracing open: a process a
 * design, a thread a component, the layers of a design one after another on a thread of their own. Each layer starts from a
 * drained machine, and so the next one begins where the last thing of the one before has ended. The same recordings give
 * the same bytes.
 */
public final class TraceEvents {
    private static final String LAYERS = "layers";
    private static final double NS_PER_US = 1000;

    private final Appendable out;
    private boolean first = true;

    private TraceEvents(Appendable out) {
        this.out = out;
    }

    /**
     * Writes the file.
     *
     * @param runs one a design
     * @param layers the layers' names, in network order
     */
    public static void write(Appendable out, List<RunRecording> runs, List<String> layers) throws IOException {
        var writer = new TraceEvents(out);
        out.append("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
        for (int run = 0; run < runs.size(); run++) {
            writer.process(run + 1, runs.get(run), layers);
        }
        out.append("\n]}\n");
    }

    private void process(int process, RunRecording run, List<String> layers) throws IOException {
        event("M", "process_name", process, 0, ",\"args\":{\"name\":" + quoted(run.name()) + "}");
        var threads = new TreeMap<String, Integer>();
        for (String layer : layers) {
            Recording recording = run.layer(layer);
            if (recording != null) {
                recording.tracks().forEach(track -> threads.put(track, 0));
            }
        }
        thread(process, 1, LAYERS);
        int next = 2;
        for (var entry : threads.entrySet()) {
            entry.setValue(next);
            thread(process, next++, entry.getKey());
        }
        double startNs = 0;
        for (String layer : layers) {
            Recording recording = run.layer(layer);
            if (recording != null) {
                layer(process, layer, recording, threads, startNs);
                startNs += recording.clock().nanoseconds(recording.end());
            }
        }
    }

    private void thread(int process, int thread, String name) throws IOException {
        event("M", "thread_name", process, thread, ",\"args\":{\"name\":" + quoted(name) + "}");
        event("M", "thread_sort_index", process, thread, ",\"args\":{\"sort_index\":" + thread + "}");
    }

    private void layer(int process, String name, Recording recording, TreeMap<String, Integer> threads, double startNs)
            throws IOException {
        var clock = recording.clock();
        complete(process, 1, name, startNs, clock.nanoseconds(recording.end()));
        for (Recording.Span span : recording.spans()) {
            complete(
                    process,
                    threads.get(span.track()),
                    span.what(),
                    startNs + clock.nanoseconds(span.from()),
                    clock.nanoseconds(span.to() - span.from()));
        }
        for (Recording.Level level : recording.levels()) {
            event(
                    "C",
                    level.track(),
                    process,
                    0,
                    time(startNs + clock.nanoseconds(level.time())) + ",\"args\":{\"value\":" + level.value() + "}");
        }
        double endNs = startNs + clock.nanoseconds(recording.end());
        for (String track : recording.tracks()) {
            leftOut(process, threads.get(track), endNs, recording.leftOut(track), "entries");
        }
        leftOut(process, 1, endNs, recording.levelsLeftOut(), "values of counters");
    }

    private void leftOut(int process, int thread, double atNs, int count, String what) throws IOException {
        if (count > 0) {
            event(
                    "i",
                    count + " further " + what + " of this layer left out",
                    process,
                    thread,
                    time(atNs) + ",\"s\":\"t\"");
        }
    }

    private void complete(int process, int thread, String name, double startNs, double lengthNs) throws IOException {
        event("X", name, process, thread, time(startNs) + ",\"dur\":" + microseconds(lengthNs));
    }

    private static String time(double ns) {
        return ",\"ts\":" + microseconds(ns);
    }

    /** In the format's unit, to the femtosecond, without an exponent. */
    private static String microseconds(double ns) {
        var decimal = new BigDecimal(ns / NS_PER_US).setScale(9, RoundingMode.HALF_EVEN);
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    private void event(String kind, String name, int process, int thread, String rest) throws IOException {
        if (!first) {
            out.append(",\n");
        }
        first = false;
        out.append("{\"ph\":\"")
                .append(kind)
                .append("\",\"name\":")
                .append(quoted(name))
                .append(",\"pid\":")
                .append(Integer.toString(process))
                .append(",\"tid\":")
                .append(Integer.toString(thread))
                .append(rest)
                .append('}');
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
