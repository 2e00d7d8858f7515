package bitwright.workload.quantise;

import bitwright.workload.Batch;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
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

    /** Where the codes come from, in a phrase. */
    public String origin() {
        return bundle().name() + " rounded to " + recipe.describe(bundle().inputs());
    }

    /** The whole network, if it is still one. */
    public Optional<TraceBundle> network() {
        boolean kept = plans.values().stream().allMatch(QuantisedTrace::keepsNetwork);
        if (!kept || !source.isWhole()) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : bundle().network().nodes()) {
            nodes.add(node instanceof Node.Mac mac ? rounded(mac) : node);
        }
        var network = new Network(
                bundle().name(), bundle().network().input(), bundle().network().flattening(), nodes);
        return Optional.of(bundle().with(network, origin(), contentHash));
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
            for (Codes codes : codes(taken)) {
                layers.add(codes.mac.layer(TensorSource.of(codes.activations)));
            }
        }
        String which = inputs.size() == 1 ? "input " : "inputs ";
        return new LayerTrace(bundle().name(), origin() + ", " + which + inputs, contentHash, layers);
    }

    /** A product of codes: a layer, or what is multiplied beside it. */
    private record Codes(Node.Mac mac, Tensor activations, LayerPlan.Part part) {}

    private List<Codes> codes(BundleNetwork.Taken taken) {
        LayerSample sample = taken.sample();
        Node.Mac mac = (Node.Mac) bundle().network().node(sample.name()).orElseThrow();
        LayerPlan plan = plans.get(sample.name());
        int channels = sample.channels();
        List<Codes> all = new ArrayList<>();
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

    private Codes codes(Node.Mac mac, String name, LayerPlan.Part part, float[] reals, int[] shape, Tensor own) {
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
        return new Codes(layer, codes, part);
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
            for (Codes codes : codes(taken)) {
                layers.add(recorded(codes));
            }
        }
        var note = new TraceWriter.Note(origin, "", "", List.of(), Optional.empty());
        TraceWriter.write(folder, bundle().name(), note, layers);
    }

    private static RecordedLayer recorded(Codes codes) {
        QuantisedWeights weights = codes.part.weights();
        Sums sums = Reference.sums(
                codes.mac.geometry(),
                Reference.hardwareValues(
                        codes.activations, codes.mac.activations().zeroPoint()),
                new Tensor(weights.shape(), weights.codes()));
        boolean told = weights.format().group() > 0 && weights.format().lines() == Blocks.Lines.CHANNELS;
        boolean wide = Arrays.stream(sums.data()).anyMatch(sum -> sum != (int) sum);
        return new RecordedLayer(
                wide ? codes.mac.with(Long.SIZE) : codes.mac,
                codes.activations,
                sums,
                Optional.of(codes.part.masters()),
                told
                        ? Optional.of(
                                new RecordedLayer.Blocks(weights.format().group(), weights.scales(), new float[0]))
                        : Optional.empty());
    }

    /** How the labelled inputs are classified with the masters, nothing rounded. */
    public Optional<TraceVerification.Accuracy> real() throws IOException {
        return judged(Map.of());
    }

    /** Likewise with everything rounded that the plans round; activations that they leave are reals. */
    public Optional<TraceVerification.Accuracy> rounded() throws IOException {
        return judged(plans);
    }

    private Optional<TraceVerification.Accuracy> judged(Map<String, LayerPlan> with) throws IOException {
        Optional<Batch> labelled = source.labelled();
        if (labelled.isEmpty()) {
            return Optional.empty();
        }
        var judgement = source.judged(labelled.get()).judge(new PlannedProducts(new LinkedHashMap<>(with)));
        return Optional.of(new TraceVerification.Accuracy(judgement.correct(), judgement.rows()));
    }

    /** Likewise by integers throughout, of a whole network. */
    public Optional<TraceVerification.Accuracy> integer() throws IOException {
        Optional<TraceBundle> whole = network();
        return whole.isEmpty() ? Optional.empty() : TraceVerification.accuracy(whole.get());
    }
}
