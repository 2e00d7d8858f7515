package bitwright.workload.quantise;

import bitwright.workload.Batch;
import bitwright.workload.ContentHash;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.language.CharacterModel;
import bitwright.workload.network.Node;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.real.Graph;
import bitwright.workload.real.NetworkGraph;
import bitwright.workload.real.Value;
import bitwright.workload.reference.Reference;
import bitwright.workload.weights.GptShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trace bundle with float masters, as quantisers see it. Of a bundle of layers those without a master, products of two
 * computed tensors for example, stay as they are. Where the bundle's folder is that of a language model, the model itself
 * is what quantisers weigh, on its calibration text.
 */
public final class BundleNetwork {
    /** Inputs that are run together. */
    private static final int RUN = 50;

    private static final Pattern SCORES = Pattern.compile("block([0-9]{1,4})\\.scores\\.([0-9]{1,4})");

    private final TraceBundle bundle;
    private final Map<String, float[]> masters = new LinkedHashMap<>();
    private final Optional<CharacterModel> language;
    /** Of a language model with sorted keys: by block, what comes where. */
    private final List<int[]> keyOrders = new ArrayList<>();

    /** A bundle, which must hold float masters. */
    public BundleNetwork(TraceBundle bundle) throws IOException {
        this(bundle, false);
    }

    /**
     * A bundle, which must hold float masters.
     *
     * @param kSort whether keys and queries are put into the order of {@link KSort}
     */
    public BundleNetwork(TraceBundle bundle, boolean kSort) throws IOException {
        this.bundle = bundle;
        if (bundle.isSynthetic()) {
            throw new WorkloadException(bundle.name() + ": is synthetic; there is nothing to be rounded");
        }
        for (Node.Mac mac : bundle.network().macs()) {
            Optional<NpyFile> file = bundle.stored(mac.name(), "weights.f32");
            if (file.isPresent()) {
                masters.put(mac.name(), master(mac, file.get()));
            } else if (isWhole()) {
                throw new WorkloadException(bundle.name() + ": layer " + mac.name()
                        + " has no float master to be rounded anew (" + mac.name() + ".weights.f32.npy)");
            }
        }
        if (masters.isEmpty()) {
            throw new WorkloadException(
                    bundle.name() + ": no layer has a float master to be rounded anew (LAYER.weights.f32.npy)");
        }
        boolean speaks = Files.exists(bundle.folder().resolve("vocabulary.txt"))
                && Files.exists(bundle.folder().resolve("network.yaml"));
        language = speaks ? Optional.of(CharacterModel.open(bundle.folder())) : Optional.empty();
        if (kSort) {
            sortKeys();
        }
    }

    private void sortKeys() {
        needsLanguage("kSort");
        GptShape shape = language.orElseThrow().weights().shape();
        for (int block = 0; block < shape.layers(); block++) {
            String keys = "block" + block + ".k";
            String queries = "block" + block + ".q";
            int[] order = KSort.order(masters.get(keys), shape.heads(), shape.headWidth(), KSort.Pairs.NONE);
            keyOrders.add(order);
            masters.put(keys, KSort.sorted(masters.get(keys), order));
            masters.put(queries, KSort.sorted(masters.get(queries), order));
        }
    }

    void needsLanguage(String what) {
        if (language.isEmpty()) {
            throw new WorkloadException(
                    bundle.name() + ": " + what + " is about the keys of a language model, which the "
                            + "bundle's folder does not hold (network.yaml, vocabulary.txt, …)");
        }
    }

