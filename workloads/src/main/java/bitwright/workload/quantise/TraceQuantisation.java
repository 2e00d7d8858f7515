package bitwright.workload.quantise;

import bitwright.workload.Batch;
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
import bitwright.workload.network.Scale;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.NetworkGraph;
import bitwright.workload.real.Products;
import bitwright.workload.real.RecordedLayer;
import bitwright.workload.real.Value;
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

/** Rounds the float masters of a trace bundle's weights anew and writes the trace that comes of it. */
public final class TraceQuantisation {
    /** How codes are found. */
    public enum Method {
        /** Each weight by itself. */
        RTN,
        /** Column by column, errors made up for; layers with groups are rounded to nearest. */
        GPTQ
    }

    /**
     * What rounding did to a layer.
     *
     * @param signalToNoiseDb power of the masters over power of the errors
     * @param costOverRtn the weighted error on the calibration inputs over that of rounding to nearest; 1 without GPTQ
     */
    public record LayerOutcome(String layer, double signalToNoiseDb, double costOverRtn) {}

    /**
     * What came of a bundle.
     *
     * @param layers its layers
     * @param real inputs that the network classifies rightly with its masters, nothing rounded; empty without labels
     * @param rounded likewise with the new weights, activations not rounded
     * @param integer likewise by integers throughout, where the new bundle is a whole network
     */
    public record Outcome(
            List<LayerOutcome> layers,
            Optional<TraceVerification.Accuracy> real,
            Optional<TraceVerification.Accuracy> rounded,
            Optional<TraceVerification.Accuracy> integer) {}

    private static final int RUN = 50;

    private final TraceBundle bundle;
    private final Map<String, float[]> masters = new LinkedHashMap<>();
    private final Map<String, QuantisedWeights> results = new LinkedHashMap<>();
    private final List<LayerOutcome> outcomes = new ArrayList<>();

    private TraceQuantisation(TraceBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * Rounds a bundle's weights.
     *
     * @param calibration inputs of the bundle on which GPTQ weighs errors
     * @param note where the new bundle says that it comes from
     */
    public static Outcome write(
            TraceBundle bundle, Method method, WeightFormat format, Batch calibration, String note, Path folder)
            throws IOException {
        var quantisation = new TraceQuantisation(bundle);
        quantisation.round(method, format, calibration);
        return quantisation.write(format, note, folder);
    }

    private void round(Method method, WeightFormat format, Batch calibration) throws IOException {
        LayerTrace trace = bundle.trace(calibration);
        for (int i = 0; i < trace.layers().size(); i++) {
            Layer layer = trace.layers().get(i);
            Node.Mac mac = bundle.network().macs().get(i);
            int[] shape = mac.weights().source().shape();
            float[] master = master(mac);
            QuantisedWeights nearest = RoundToNearestWeights.quantise(format, master, shape);
            QuantisedWeights chosen = nearest;
            double ratio = 1;
            if (method == Method.GPTQ && layer.geometry().groups() == 1) {
                Tensor activations = Reference.hardwareValues(layer.activations());
                float scale = mac.activations().scale().isKnown()
                        ? mac.activations().scale().at(0)
                        : 1;
                double[][] hessian = Hessian.of(layer.geometry(), activations, shape, scale);
                chosen = Gptq.quantise(format, master, shape, hessian);
                double before = Gptq.cost(master, nearest, hessian);
                ratio = before == 0 ? 1 : Gptq.cost(master, chosen, hessian) / before;
            }
            masters.put(mac.name(), master);
            results.put(mac.name(), chosen);
            outcomes.add(new LayerOutcome(mac.name(), signalToNoise(master, chosen.reals()), ratio));
        }
    }

    private float[] master(Node.Mac mac) throws IOException {
        NpyFile file = bundle.stored(mac.name(), "weights.f32")
                .orElseThrow(() -> new WorkloadException(bundle.name() + ": layer " + mac.name()
                        + " has no float master to be rounded anew (" + mac.name() + ".weights.f32.npy)"));
        int[] shape = mac.weights().source().shape();
        if (!Arrays.equals(file.shape(), shape)) {
            throw new WorkloadException(file.path() + ": masters are rounded in the layout NHWC alone, "
                    + Arrays.toString(shape) + ", got " + Arrays.toString(file.shape()));
        }
        return file.readFloats();
    }

    private static double signalToNoise(float[] values, float[] rounded) {
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < values.length; i++) {
            signal += (double) values[i] * values[i];
            noise += ((double) values[i] - rounded[i]) * ((double) values[i] - rounded[i]);
        }
        return noise == 0 ? Double.POSITIVE_INFINITY : 10 * StrictMath.log10(signal / noise);
    }

