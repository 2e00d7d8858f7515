package bitwright.workload.quantise;

import bitwright.workload.Batch;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import bitwright.workload.real.Codes;
import bitwright.workload.real.Products;
import bitwright.workload.real.RecordedLayer;
import bitwright.workload.reference.Reference;
import bitwright.workload.reference.Sums;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trace bundle, rounded anew. With one scale a tensor or a filter and activations as they were it is a whole network;
 * otherwise it is its layers by themselves, each on what the bundle's own network hands it, rounded as the plan says.
 */
public final class QuantisedTrace {
    private final BundleNetwork source;
    private final Recipe recipe;
    private final Map<String, LayerPlan> plans;
    private final List<LayerOutcome> outcomes;
    private final List<String> notes;
    private final String contentHash;

    QuantisedTrace(
            BundleNetwork source,
            Recipe recipe,
            Map<String, LayerPlan> plans,
            List<LayerOutcome> outcomes,
            List<String> notes,
            String contentHash) {
        this.source = source;
        this.recipe = recipe;
        this.plans = plans;
        this.outcomes = List.copyOf(outcomes);
        this.notes = List.copyOf(notes);
        this.contentHash = contentHash;
    }

    /** What rounding did, layer by layer. */
    public List<LayerOutcome> layers() {
        return outcomes;
    }

    /** What there is to tell of it beside, a line each. */
    public List<String> notes() {
        return notes;
    }

    private TraceBundle bundle() {
        return source.bundle();
    }

    /** How it was rounded, in a phrase. */
    public String recipe() {
        return recipe.describe(source.calibration(recipe));
    }

    /** Where the codes come from, in a phrase. */
    public String origin() {
        return bundle().name() + " rounded to " + recipe();
    }

