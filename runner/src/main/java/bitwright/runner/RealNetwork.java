package bitwright.runner;

import bitwright.accel.SideBySide;
import bitwright.accel.number.Span;
import bitwright.workload.Batch;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.NetworkGraph;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bundle's network with real numbers: weights are the float masters, or where a bundle has none the reals that its codes
 * stand for; nothing between the layers is rounded but to float32. Safe to share between threads.
 */
final class RealNetwork {
    /** Inputs that are run together. */
    private static final int AT_ONCE = 20;

    /** Inputs, the last ones, that spans are calibrated on, and how many a bundle must hold for that. */
    private static final int CALIBRATION = 16;

    private static final int ENOUGH = 4 * CALIBRATION;

    private final TraceBundle bundle;
    private final Graph graph;
    private final GraphInference inference;
    private final Map<String, Span> spans = new HashMap<>();
    private final int[] labels;
    private final int inputs;
    private float[] outputs;

    RealNetwork(TraceBundle bundle) throws IOException {
        this.bundle = bundle;
        Network network = bundle.network();
        if (network.input().isEmpty() || bundle.input(Batch.FIRST).isEmpty()) {
            throw new WorkloadException("workload " + bundle.name()
                    + ": numbers: design needs a whole network with its input, which the bundle does not hold");
        }
        Map<String, float[]> weights = new HashMap<>();
        for (Node.Mac mac : network.macs()) {
            weights.put(mac.name(), weights(mac));
            spans.put(mac.name(), span(mac.name(), mac.activations()));
        }
        graph = NetworkGraph.of(network, weights);
        inference = new GraphInference(graph);
        labels = bundle.labels().orElse(new int[0]);
        inputs = labels.length == 0 ? bundle.inputs() : Math.min(labels.length, bundle.inputs());
        if (bundle.inputs() >= ENOUGH) {
            calibrate(network);
        }
    }

    /**
     * Narrows the spans of layers that take the codes of another one through a pool or the like, of which they may use few,
     * to what the last inputs have. What is simulated by default, the first input, is none of them.
     */
    private void calibrate(Network network) throws IOException {
        Set<String> inherited = new HashSet<>();
        for (Node.Mac mac : network.macs()) {
            Optional<Node> source = network.node(mac.inputs().get(0));
            if (source.isPresent() && !(source.get() instanceof Node.Mac) && !(source.get() instanceof Node.Add)) {
                inherited.add(mac.name());
            }
        }
        run(new Batch(bundle.inputs() - CALIBRATION, bundle.inputs() - 1), product -> {
            if (inherited.contains(product.name())) {
                float[] reals = product.activations().reals();
                Span found = Span.of(reals, 0, reals.length);
                Span stored = spans.get(product.name());
                spans.put(
                        product.name(),
                        new Span(Math.max(stored.low(), found.low()), Math.min(stored.high(), found.high())));
            }
            return Products.PLAIN.of(product);
        });
    }

    private float[] weights(Node.Mac mac) throws IOException {
        Optional<NpyFile> master = bundle.stored(mac.name(), "weights.f32");
        int[] shape = mac.weights().source().shape();
        if (master.isPresent() && java.util.Arrays.equals(master.get().shape(), shape)) {
            return master.get().readFloats();
        }
        if (!mac.weightScale().isKnown()) {
            throw new WorkloadException("workload " + bundle.name() + ": layer " + mac.name()
                    + " has neither float masters in the layout NHWC nor scales, so its real weights are unknown");
        }
        int[] codes = mac.weights().source().load().data();
        var reals = new float[codes.length];
        int row = codes.length / shape[0];
        for (int i = 0; i < codes.length; i++) {
            reals[i] = (codes[i] - mac.weights().encoding().zeroPoint())
                    * mac.weightScale().at(i / row);
        }
        return reals;
    }

    /** What the layer's stored codes can stand for: the span that their calibration found. */
    private static Span span(String layer, Port port) {
        if (!port.scale().isKnown()) {
            throw new WorkloadException("layer " + layer + ": the scale of its activations is unknown");
        }
        double scale = port.scale().at(0);
        return new Span(
                Math.min(0, scale * (port.format().least() - port.zeroPoint())),
                Math.max(0, scale * (port.format().largest() - port.zeroPoint())));
    }

    /** The span of each layer's activations. */
    Map<String, Span> spans() {
        return spans;
    }

    /** Inputs that are run: the labelled ones, or all where there are no labels. */
    int inputs() {
        return inputs;
    }

    boolean hasLabels() {
        return labels.length > 0;
    }

    /** The network's outputs on some inputs. */
    float[] run(Batch batch, Products products) throws IOException {
        Tensor codes = bundle.input(batch).orElseThrow().load();
        Map<String, Value> given = Map.of(graph.inputs().get(0).name(), NetworkGraph.input(bundle.network(), codes));
        return inference.run(given, products).get(graph.outputs().get(0)).reals();
    }

    /** The outputs of all inputs, one input after the other; the same however many threads there are. */
    float[] runAll(Products products, int threads) throws IOException {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < inputs; from += AT_ONCE) {
            batches.add(new Batch(from, Math.min(from + AT_ONCE, inputs) - 1));
        }
        List<float[]> found;
        try {
            found = SideBySide.of(batches, threads, batch -> part(batch, products));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        int size = found.stream().mapToInt(part -> part.length).sum();
        var all = new float[size];
        int at = 0;
        for (float[] part : found) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private float[] part(Batch batch, Products products) {
        try {
            return run(batch, products);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The outputs of all inputs with nothing rounded, found out once. */
    synchronized float[] outputs(int threads) throws IOException {
        if (outputs == null) {
            outputs = runAll(Products.PLAIN, threads);
        }
        return outputs;
    }

    /** The share of labelled inputs whose largest output, the first of equals, is that of their label, in percent. */
    double accuracyPercent(float[] scores) {
        int row = scores.length / inputs;
        int correct = 0;
        for (int n = 0; n < inputs; n++) {
            int best = 0;
            for (int i = 1; i < row; i++) {
                best = scores[n * row + i] > scores[n * row + best] ? i : best;
            }
            correct += best == labels[n] ? 1 : 0;
        }
        return 100.0 * correct / inputs;
    }
}
