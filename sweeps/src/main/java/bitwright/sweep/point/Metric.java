package bitwright.sweep.point;

import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The results of a point that objectives may name and that tables show: the one list of them. */
public enum Metric {
    CYCLES(
            "cycles",
            "total cycles, the sum of the five parts that follow",
            run -> run.totalCycles().total()),
    COMPUTE(
            "computeCycles",
            "the array's step sequence",
            run -> run.totalCycles().compute()),
    FILL(
            "fillCycles",
            "pipeline fill and drain that nothing hides",
            run -> run.totalCycles().fill()),
    WEIGHT_LOAD(
            "weightLoadCycles",
            "loading of weights that nothing hides",
            run -> run.totalCycles().weightLoad()),
    SYNC_STALL(
            "syncStallCycles",
            "waiting for another unit",
            run -> run.totalCycles().syncStall()),
    MEMORY_STALL(
            "memoryStallCycles",
            "waiting for buffers or memory",
            run -> run.totalCycles().memoryStall()),
    IDEAL("idealCycles", "cycles of a machine of the same peak that never waits", RunResult::idealCycles),
    UTILISATION("utilisation", "ideal over total cycles, 0 to 1", Metric::utilisation),
    MILLISECONDS("milliseconds", "total cycles at the design's clock", RunResult::milliseconds),
    ENERGY("energyPj", "dynamic energy in picojoules", run -> run.totalEnergy().totalPj()),
    ENERGY_DELAY(
            "energyDelayPjMs",
            "energy times time in picojoule milliseconds",
            run -> run.totalEnergy().totalPj() * run.milliseconds()),
    LOW_CONFIDENCE(
            "lowConfidenceShare",
            "share of the energy whose price is only recalled, 0 to 1",
            run -> run.totalEnergy().lowConfidenceShare()),
    DRAM("dramBits", "bits moved to and from off-chip memory", run -> run.trafficBits("dram.")),
    MACS("macs", "multiply-accumulates, padding included", RunResult::macs),
    EFFECTIVE_MACS(
            "effectiveMacs",
            "multiply-accumulates in which neither operand is zero",
            run -> run.layers().stream().mapToLong(LayerResult::effectiveMacs).sum()),
    CLOCK("clockMHz", "the design's clock", run -> run.identity().clockMHz()),
    PEAK(
            "peakMacsPerCycle",
            "peak in 16-bit multiply-accumulates a cycle",
            run -> run.identity().peakMacsPerCycle()),
    AREA(
            "areaUm2",
            "area of processing elements and buffers in square micrometres; empty where it is not known",
            run -> run.silicon().areaUm2().total().orElse(Double.NaN)),
    ACCURACY(
            "accuracyPercent",
            "labelled inputs that the network classifies right; empty where there are no labels",
            run -> run.statistics().getOrDefault(RunResult.ACCURACY_PERCENT, Double.NaN)),
    MEAN_SQUARED_ERROR(
            "meanSquaredError",
            "of the network's outputs under the design's numbers; empty without numbers: design",
            run -> run.statistics().getOrDefault(RunResult.MEAN_SQUARED_ERROR, Double.NaN)),
    WORST_LAYER_ERROR(
            "worstLayerErrorPercent",
            "error of the layer that the design's numbers harm most, over its outputs; empty without numbers: design",
            run -> run.worstLayer()
                    .map(layer -> layer.statistics().get(LayerResult.NUMBERS_ERROR_PERCENT))
                    .orElse(Double.NaN)),
    PERPLEXITY(
            "perplexity",
            "of a language model that quantize: rounded, on its held-out text; empty elsewhere",
            run -> run.statistics().getOrDefault(RunResult.PERPLEXITY, Double.NaN));

    private final String key;
    private final String meaning;
    private final ToDoubleFunction<RunResult> value;

    Metric(String key, String meaning, ToDoubleFunction<RunResult> value) {
        this.key = key;
        this.meaning = meaning;
        this.value = value;
    }

    private static double utilisation(RunResult run) {
        long cycles = run.totalCycles().total();
        return cycles == 0 ? 0 : (double) run.idealCycles() / cycles;
    }

    /** Its name in sweep files and its column in tables; it says the unit. */
    public String key() {
        return key;
    }

    public String meaning() {
        return meaning;
    }

    /** The value, empty where the run has none. */
    OptionalDouble of(RunResult run) {
        double found = value.applyAsDouble(run);
        return Double.isFinite(found) ? OptionalDouble.of(found) : OptionalDouble.empty();
    }

    public static Optional<Metric> named(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }

    /** All names, in order. */
    public static List<String> keys() {
        Function<Metric, String> key = Metric::key;
        return Arrays.stream(values()).map(key).toList();
    }
}
