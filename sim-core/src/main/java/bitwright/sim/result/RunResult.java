package bitwright.sim.result;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyReport;
import bitwright.sim.energy.EnergyTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The result of one design on one workload. Complete and versioned: JSON holds exactly this.
 *
 * @param schemaVersion raised when the meaning or the name of a field changes
 * @param identity what was run
 * @param silicon what the design is built of
 * @param layers one entry a simulated layer, in network order
 * @param statistics numbers of the network as a whole, each with its unit in the name, see the constants
 */
public record RunResult(
        int schemaVersion,
        Identity identity,
        Silicon silicon,
        List<LayerResult> layers,
        Map<String, Double> statistics) {
    public static final int SCHEMA_VERSION = 3;

    /**
     * Inputs that the network classifies as labelled, in percent of {@link #LABELLED_INPUTS}: the quantised network as it
     * is, or where a run takes the design's numbers the network under these.
     */
    public static final String ACCURACY_PERCENT = "accuracyPercent";

    /** Of a language model on its held-out text, its weights and activations rounded as the run's {@code quantize:} says. */
    public static final String PERPLEXITY = "perplexity";

    /** Labelled inputs that the accuracy was taken over. */
    public static final String LABELLED_INPUTS = "labelledInputs";

    /** Inputs that the network classifies as labelled with nothing rounded, likewise; where a run takes the design's numbers. */
    public static final String REAL_ACCURACY_PERCENT = "realAccuracyPercent";

    /** Mean squared distance of the network's outputs under the design's numbers from those with nothing rounded. */
    public static final String MEAN_SQUARED_ERROR = "meanSquaredError";

    /** Power of the network's outputs with nothing rounded over that of the errors, in decibels. */
    public static final String SIGNAL_TO_NOISE_DB = "signalToNoiseDb";

    /** Values of the network's output, computed layer by layer from the machine's own outputs. */
    public static final String CHAINED_OUTPUTS = "chainedOutputs";

    /** Those that differ from the reference inference. */
    public static final String CHAINED_MISMATCHES = "chainedMismatches";

    /** A result of a design that does not say what it is built of. */
    public RunResult(Identity identity, List<LayerResult> layers) {
        this(identity, Silicon.UNKNOWN, layers, Map.of());
    }

    public RunResult(Identity identity, Silicon silicon, List<LayerResult> layers, Map<String, Double> statistics) {
        this(SCHEMA_VERSION, identity, silicon, List.copyOf(layers), new TreeMap<>(statistics));
    }

    /**
     * The same run, its counted actions and its primitives priced under another table.
     *
     * @throws bitwright.sim.energy.UnpricedException naming all actions that the table does not price
     */
    public RunResult under(EnergyTable table) {
        table.requirePriced(layers.stream()
                .flatMap(layer -> layer.actions().keySet().stream())
                .map(Action::of)
                .toList());
        return new RunResult(
                identity.under(table),
                silicon.under(table),
                layers.stream().map(layer -> layer.under(table)).toList(),
                statistics);
    }

    /**
     * The layer that the design's numbers harm most by themselves: with the largest {@link LayerResult#NUMBERS_ERROR_PERCENT},
     * the first of them; empty where a run does not take the design's numbers.
     */
    public Optional<LayerResult> worstLayer() {
        LayerResult worst = null;
        for (LayerResult layer : layers) {
            Double error = layer.statistics().get(LayerResult.NUMBERS_ERROR_PERCENT);
            if (error != null && (worst == null || error > worst.statistics().get(LayerResult.NUMBERS_ERROR_PERCENT))) {
                worst = layer;
            }
        }
        return Optional.ofNullable(worst);
    }

    public Cycles totalCycles() {
        return layers.stream().map(LayerResult::cycles).reduce(Cycles.ZERO, Cycles::plus);
    }

    public EnergyReport totalEnergy() {
        return layers.stream().map(LayerResult::energy).reduce(EnergyReport.EMPTY, EnergyReport::plus);
    }

    public long macs() {
        return layers.stream().mapToLong(LayerResult::macs).sum();
    }

    public long idealCycles() {
        return layers.stream().mapToLong(LayerResult::idealCycles).sum();
    }

    /** Bits moved over all layers and memory levels whose name starts with the prefix, e.g. {@code dram.}. */
    public long trafficBits(String prefix) {
        return layers.stream()
                .flatMap(layer -> layer.trafficBits().entrySet().stream())
                .filter(level -> level.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public double milliseconds() {
        return totalCycles().total() / (identity.clockMHz() * 1000);
    }

    /** What leaked meanwhile, in picojoules; empty where the leakage is unknown. */
    public OptionalDouble staticPj() {
        return silicon.staticPj(milliseconds() * 1000);
    }

    /** The same of one layer. */
    public OptionalDouble staticPj(LayerResult layer) {
        return silicon.staticPj(layer.cycles().total() / identity.clockMHz());
    }

    public boolean valuesPassed() {
        return layers.stream().allMatch(layer -> layer.values().passed())
                && statistics.getOrDefault(CHAINED_MISMATCHES, 0.0) == 0;
    }
}
