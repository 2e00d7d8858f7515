package bitwright.sweep.point;

import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a point.
 *
 * @param key the point's content hash
 * @param status how it ended
 * @param error why it did not end well, in one line, or empty
 * @param design the design's name
 * @param workload the workload's name
 * @param configHash SHA-256 of the experiment's canonical configuration, in hex
 * @param metrics results by the keys of {@link Metric}; what a run does not have is not among them
 * @param layers one entry a layer, in network order
 * @param energyPj energy by component
 * @param time what it took
 */
public record Outcome(
        String key,
        Status status,
        String error,
        String design,
        String workload,
        String configHash,
        Map<String, Double> metrics,
        List<LayerRow> layers,
        Map<String, Double> energyPj,
        Time time)
        implements Serializable {
    /**
     * What a point took; the only part of an outcome that differs from one execution to the next.
     *
     * @param seconds from its start to its end
     * @param cpuSeconds processor time of its thread; 0 where it is not known
     */
    public record Time(double seconds, double cpuSeconds) implements Serializable {
        public static final Time NONE = new Time(0, 0);
    }

    public Outcome {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        layers = List.copyOf(layers);
        energyPj = Collections.unmodifiableMap(new TreeMap<>(energyPj));
    }

    /** The outcome of a simulation that came to its end. */
    static Outcome of(String key, RunResult run, Time time) {
        var metrics = new LinkedHashMap<String, Double>();
        for (Metric metric : Metric.values()) {
            metric.of(run).ifPresent(value -> metrics.put(metric.key(), value));
        }
        var identity = run.identity();
        boolean passed = run.valuesPassed();
        return new Outcome(
                key,
                passed ? Status.DONE : Status.FAILED,
                passed ? "" : "output values differ from the reference: " + firstMismatch(run),
                identity.design(),
                identity.workload(),
                identity.configHash(),
                metrics,
                run.layers().stream().map(LayerRow::of).toList(),
                run.totalEnergy().componentPj(),
                time);
    }

    private static String firstMismatch(RunResult run) {
        return run.layers().stream()
                .filter(layer -> !layer.values().passed())
                .findFirst()
                .map(LayerResult::values)
                .map(values -> oneLine(values.firstMismatch()))
                .orElse("the chained network's output");
    }

    /** The outcome of a point that did not come to its end. */
    public static Outcome failed(String key, Status status, String error, Time time) {
        return new Outcome(key, status, oneLine(error), "", "", "", Map.of(), List.of(), Map.of(), time);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }
}
