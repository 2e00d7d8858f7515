package bitwright.workload.quantise;

import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.quantise.mixed.Choice;
import bitwright.workload.quantise.mixed.Costs;
import bitwright.workload.quantise.mixed.DiagonalSearch;
import bitwright.workload.quantise.mixed.QuadraticSearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The quantisers beside one another on one network. */
public final class Comparison {
    /** Widths and the budget of mixed precision: what uniform 3 bits take. */
    private static final List<Integer> WIDTHS = List.of(2, 3, 4);

    private static final int BUDGET = 3;

    /** What a language model's pairs of layers are weighed on. */
    private static final int BEGINNINGS = 8;

    private static final int BEGINNING_TOKENS = 32;

    /**
     * A line of the table.
     *
     * @param weights what weights are rounded to
     * @param activations what activations are rounded to, or empty
     * @param method how
     * @param against the method beside which it must help, on the same formats, or what weights become in the line to the
     *     nearest beside which it must; empty for one that stands for itself
     */
    public record Line(String weights, String activations, String method, String against) {}

    /**
     * A line's result.
     *
     * @param bits bits a weight takes on average, scales included; not a number where that means nothing
     * @param cost what is weighed of mixed precision, in nats with what layers cost one another; not a number elsewhere
     */
    public record Result(Line line, JudgedNetwork.Judgement judgement, double bits, double cost) {}

    private final BundleNetwork network;
    private final int sequences;
    private final Map<String, double[][]> hessians = new HashMap<>();
    private final JudgedNetwork test;
    private final List<LayerSample> layers;
    private final Consumer<String> progress;
    private final List<Result> results = new ArrayList<>();
    private boolean proven;

    private Comparison(TraceBundle bundle, int sequences, Consumer<String> progress) throws IOException {
        this.sequences = sequences;
        network = new BundleNetwork(bundle);
        test = network.test(sequences)
                .orElseThrow(
                        () -> new WorkloadException(bundle.name() + ": quantisers are compared by labelled inputs of "
                                + "a whole network, or by a language model's held-out text; the bundle holds neither"));
        layers = network.samples(network.calibration(Recipe.of(Method.GPTQ, "int8")));
        this.progress = progress;
    }

    /**
     * All lines on a network; lines that only a language model has are left out of others.
     *
     * @param sequences the most of a language model's held-out text that it is judged on, evenly spread
     * @param progress told what is done
     */
    public static Comparison of(TraceBundle bundle, int sequences, Consumer<String> progress) throws IOException {
        var comparison = new Comparison(bundle, sequences, progress);
        comparison.run();
        return comparison;
    }

    /** The lines. */
    public List<Result> results() {
        return List.copyOf(results);
    }

    /** Whether clado's search went to its end; what it found is the best so far otherwise. */
    public boolean isProven() {
        return proven;
    }

    /** Whether it is judged by perplexity, of which less is better, and not by right answers. */
    public boolean isLanguage() {
        return network.isLanguage();
    }

    private void run() throws IOException {
        judge(new Line("float32", "", "masters", ""), Map.of());
        for (String format : List.of("int8", "int6", "int4", "int3")) {
            pair(format, "channel");
        }
        pair("int4", "group:16");
        for (String format : List.of("mxfp8_e4m3", "mxfp6_e2m3", "mxfp4_e2m1", "mxint8", "mxint4")) {
            pair(format, "channel");
        }
        pair("ternary", "group:16");
        pair("bcq3", "group:16");
        plain(Method.RTN, "pot4", "group:16", "", "");
        plain(Method.RTN, "dfp8", "tensor", "", "");
        plain(Method.DENSE_AND_SPARSE, "int3", "channel", "", "rtn");
        activations("int8", "tensor");
        activations("int8", "token");
        activations("mxint8", "token");
        activations("mxfp4_e2m1", "token");
        smooth("int4", "int8");
        outliers();
        mixed();
        if (network.isLanguage()) {
            keys();
        }
    }

    /** To nearest and by GPTQ, weights alone. */
    private void pair(String format, String granularity) {
        plain(Method.RTN, format, granularity, "", "");
        plain(Method.GPTQ, format, granularity, "", "rtn");
    }

    /** Weights and activations of one format, to nearest. */
    private void activations(String format, String granularity) {
        plain(Method.RTN, format, "channel", granularity, "");
    }

    private void plain(Method method, String format, String granularity, String activations, String against) {
        Recipe recipe = recipe(method, format, granularity);
        if (!activations.isEmpty()) {
            recipe = recipe.withActivations(format, activations);
        }
        judge(line(recipe, method.label(), against), planned(recipe));
    }

    private static Recipe recipe(Method method, String format, String granularity) {
        return Recipe.of(method, format).withGranularity(granularity);
    }

