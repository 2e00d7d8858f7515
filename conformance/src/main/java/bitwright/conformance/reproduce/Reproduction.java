package bitwright.conformance.reproduce;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds what is needed to reproduce a paper's figures by its design's name. */
public final class Reproduction {
    private static final Map<String, Measurement> MEASUREMENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("ample", new AmpleMeasurement()),
            Map.entry("dpred", new DpredMeasurement()),
            Map.entry("fusemax", new FusemaxMeasurement()),
            Map.entry("laconic", new LaconicMeasurement()),
            Map.entry("lmul", new LMulMeasurement()),
            Map.entry("loom", new LoomMeasurement()),
            Map.entry("mixpe", new MixpeMeasurement()),
            Map.entry("pim-gpt", new PimGptMeasurement()),
            Map.entry("pragmatic", new PragmaticMeasurement()),
            Map.entry("shiftaddllm", new ShiftAddLlmMeasurement()),
            Map.entry("stripes", new StripesMeasurement()),
            Map.entry("tactical", new TacticalMeasurement()),
            Map.entry("tpe", new TpeMeasurement()),
            Map.entry("xrnpe", new XrNpeMeasurement())));

    private Reproduction() {}

    /** The names, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(MEASUREMENTS.keySet());
    }

    /**
     * Simulates and sets the paper's figures beside ours.
     *
     * @param threads layers that may be simulated side by side, at least 1; no figure depends on it
     * @throws IllegalArgumentException for a name that is none of {@link #names}
     */
    public static List<FigureRow> rows(String name, int threads) {
        var measurement = measurement(name);
        return new PaperTable(name).rows(measurement.measure(threads));
    }

    /** What stands beside a paper's figures: the same under other parameters; empty for most. */
    public static List<FigureRow> sensitivity(String name, int threads) {
        return measurement(name).sensitivity(threads);
    }

    private static Measurement measurement(String name) {
        var measurement = MEASUREMENTS.get(name);
        if (measurement == null) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", names()) + ", got '" + name + "'");
        }
        return measurement;
    }
}