    /** The network of the masters, biases in their order. */
    private Graph graph() {
        Graph graph = language.orElseThrow().graph(masters);
        Map<String, Value> constants = new HashMap<>(graph.constants());
        for (int block = 0; block < keyOrders.size(); block++) {
            for (String part : new String[] {".k-bias", ".q-bias"}) {
                int[] order = keyOrders.get(block);
                constants.computeIfPresent(
                        "block" + block + part, (name, own) -> Value.of(own.shape(), KSort.sorted(own.reals(), order)));
            }
        }
        return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, graph.nodes());
    }

    /** The order of the channels that a layer of scores multiplies; empty where they stay, or it is another layer. */
    Optional<int[]> keyOrder(String layer) {
        Matcher scores = SCORES.matcher(layer);
        if (keyOrders.isEmpty() || !scores.matches()) {
            return Optional.empty();
        }
        int[] order = keyOrders.get(Integer.parseInt(scores.group(1)));
        int width = language.orElseThrow().weights().shape().headWidth();
        int from = Integer.parseInt(scores.group(2)) * width;
        return Optional.of(
                Arrays.stream(order, from, from + width).map(c -> c - from).toArray());
    }

    /** Whether a layer multiplies queries by keys. */
    static boolean isScores(String layer) {
        return SCORES.matcher(layer).matches();
    }

    private static float[] master(Node.Mac mac, NpyFile file) throws IOException {
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

    /** Adds all that a quantiser may look at. */
    void addTo(ContentHash hash) {
        hash.add("bundle", bundle.contentHash().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        masters.forEach((name, reals) -> {
            var bytes = ByteBuffer.allocate(reals.length * Float.BYTES);
            for (float real : reals) {
                bytes.putFloat(real);
            }
            hash.add(name, bytes.array());
        });
        language.ifPresent(model -> {
            for (int[] text : model.quantisation()) {
                hash.add("text", Arrays.toString(text).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        });
    }

    /** Whether integers can run the bundle from its input. */
    public boolean isWhole() {
        return bundle.network().input().isPresent() && bundle.input(Batch.FIRST).isPresent();
    }

    /** Whether it is judged by perplexity. */
    public boolean isLanguage() {
        return language.isPresent();
    }

    /** How many inputs there are to calibrate on. */
    public int inputs() {
        return language.map(model -> model.quantisation().size()).orElse(bundle.inputs());
    }

    /** The inputs that a recipe is calibrated on. */
    Batch calibration(Recipe recipe) {
        boolean weighs = recipe.method().weighsNetwork();
        int most = language.isPresent() ? weighs ? 4 : 64 : weighs ? 64 : 16;
        most = recipe.calibrates() ? most : 1;
        Batch chosen = recipe.calibration().orElse(new Batch(0, Math.max(0, Math.min(most, inputs()) - 1)));
        if (chosen.last() >= Math.max(1, inputs())) {
            throw new WorkloadException(bundle.name() + ": calibration " + chosen + " asks for more inputs than the "
                    + inputs() + " that the bundle holds");
        }
        return chosen;
    }

    /** A layer with the codes that its activations are in the bundle; no sample where it stays as it is. */
    record Taken(Node.Mac mac, Optional<LayerSample> sample, Tensor codes) {}

    /** The layers on which a quantiser is calibrated. */
    public List<LayerSample> samples(Batch inputs) throws IOException {
        if (language.isPresent()) {
            return judged(inputs).samples();
        }
        return taken(inputs).stream().flatMap(taken -> taken.sample().stream()).toList();
    }

    /** The layers on some of the bundle's inputs. */
    List<Taken> taken(Batch inputs) throws IOException {
        List<Taken> taken = new ArrayList<>();
        for (Layer layer : bundle.trace(inputs).layers()) {
            Node.Mac mac = (Node.Mac) bundle.network().node(layer.name()).orElseThrow();
            Tensor codes = layer.activations().source().load();
            boolean rounded = masters.containsKey(mac.name());
            taken.add(new Taken(mac, rounded ? Optional.of(sample(mac, codes)) : Optional.empty(), codes));
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

    /** The network of the masters, to be judged on some of the calibration inputs. */
    public JudgedNetwork judged(Batch inputs) throws IOException {
        if (language.isPresent()) {
            return judged(language.get().quantisation().subList(inputs.first(), inputs.last() + 1));
        }
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

    /** A language model on the beginnings of its first calibration sequences, for what must be judged thousands of times. */
    JudgedNetwork beginnings(int sequences, int tokens) {
        return judged(language.orElseThrow().quantisation().stream()
                .limit(sequences)
                .map(text -> Arrays.copyOf(text, Math.min(text.length, tokens + 1)))
                .toList());
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

    /** A language model on sequences: each token but the first is the label of those before it. */
    private JudgedNetwork judged(List<int[]> sequences) {
        List<JudgedNetwork.Run> runs = sequences.stream()
                .map(tokens -> new JudgedNetwork.Run(
                        CharacterModel.input(Arrays.copyOf(tokens, tokens.length - 1)),
                        Arrays.copyOfRange(tokens, 1, tokens.length)))
                .toList();
        return new JudgedNetwork(graph(), runs, false);
    }

    /**
     * The network of the masters on all that it can be judged by: the labelled inputs, or a language model's held-out text;
     * empty where there is none.
     */
    public Optional<JudgedNetwork> test() throws IOException {
        return test(Integer.MAX_VALUE);
    }

    /**
     * Likewise.
     *
     * @param sequences the most of a language model's held-out text, evenly spread
     */
    Optional<JudgedNetwork> test(int sequences) throws IOException {
        if (language.isPresent()) {
            return Optional.of(judged(language.get().windows(sequences)));
        }
        Optional<int[]> labels = bundle.labels();
        return labels.isEmpty() || !isWhole()
                ? Optional.empty()
                : Optional.of(judged(new Batch(0, Math.min(labels.get().length, bundle.inputs()) - 1)));
    }
}
