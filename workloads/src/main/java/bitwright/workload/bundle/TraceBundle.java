package bitwright.workload.bundle;

import bitwright.workload.Batch;
import bitwright.workload.ContentHash;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Layout;
import bitwright.workload.NoSuchInputException;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.bundle.NetworkReader.Activations;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.synthetic.SyntheticSpec;
import bitwright.workload.synthetic.SyntheticTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A trace bundle, opened: everything in it has been read but the tensors' elements, and it fits together. */
public final class TraceBundle {
    /** The bundle's description, in its folder. */
    public static final String FILE = "trace.yaml";

    private final TraceDocument document;
    private final BundleFiles files;
    private final Network network;
    private final Map<String, Activations> activations;
    private final long seed;
    private final String contentHash;
    /** Where what is not the file's own comes from; empty for a bundle as its file has it. */
    private final Optional<String> derived;

    private TraceBundle(TraceBundle source, Network network, String origin, String contentHash) {
        document = source.document;
        files = source.files;
        seed = source.seed;
        this.network = network;
        this.contentHash = contentHash;
        derived = Optional.of(origin);
        activations = new LinkedHashMap<>();
        Activations input = source.activations.get(Network.INPUT);
        activations.put(Network.INPUT, input);
        for (Node.Mac mac : network.macs()) {
            activations.put(mac.name(), new Activations(Optional.empty(), Optional.empty(), input.fileShape()));
        }
    }