    private Line line(Recipe recipe, String method, String against) {
        String activations = recipe.activationFormat()
                .map(name -> ActivationRounding.format(name, recipe.activationScales())
                        .name()
                        .replace(" a channel", " a token"))
                .orElse("");
        return new Line(recipe.weights().name(), activations, method, against);
    }

    private Map<String, LayerPlan> planned(Recipe recipe) {
        var planner = new Planner(recipe, hessians);
        Map<String, LayerPlan> plans = new LinkedHashMap<>();
        for (LayerSample layer : layers) {
            plans.put(layer.name(), planner.plan(layer).plan());
        }
        return plans;
    }

    private void smooth(String weights, String activations) {
        for (Method method : List.of(Method.RTN, Method.GPTQ, Method.SMOOTHQUANT, Method.SMOOTHQUANT_GPTQ)) {
            Recipe recipe = Recipe.of(method, weights).withActivations(activations, "tensor");
            String against = switch (method) {
                case RTN -> "";
                case SMOOTHQUANT_GPTQ -> "gptq";
                default -> "rtn";
            };
            judge(line(recipe, method.label(), against), planned(recipe));
        }
    }

    /** Int8 by int8 on layers with outlier channels. */
    private void outliers() {
        for (Method method : List.of(Method.RTN, Method.SMOOTHQUANT, Method.LLM_INT8)) {
            Recipe recipe =
                    Recipe.of(method, "int8").withActivations("int8", method == Method.LLM_INT8 ? "token" : "tensor");
            var planner = new Planner(recipe); // on other inputs
            Map<String, LayerPlan> plans = new LinkedHashMap<>();
            for (LayerSample layer : layers) {
                plans.put(
                        layer.name(),
                        layer.geometry().groups() == 1
                                ? InjectedOutliers.plan(layer, planner)
                                : planner.plan(layer).plan());
            }
            Line line = line(recipe, method.label(), method == Method.RTN ? "" : "rtn");
            judge(new Line(line.weights() + ", outliers", line.activations(), line.method(), line.against()), plans);
        }
    }

    private void mixed() throws IOException {
        boolean language = network.isLanguage();
        Recipe recipe = Recipe.of(Method.CLADO, "").withBits(WIDTHS, BUDGET);
        JudgedNetwork judged = language
                ? network.beginnings(BEGINNINGS, BEGINNING_TOKENS)
                : network.judged(network.calibration(recipe));
        var plans = new NetworkPlans(recipe, language ? judged.samples() : layers, judged);
        progress.accept("measuring what layers cost one another");
        Costs costs = plans.costs(true);
        String weights = WIDTHS.stream().map(width -> "int" + width).collect(Collectors.joining(", ")) + " at " + BUDGET
                + " bits";
        String uniform = "int" + BUDGET + " a channel";
        Choice diagonal = DiagonalSearch.minimise(costs, plans.budget());
        judge(new Line(weights, "", "hawq", uniform), plans.plans(diagonal), costs.of(diagonal.options()) / 2);
        Choice pairs = QuadraticSearch.minimise(costs, plans.budget());
        judge(new Line(weights, "", "clado", "hawq"), plans.plans(pairs), costs.of(pairs.options()) / 2);
        proven = pairs.proven();
    }

    /** Keys in blocks, as they are and sorted. */
    private void keys() throws IOException {
        JudgedNetwork sorted =
                new BundleNetwork(network.bundle(), true).test(sequences).orElseThrow();
        for (int block : new int[] {16, 8, 4}) {
            var format = WeightFormats.of("bfp3e8_" + block, "channel");
            var rounding = new PlannedProducts(Map.of(), Optional.of(format));
            String keys = "keys " + format.name();
            add(new Line(keys, "", "rtn", ""), test.judge(rounding), Double.NaN, Double.NaN);
            add(new Line(keys, "", "k-sort", "rtn"), sorted.judge(rounding), Double.NaN, Double.NaN);
        }
    }

    private void judge(Line line, Map<String, LayerPlan> plans) {
        judge(line, plans, Double.NaN);
    }

    private void judge(Line line, Map<String, LayerPlan> plans, double cost) {
        long bits = 0;
        long weights = 0;
        for (LayerSample layer : layers) {
            Optional<LayerPlan> plan = Optional.ofNullable(plans.get(layer.name()));
            bits += plan.map(LayerPlan::bits).orElse(32L * layer.weights().length);
            weights += layer.weights().length;
        }
        add(line, test.judge(new PlannedProducts(plans)), (double) bits / weights, cost);
    }

    private void add(Line line, JudgedNetwork.Judgement judgement, double bits, double cost) {
        results.add(new Result(line, judgement, bits, cost));
        progress.accept(line.weights() + (line.activations().isEmpty() ? "" : " by " + line.activations()) + ", "
                + line.method());
    }
}