    private Outcome write(WeightFormat format, String origin, Path folder) throws IOException {
        var note = new TraceWriter.Note(origin, "", "", bundle.classes(), bundle.labels());
        boolean whole = format.group() <= 0
                && bundle.network().input().isPresent()
                && bundle.input(Batch.FIRST).isPresent();
        Optional<TraceVerification.Accuracy> integer = Optional.empty();
        if (whole) {
            Tensor inputs = bundle.input(new Batch(0, bundle.inputs() - 1))
                    .orElseThrow()
                    .load();
            TraceWriter.write(
                    folder, network(), note, inputs, TraceWriter.Contents.COMPACT, bundle.rounding(), masters);
            integer = TraceVerification.accuracy(TraceBundle.open(folder, 1));
        } else {
            var layersNote = new TraceWriter.Note(origin, "", "", List.of(), Optional.empty());
            TraceWriter.write(folder, bundle.name(), layersNote, layers());
        }
        Map<String, float[]> rounded = new LinkedHashMap<>();
        results.forEach((name, weights) -> rounded.put(name, weights.reals()));
        return new Outcome(outcomes, accuracy(masters), accuracy(rounded), integer);
    }

    /** The network with the new weights; biases are in units of the new sums. */
    private Network network() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : bundle.network().nodes()) {
            nodes.add(node instanceof Node.Mac mac ? rounded(mac, bias(mac)) : node);
        }
        return new Network(
                bundle.name(), bundle.network().input(), bundle.network().flattening(), nodes);
    }

    private long[] bias(Node.Mac mac) {
        float[] scales = results.get(mac.name()).scales();
        long[] bias = new long[mac.bias().length];
        for (int k = 0; k < bias.length; k++) {
            double steps = (double) mac.weightScale().at(k) / scales[scales.length == 1 ? 0 : k];
            bias[k] = (long) Math.rint(mac.bias()[k] * steps);
        }
        return bias;
    }

    private Node.Mac rounded(Node.Mac mac, long[] bias) {
        QuantisedWeights weights = results.get(mac.name());
        boolean blocked = weights.format().group() > 0;
        return new Node.Mac(
                mac.name(),
                mac.op(),
                mac.inputs(),
                mac.geometry(),
                mac.activations(),
                new Operand(
                        weights.format().codes().encoding(0),
                        TensorSource.of(new Tensor(weights.shape(), weights.codes()))),
                blocked ? Scale.UNKNOWN : new Scale(weights.scales()),
                bias,
                mac.accumulatorBits(),
                blocked ? Optional.empty() : mac.output(),
                mac.clamp());
    }

    /** The layers by themselves, on the inputs that the bundle simulates. */
    private List<RecordedLayer> layers() throws IOException {
        List<RecordedLayer> layers = new ArrayList<>();
        for (Layer layer : bundle.trace(bundle.batch()).layers()) {
            Node.Mac mac = (Node.Mac) bundle.network().node(layer.name()).orElseThrow();
            QuantisedWeights weights = results.get(mac.name());
            Tensor activations = layer.activations().source().load();
            Sums sums = Reference.sums(
                    layer.geometry(),
                    Reference.hardwareValues(activations, mac.activations().zeroPoint()),
                    new Tensor(weights.shape(), weights.codes()));
            boolean blocked = weights.format().group() > 0;
            layers.add(new RecordedLayer(
                    rounded(mac, new long[0]),
                    activations,
                    sums,
                    Optional.of(masters.get(mac.name())),
                    blocked
                            ? Optional.of(
                                    new RecordedLayer.Blocks(weights.format().group(), weights.scales(), new float[0]))
                            : Optional.empty()));
        }
        return layers;
    }

    /** The share of inputs that the real-valued network classifies as labelled. */
    private Optional<TraceVerification.Accuracy> accuracy(Map<String, float[]> weights) throws IOException {
        Optional<int[]> labels = bundle.labels();
        if (labels.isEmpty()
                || bundle.network().input().isEmpty()
                || bundle.input(Batch.FIRST).isEmpty()) {
            return Optional.empty();
        }
        Graph graph = NetworkGraph.of(bundle.network(), weights);
        var inference = new GraphInference(graph);
        int count = Math.min(labels.get().length, bundle.inputs());
        int correct = 0;
        for (int from = 0; from < count; from += RUN) {
            int to = Math.min(from + RUN, count);
            Tensor codes = bundle.input(new Batch(from, to - 1)).orElseThrow().load();
            Value output = inference
                    .run(Map.of("input", NetworkGraph.input(bundle.network(), codes)), Products.PLAIN)
                    .get(graph.outputs().get(0));
            int row = output.volume() / (to - from);
            for (int n = from; n < to; n++) {
                correct += best(output.reals(), (n - from) * row, row) == labels.get()[n] ? 1 : 0;
            }
        }
        return Optional.of(new TraceVerification.Accuracy(correct, count));
    }

    private static int best(float[] scores, int from, int row) {
        int best = 0;
        for (int i = 1; i < row; i++) {
            best = scores[from + i] > scores[from + best] ? i : best;
        }
        return best;
    }
}
