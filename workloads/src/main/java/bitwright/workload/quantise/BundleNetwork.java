package bitwright.workload.quantise;

import bitwright.workload.Batch;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.network.Node;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.real.NetworkGraph;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trace bundle with float masters, as quantisers see it. */
public final class BundleNetwork {
    /** Inputs that are run together. */
    private static final int RUN = 50;

    private final TraceBundle bundle;
    private final Map<String, float[]> masters = new LinkedHashMap<>();

    /** A bundle, which must hold a float master of every layer. */
    public BundleNetwork(TraceBundle bundle) throws IOException {
        this.bundle = bundle;
        if (bundle.isSynthetic()) {
            throw new WorkloadException(bundle.name() + ": is synthetic; there is nothing to be rounded");
        }
        for (Node.Mac mac : bundle.network().macs()) {
            masters.put(mac.name(), master(mac));
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
        float[] values = file.readFloats();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new WorkloadException(file.path() + ": weights must be finite numbers, got " + value);
            }
        }
        return values;
    }

    public TraceBundle bundle() {
        return bundle;
    }

    /** The masters by layer. */
    public Map<String, float[]> masters() {
        return masters;
    }

    /** Whether the bundle can be run from its input. */
    public boolean isWhole() {
        return bundle.network().input().isPresent() && bundle.input(Batch.FIRST).isPresent();
    }

    /** A layer with the codes that its activations are in the bundle. */
    record Taken(LayerSample sample, Tensor codes) {}

    /** The layers on some of the bundle's inputs. */
    public List<LayerSample> samples(Batch inputs) throws IOException {
        return taken(inputs).stream().map(Taken::sample).toList();
    }

    List<Taken> taken(Batch inputs) throws IOException {
        List<Taken> taken = new ArrayList<>();
        for (Layer layer : bundle.trace(inputs).layers()) {
            Node.Mac mac = (Node.Mac) bundle.network().node(layer.name()).orElseThrow();
            Tensor codes = layer.activations().source().load();
            taken.add(new Taken(sample(mac, codes), codes));
        }
        return taken;
    }

    /** The layers on inputs of somebody else. */
    public List<LayerSample> samples(Tensor inputs) throws IOException {
        needsWhole("calibration by a file");
        var activity = new IntegerInference(bundle.network(), bundle.rounding()).run(inputs);
        List<LayerSample> samples = new ArrayList<>();
        for (Node.Mac mac : bundle.network().macs()) {
            samples.add(sample(mac, activity.activations().get(mac.name())));
        }
        return samples;
    }

    private LayerSample sample(Node.Mac mac, Tensor codes) {
        Tensor hardware = Reference.hardwareValues(codes, mac.activations().zeroPoint());
        float scale =
                mac.activations().scale().isKnown() ? mac.activations().scale().at(0) : 1;
        float[] reals = new float[hardware.data().length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = hardware.data()[i] * scale;
        }
        return new LayerSample(
                mac.name(),
                mac.geometry(),
                mac.weights().source().shape(),
                masters.get(mac.name()),
                codes.shape(),
                reals);
    }

    private void needsWhole(String what) {
        if (!isWhole()) {
            throw new WorkloadException(bundle.name() + ": " + what
                    + " needs the whole network from its input on, which this bundle of layers does not hold");
        }
    }

    /** The network of the masters, to be judged on some of the bundle's inputs. */
    public JudgedNetwork judged(Batch inputs) throws IOException {
        needsWhole("weighing the network's output");
        List<JudgedNetwork.Run> runs = new ArrayList<>();
        Optional<int[]> labels = bundle.labels().filter(own -> own.length > inputs.last());
        for (int from = inputs.first(); from <= inputs.last(); from += RUN) {
            int to = Math.min(from + RUN - 1, inputs.last());
            Tensor codes = bundle.input(new Batch(from, to)).orElseThrow().load();
            int first = from;
            runs.add(new JudgedNetwork.Run(
                    Map.of("input", NetworkGraph.input(bundle.network(), codes)),
                    labels.map(own -> Arrays.copyOfRange(own, first, to + 1)).orElse(new int[0])));
        }
        return network(runs);
    }

    /** Likewise on inputs of somebody else, with no labels. */
    public JudgedNetwork judged(Tensor inputs) {
        needsWhole("weighing the network's output");
        return network(List.of(
                new JudgedNetwork.Run(Map.of("input", NetworkGraph.input(bundle.network(), inputs)), new int[0])));
    }

    private JudgedNetwork network(List<JudgedNetwork.Run> runs) {
        List<Node> nodes = bundle.network().nodes();
        boolean shares = nodes.get(nodes.size() - 1).op() == Op.SOFTMAX;
        return new JudgedNetwork(NetworkGraph.of(bundle.network(), masters), runs, shares);
    }

    /** The inputs with labels, if the whole network is there to be judged on them. */
    public Optional<Batch> labelled() throws IOException {
        Optional<int[]> labels = bundle.labels();
        return labels.isEmpty() || !isWhole()
                ? Optional.empty()
                : Optional.of(new Batch(0, Math.min(labels.get().length, bundle.inputs()) - 1));
    }
}