    /** The whole network, if it is still one. */
    public Optional<TraceBundle> network() {
        boolean kept = plans.values().stream().allMatch(QuantisedTrace::keepsNetwork);
        if (!kept || !source.isWhole()) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : bundle().network().nodes()) {
            nodes.add(node instanceof Node.Mac mac ? rounded(mac) : node); // a whole network has a plan for each
        }
        var network = new Network(
                bundle().name(), bundle().network().input(), bundle().network().flattening(), nodes);
        return Optional.of(bundle().with(network, origin(), contentHash));
    }

    /**
     * The codes of the weights, {@code [K,C]}, for other inputs of the same layers; a {@link WorkloadException} where it
     * rounds more than weights, or blocks run along other ways than the channels.
     */
    public Map<String, Codes> weights() {
        Map<String, Codes> all = new LinkedHashMap<>();
        plans.forEach((layer, plan) -> {
            QuantisedWeights weights = plan.dense().weights();
            int group = weights.format().group();
            boolean alone = plan.smoothing().length == 0
                    && plan.apart().isEmpty()
                    && plan.dense().activations().isEmpty()
                    && recipe.keys().isEmpty()
                    && !recipe.kSort()
                    && (group <= 0 || weights.format().lines() == Blocks.Lines.CHANNELS);
            if (!alone) {
                throw new WorkloadException(
                        bundle().name() + ": text that a model reads and writes takes weights rounded by rtn, gptq,"
                                + " hawq or clado, blocks along the channels, and its own activationBits, not "
                                + recipe());
            }
            IntegerFormat format = weights.format().codes();
            all.put(
                    layer,
                    group > 0
                            ? Codes.blocks(group, format, weights.codes(), weights.scales(), new float[0])
                            : group == WeightFormat.TENSOR
                                    ? Codes.of(format, weights.codes(), weights.scales()[0], 0)
                                    : Codes.along(
                                            0,
                                            format,
                                            weights.codes(),
                                            weights.scales(),
                                            new int[weights.scales().length]));
        });
        return all;
    }

    private static boolean keepsNetwork(LayerPlan plan) {
        return plan.dense().weights().format().group() <= 0
                && plan.smoothing().length == 0
                && plan.apart().isEmpty()
                && plan.dense().activations().isEmpty();
    }

    /** The layer with the new weights; biases are in units of the new sums. */
    private Node.Mac rounded(Node.Mac mac) {
        QuantisedWeights weights = plans.get(mac.name()).dense().weights();
        float[] scales = weights.scales();
        long[] bias = new long[mac.bias().length];
        for (int k = 0; k < bias.length; k++) {
            double steps = (double) mac.weightScale().at(k) / scales[scales.length == 1 ? 0 : k];
            bias[k] = (long) Math.rint(mac.bias()[k] * steps);
        }
        return new Node.Mac(
                mac.name(),
                mac.op(),
                mac.inputs(),
                mac.geometry(),
                mac.activations(),
                operand(weights),
                new Scale(scales),
                bias,
                mac.accumulatorBits(),
                mac.output(),
                mac.clamp());
    }

    private static Operand operand(QuantisedWeights weights) {
        return new Operand(
                weights.format().codes().encoding(0), TensorSource.of(new Tensor(weights.shape(), weights.codes())));
    }

    /** The multiplying layers on some of the bundle's inputs. */
    public LayerTrace trace(Batch inputs) throws IOException {
        Optional<TraceBundle> whole = network();
        if (whole.isPresent()) {
            return whole.get().trace(inputs);
        }
        List<Layer> layers = new ArrayList<>();
        for (BundleNetwork.Taken taken : source.taken(inputs)) {
            for (Multiplied codes : codes(taken)) {
                layers.add(codes.mac.layer(TensorSource.of(codes.activations)));
            }
        }
        String which = inputs.size() == 1 ? "input " : "inputs ";
        return new LayerTrace(bundle().name(), origin() + ", " + which + inputs, contentHash, layers);
    }

    /** A product of codes: a layer, or what is multiplied beside it; no part where it is as it was. */
    private record Multiplied(Node.Mac mac, Tensor activations, Optional<LayerPlan.Part> part) {}

    /** A layer that has no master: as it was, but for keys that are sorted or rounded. */
    private Multiplied left(BundleNetwork.Taken taken) throws IOException {
        Node.Mac mac = taken.mac();
        Optional<int[]> order = source.keyOrder(mac.name());
        Optional<WeightFormat> format = recipe.keyFormat().filter(keys -> BundleNetwork.isScores(mac.name()));
        if (order.isEmpty() && format.isEmpty()) {
            return new Multiplied(mac, taken.codes(), Optional.empty());
        }
        Tensor queries = taken.codes();
        Tensor keys = mac.weights().source().load();
        if (order.isPresent()) {
            queries = sorted(queries, order.get());
            keys = sorted(keys, order.get());
        }
        var same = new Operand(mac.weights().encoding(), TensorSource.of(keys));
        if (format.isEmpty()) {
            return new Multiplied(mac.with(same, mac.weightScale()), queries, Optional.empty());
        }
        float[] reals = new float[keys.data().length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = (keys.data()[i] - mac.weights().encoding().zeroPoint())
                    * mac.weightScale().at(0);
        }
        var rounded = RoundToNearestWeights.quantise(format.get(), reals, keys.shape());
        Scale scale = format.get().group() > 0 ? Scale.UNKNOWN : new Scale(rounded.scales());
        return new Multiplied(
                mac.with(operand(rounded), scale),
                queries,
                Optional.of(new LayerPlan.Part(rounded, reals, Optional.empty())));
    }

    /** Channels, the last axis, in another order. */
    private static Tensor sorted(Tensor tensor, int[] order) {
        int[] data = tensor.data().clone();
        for (int i = 0; i < data.length; i++) {
            data[i] = tensor.data()[i - i % order.length + order[i % order.length]];
        }
        return new Tensor(tensor.shape(), data);
    }

    private List<Multiplied> codes(BundleNetwork.Taken taken) throws IOException {
        Node.Mac mac = taken.mac();
        if (taken.sample().isEmpty()) {
            return List.of(left(taken));
        }
        LayerSample sample = taken.sample().get();
        LayerPlan plan = plans.get(sample.name());
        int channels = sample.channels();
        List<Multiplied> all = new ArrayList<>();
        int narrower = channels - plan.apartChannels().length;
        all.add(codes(
                mac,
                mac.name(),
                plan.dense(),
                plan.denseInput(sample.inputs(), channels),
                LayerPlan.narrowed(sample.inputShape(), narrower),
                taken.codes()));
        if (plan.apart().isPresent()) {
            boolean split = plan.apartChannels().length > 0;
            all.add(codes(
                    mac,
                    mac.name() + (split ? "-outliers" : "-sparse"),
                    plan.apart().get(),
                    plan.apartInput(sample.inputs(), channels),
                    LayerPlan.narrowed(sample.inputShape(), split ? plan.apartChannels().length : channels),
                    taken.codes()));
        }
        return all;
    }

    private Multiplied codes(Node.Mac mac, String name, LayerPlan.Part part, float[] reals, int[] shape, Tensor own) {
        Port port;
        Tensor codes;
        if (part.activations().isPresent()) {
            ActivationRounding rounding = part.activations().get();
            ActivationRounding.Rounded rounded = rounding.round(reals, shape);
            codes = new Tensor(shape, rounded.codes());
            port = new Port(
                    one(shape),
                    rounding.codes().encoding(0),
                    rounded.scales().length == 1 ? Scale.of(rounded.scales()[0]) : Scale.UNKNOWN);
        } else {
            codes = own;
            port = mac.activations();
        }
        QuantisedWeights weights = part.weights();
        boolean blocked = weights.format().group() > 0;
        var layer = new Node.Mac(
                name,
                mac.op(),
                List.of(Network.INPUT),
                mac.geometry(),
                port,
                operand(weights),
                blocked ? Scale.UNKNOWN : new Scale(weights.scales()),
                new long[0],
                mac.accumulatorBits(),
                Optional.empty(),
                mac.clamp());
        return new Multiplied(layer, codes, Optional.of(part));
    }

    private static int[] one(int[] shape) {
        int[] one = shape.clone();
        one[0] = 1;
        return one;
    }

    /**
     * Writes it as a bundle: whole where it is a network, else the layers on the inputs that the bundle simulates.
     *
     * @param remark what is added to where it comes from, or empty
     */
    public void write(Path folder, String remark) throws IOException {
        Optional<TraceBundle> whole = network();
        String origin = "weights of " + origin() + remark;
        if (whole.isPresent()) {
            var note = new TraceWriter.Note(origin, "", "", bundle().classes(), bundle().labels());
            Tensor inputs = bundle().input(new Batch(0, bundle().inputs() - 1))
                    .orElseThrow()
                    .load();
            TraceWriter.write(
                    folder,
                    whole.get().network(),
                    note,
                    inputs,
                    TraceWriter.Contents.COMPACT,
                    bundle().rounding(),
                    source.masters());
            return;
        }
        List<RecordedLayer> layers = new ArrayList<>();
        for (BundleNetwork.Taken taken : source.taken(bundle().batch())) {
            for (Multiplied codes : codes(taken)) {
                layers.add(recorded(codes));
            }
        }
        var note = new TraceWriter.Note(origin, "", "", List.of(), Optional.empty());
        TraceWriter.write(folder, bundle().name(), note, layers);
    }

    private static RecordedLayer recorded(Multiplied codes) throws IOException {
        Sums sums = Reference.sums(
                codes.mac.geometry(),
                Reference.hardwareValues(
                        codes.activations, codes.mac.activations().zeroPoint()),
                codes.mac.weights().source().load());
        boolean wide = Arrays.stream(sums.data()).anyMatch(sum -> sum != (int) sum);
        return new RecordedLayer(
                wide ? codes.mac.with(Long.SIZE) : codes.mac,
                codes.activations,
                sums,
                codes.part.map(LayerPlan.Part::masters),
                codes.part
                        .map(LayerPlan.Part::weights)
                        .filter(weights ->
                                weights.format().group() > 0 && weights.format().lines() == Blocks.Lines.CHANNELS)
                        .map(weights ->
                                new RecordedLayer.Blocks(weights.format().group(), weights.scales(), new float[0])));
    }

    /**
     * How it does on what it can be judged by.
     *
     * @param real with the masters, nothing rounded
     * @param rounded with everything rounded that the plans round; other activations are reals
     * @param integer how many labelled inputs integers throughout classify rightly, of a whole network
     */
    public record Quality(
            JudgedNetwork.Judgement real,
            JudgedNetwork.Judgement rounded,
            Optional<TraceVerification.Accuracy> integer) {}

    /** How it does; empty where there is nothing to judge it by. */
    public Optional<Quality> quality() throws IOException {
        Optional<JudgedNetwork> test = source.test();
        if (test.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Quality(
                test.get().judge(Products.PLAIN),
                test.get().judge(new PlannedProducts(plans, recipe.keyFormat())),
                integer()));
    }

    /** Whether it is judged by perplexity, not by labels. */
    public boolean isLanguage() {
        return source.isLanguage();
    }

    /** A language model's perplexity on its held-out text, with everything rounded that the plans round. */
    public double perplexity() throws IOException {
        return source.test()
                .orElseThrow(() -> new IllegalStateException(bundle().name() + " is no language model"))
                .judge(new PlannedProducts(plans, recipe.keyFormat()))
                .perplexity();
    }

    /** How many labelled inputs are classified rightly; empty where none are. */
    public Optional<TraceVerification.Accuracy> accuracy() throws IOException {
        if (network().isPresent()) {
            return integer();
        }
        Optional<JudgedNetwork> test = isLanguage() ? Optional.empty() : source.test();
        return test.map(judged -> judged.judge(new PlannedProducts(plans, recipe.keyFormat())))
                .map(one -> new TraceVerification.Accuracy(one.correct(), one.rows()));
    }

    private Optional<TraceVerification.Accuracy> integer() throws IOException {
        Optional<TraceBundle> whole = network();
        return whole.isEmpty() ? Optional.empty() : TraceVerification.accuracy(whole.get());
    }
}