    private TraceBundle(Path folder, long seed) throws IOException {
        this.seed = seed;
        Path yaml = folder.resolve(FILE);
        document = TraceDocument.read(yaml);
        files = new BundleFiles(folder);
        derived = Optional.empty();
        var reader = new NetworkReader(document, files, seed);
        network = reader.read();
        activations = reader.activations();
        checkLabels();
        var hash = new ContentHash().add(yaml);
        files.addTo(hash);
        if (isSynthetic()) {
            hash.add("seed", Long.toString(seed).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        contentHash = hash.hex();
    }

    /**
     * Opens a bundle.
     *
     * @param folder the directory of {@code trace.yaml}, on any file system
     * @param seed the run's seed, for what is synthetic and has no seed of its own
     */
    public static TraceBundle open(Path folder, long seed) throws IOException {
        return new TraceBundle(folder, seed);
    }

    /** The layers of a bundle with the inputs that it names itself (the first one if it names none), seed 1. */
    public static LayerTrace load(Path folder) throws IOException {
        var bundle = open(folder, 1);
        return bundle.trace(bundle.batch());
    }

    /**
     * Another network on the same inputs: what the bundle stores of the layers counts no more, their activations follow from
     * its input, which it must hold.
     *
     * @param origin where the network comes from
     * @param hash over all that can change a result
     */
    public TraceBundle with(Network other, String origin, String hash) {
        if (input(Batch.FIRST).isEmpty()) {
            throw new IllegalArgumentException(name() + " does not hold its network's input");
        }
        return new TraceBundle(this, other, origin, hash);
    }

    /** The directory of its {@code trace.yaml}. */
    public Path folder() {
        return files.folder();
    }

    public String name() {
        return document.name();
    }

    public Network network() {
        return network;
    }

    /** SHA-256 over {@code trace.yaml} and every tensor file that it refers to, and the seed where that matters. */
    public String contentHash() {
        return contentHash;
    }

    /** The inputs that the bundle itself says are simulated. */
    public Batch batch() {
        return document.batch();
    }

    /** The names of the classes, empty where there are none. */
    public List<String> classes() {
        return document.classes();
    }

    /** The right class of each stored input, where the bundle tells. */
    public Optional<int[]> labels() throws IOException {
        return document.labels().isEmpty()
                ? Optional.empty()
                : Optional.of(files.find(document.labels().get())
                        .orElseThrow()
                        .readTensor()
                        .data());
    }

    private void checkLabels() throws IOException {
        if (document.labels().isPresent()) {
            Optional<NpyFile> file = files.find(document.labels().get());
            if (file.isEmpty() || file.get().shape().length != 1) {
                document.root()
                        .problem(
                                "labels",
                                file.isEmpty()
                                        ? "the bundle holds no file "
                                                + document.labels().get()
                                        : "must be a list of labels, one for each input");
            }
        }
        document.problems().throwIfAny();
    }

    /** A stored tensor of a layer, in the bundle's layout: {@code acc}, {@code output}, {@code weights.f32}. */
    public Optional<NpyFile> stored(String layer, String kind) throws IOException {
        boolean own = derived.isEmpty() || kind.equals("weights.f32");
        return own ? files.find(layer + "." + kind + ".npy") : Optional.empty();
    }

    /** What a fully connected layer takes is flattened as it lies, whatever the layout. */
    private Layout layout(int[] shape) {
        return shape.length == 4 ? document.layout() : Layout.NHWC;
    }

    /** The elements of a stored tensor in the order of a layer's shape. */
    long[] elements(NpyFile file, int[] layerShape) throws IOException {
        long[] stored = file.readLongs();
        int[] shape = file.shape();
        if (layout(layerShape) == Layout.NHWC || shape.length != 4) {
            return stored;
        }
        // Accumulators may be wider than a tensor's elements, so places are moved instead of values.
        int[] places = new int[stored.length];
        Arrays.setAll(places, i -> i);
        int[] order = document.layout().channelsLast(new Tensor(shape, places)).data();
        return Arrays.stream(order).mapToLong(place -> stored[place]).toArray();
    }

    /** Whether any operand is made from seeds rather than stored. */
    public boolean isSynthetic() {
        return activations.values().stream()
                        .anyMatch(source -> source.synthetic().isPresent())
                || network.macs().stream().anyMatch(mac -> mac.weights().source() instanceof SyntheticCodes);
    }

    /** The multiplying layers on some of the inputs. */
    public LayerTrace trace(Batch batch) {
        List<Layer> layers = new ArrayList<>();
        Optional<InferredActivations> inferred =
                input(batch).map(codes -> new InferredActivations(network, rounding(), codes));
        for (Node.Mac mac : network.macs()) {
            Activations from = activations.get(mac.name());
            boolean follows = from.stored().isEmpty() && from.synthetic().isEmpty();
            checkBatch(mac.name(), from, batch);
            layers.add(
                    mac.layer(follows ? inferred.orElseThrow().of(mac) : source(mac.name(), mac.activations(), batch)));
        }
        return new LayerTrace(document.name(), origin(batch), contentHash, layers);
    }

    /** How the network's sums are rounded. */
    public Rounding rounding() {
        return document.rounding();
    }

    /** How many inputs the bundle holds. */
    public int inputs() {
        return activations.values().stream()
                .mapToInt(from -> from.fileShape()[0])
                .min()
                .orElse(0);
    }

    /** Some of the network's inputs, where the bundle holds or makes them. */
    public Optional<TensorSource> input(Batch batch) {
        Activations from = activations.get(Network.INPUT);
        if (from == null || from.stored().isEmpty() && from.synthetic().isEmpty()) {
            return Optional.empty();
        }
        checkBatch(Network.INPUT, from, batch);
        return Optional.of(source(Network.INPUT, network.input().orElseThrow(), batch));
    }

    /** The stored activations of a layer; empty where they are synthetic or follow from the input. */
    public Optional<TensorSource> storedActivations(Node.Mac mac, Batch batch) {
        return activations.get(mac.name()).stored().map(file -> source(mac.name(), mac.activations(), batch));
    }

    private static void checkBatch(String name, Activations from, Batch batch) {
        if (batch.last() >= from.fileShape()[0]) {
            throw new NoSuchInputException("layer " + name + ": batch " + batch + " asks for more inputs than the "
                    + from.fileShape()[0] + " that the bundle holds");
        }
    }

    private TensorSource source(String name, Port port, Batch batch) {
        Activations from = activations.get(name);
        int[] shape = port.shape().clone();
        shape[0] = batch.size();
        Layout layout = layout(shape);
        if (from.stored().isPresent()) {
            return new StoredCodes(name, from.stored().get(), Optional.of(batch), layout, shape, port.encoding());
        }
        long derived = SyntheticSpec.seed(document.name(), name, "act", seed);
        SyntheticTensor values = from.synthetic().orElseThrow().tensor(from.fileShape(), port.encoding(), derived);
        return new SyntheticCodes(values, layout, Optional.of(batch), shape, port.zeroPoint());
    }

    private String origin(Batch batch) {
        String inputs = batch.size() == 1 ? "input " + batch : "inputs " + batch;
        if (derived.isPresent()) {
            return derived.get() + ", " + inputs;
        }
        String made = isSynthetic() ? "synthetic: " + String.join("; ", distributions()) + "; seed " + seed : "";
        String told = document.origin().orElse("");
        if (made.isEmpty()) {
            return (told.isEmpty() ? "trace bundle " + document.name() : told) + ", " + inputs;
        }
        return made + (told.isEmpty() ? "" : ". " + told);
    }

    private Iterable<String> distributions() {
        var texts = new TreeSet<String>();
        for (Activations source : activations.values()) {
            source.synthetic().ifPresent(values -> texts.add("activations " + values.describe()));
        }
        for (Node.Mac mac : network.macs()) {
            if (mac.weights().source() instanceof SyntheticCodes codes) {
                SyntheticTensor v = codes.values();
                texts.add("weights " + v.distribution().label() + " of sigma " + v.sigma() + " with " + v.zeroFraction()
                        + " zeros up to " + v.maxMagnitude() + v.outliers().describe());
            }
        }
        return texts.size() <= 6 ? texts : List.of("distributions that differ by layer");
    }
}
