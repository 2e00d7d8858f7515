package bitwright.workload.bundle;

import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceDocument.LayerEntry;
import bitwright.workload.bundle.TraceDocument.PortEntry;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.npy.NpyType;
import bitwright.workload.synthetic.SyntheticSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what a bundle says and holds into a network, and finds everything that does not fit together. */
final class NetworkReader {
    /**
     * Where a layer's activations, or the network's input, come from. Neither stored nor synthetic, they follow from
     * the network's input.
     *
     * @param stored their file, if there is one
     * @param synthetic how to make them, if they are made
     * @param fileShape their shape in the bundle's layout, the batch included
     */
    record Activations(Optional<NpyFile> stored, Optional<SyntheticSpec.Values> synthetic, int[] fileShape) {}

    private final TraceDocument document;
    private final BundleFiles files;
    private final long seed;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Activations> activations = new LinkedHashMap<>();
    private Optional<Port> input = Optional.empty();

    NetworkReader(TraceDocument document, BundleFiles files, long seed) {
        this.document = document;
        this.files = files;
        this.seed = seed;
    }

    /** Where each multiplying layer's activations come from. */
    Map<String, Activations> activations() {
        return activations;
    }

    Network read() throws IOException {
        input = input();
        String previous = Network.INPUT;
        for (LayerEntry entry : document.layers()) {
            int before = document.problems().count();
            try {
                Optional<Node> node = node(entry, inputs(entry, previous));
                if (node.isPresent() && document.problems().count() == before) {
                    nodes.put(entry.name(), node.get());
                    checkStored(entry, node.get());
                }
            } catch (WorkloadException | ArithmeticException | IllegalArgumentException e) {
                problem(entry, e.getMessage());
            }
            previous = entry.name();
        }
        document.problems().throwIfAny();
        return new Network(document.name(), input, document.layout(), List.copyOf(nodes.values()));
    }

    private Optional<Port> input() throws IOException {
        Optional<NpyFile> file = files.find("input.npy");
        if (document.input().isEmpty()) {
            if (file.isPresent()) {
                document.root().problem("input", "is missing, though the bundle holds input.npy");
            }
            return Optional.empty();
        }
        PortEntry entry = document.input().get();
        int[] shape = file.map(NpyFile::shape).or(entry::shape).orElse(new int[0]);
        if (shape.length == 0) {
            entry.at().problem("shape", "is missing, and the bundle holds no input.npy to tell it");
            return Optional.empty();
        }
        Optional<SyntheticSpec.Values> made =
                file.isPresent() ? Optional.empty() : synthetic(entry, Optional.empty(), true);
        activations.put(Network.INPUT, new Activations(file, made, shape));
        int[] one = document.layout().channelsLast(shape);
        one[0] = 1;
        return Optional.of(new Port(one, encoding(entry), scale(entry, 1)));
    }

    private void problem(LayerEntry entry, String text) {
        document.problems().add(entry.at().node(), entry.at().path(), "layer " + entry.name() + ": " + text);
    }

    /** The names that feed a layer: as stated and then checked, or the layer before. */
    private List<String> inputs(LayerEntry entry, String previous) {
        List<String> names = entry.inputs().orElse(List.of(previous));
        int wanted = entry.op() == Op.ADD ? 2 : 1;
        if (names.size() != wanted) {
            throw new WorkloadException(
                    entry.op().label() + " needs " + wanted + (wanted == 1 ? " input" : " inputs") + ", got " + names);
        }
        for (String name : names) {
            boolean listed =
                    document.layers().stream().anyMatch(layer -> layer.name().equals(name));
            boolean earlier = document.layers().stream()
                    .takeWhile(layer -> layer != entry)
                    .anyMatch(layer -> layer.name().equals(name));
            if (!name.equals(Network.INPUT) && !earlier) {
                throw new WorkloadException(
                        "input '" + name + "' is " + (listed ? "not listed before it" : "no layer of this bundle"));
            }
        }
        return names;
    }

    private Optional<Node> node(LayerEntry entry, List<String> inputs) throws IOException {
        if (entry.op().multiplies()) {
            return mac(entry, inputs);
        }
        List<Port> sources = new ArrayList<>();
        for (String name : inputs) {
            Optional<Port> source = name.equals(Network.INPUT)
                    ? input
                    : Optional.ofNullable(nodes.get(name)).flatMap(Node::output);
            if (source.isEmpty()) {
                if (name.equals(Network.INPUT) || nodes.containsKey(name)) {
                    problem(
                            entry,
                            "what its input '" + name + "' gives is unknown: state "
                                    + (name.equals(Network.INPUT) ? "the bundle's input" : "that layer's output"));
                }
                return Optional.empty();
            }
            sources.add(source.get());
        }
        return Optional.of(new PlainNodes(entry).node(inputs, sources, output(entry)));
    }

    private Optional<Node> mac(LayerEntry entry, List<String> inputs) throws IOException {
        PortEntry operand = entry.weights().orElseThrow();
        Optional<NpyFile> weightFile = files.find(entry.name() + ".weights.npy");
        Optional<int[]> weightShape = shape(entry, "weights", operand, weightFile, Optional.empty());
        Optional<int[]> fed = fedShape(inputs);
        PortEntry activationEntry = entry.activations().orElseThrow();
        Optional<NpyFile> activationFile = files.find(entry.name() + ".activations.npy");
        Optional<int[]> fileShape = shape(entry, "activations", activationEntry, activationFile, fed);
        if (weightShape.isEmpty() || fileShape.isEmpty()) {
            return Optional.empty();
        }
        int[] weights = document.layout().channelsLast(weightShape.get());
        int[] taken = taken(entry, fileShape.get());
        Geometry geometry = new LayerShapes(entry).geometry(taken, weights);
        if (entry.inputs().isPresent() && fed.isPresent()) {
            checkEdge(entry, inputs.get(0), taken);
        }
        var spec = document.synthetic();
        Activations networkInput = activations.get(Network.INPUT);
        boolean inferable = fed.isPresent()
                && networkInput != null
                && (networkInput.stored().isPresent()
                        || networkInput.synthetic().isPresent());
        Optional<SyntheticSpec.Values> made = activationFile.isPresent()
                ? Optional.empty()
                : synthetic(activationEntry, spec.flatMap(SyntheticEntry::activations), true);
        if (activationFile.isEmpty() && made.isEmpty() && !inferable) {
            problem(
                    entry,
                    "has no " + entry.name() + ".activations.npy, and neither synthetic: nor a network's input "
                            + "says what they shall be");
        }
        int[] stored = fileShape.get();
        if (activationFile.isEmpty() && made.isEmpty() && inferable) {
            stored = stored.clone();
            stored[0] = networkInput.fileShape()[0];
        }
        activations.put(entry.name(), new Activations(activationFile, made, stored));
        Optional<TensorSource> source = weightSource(entry, operand, weightFile, weightShape.get(), weights);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Node.Mac(
                entry.name(),
                entry.op(),
                inputs,
                geometry,
                new Port(taken, encoding(activationEntry), scale(activationEntry, 1)),
                new Operand(encoding(operand), source.get()),
                operand.block().isPresent() ? blockScales(entry, operand, weights) : scale(operand, weights[0]),
                bias(entry, weights[0]),
                accumulatorBits(entry),
                output(entry).map(port -> port.reshaped(outputShape(geometry, taken, weights))),
                clamp(entry)));
    }

    /** The activations' shape for one input; fully connected layers flatten what lies there. */
    private int[] taken(LayerEntry entry, int[] fileShape) {
        int[] shape = document.layout().channelsLast(fileShape);
        shape[0] = 1;
        return entry.op() == Op.FULLY_CONNECTED && shape.length != 2 ? new int[] {1, Tensor.volume(shape)} : shape;
    }

    private Optional<TensorSource> weightSource(
            LayerEntry entry, PortEntry operand, Optional<NpyFile> file, int[] fileShape, int[] shape) {
        Encoding encoding = encoding(operand);
        if (file.isPresent()) {
            return Optional.of(
                    new StoredCodes(entry.name(), file.get(), Optional.empty(), document.layout(), shape, encoding));
        }
        var spec = synthetic(operand, document.synthetic().flatMap(SyntheticEntry::weights), false);
        if (spec.isEmpty()) {
            problem(entry, "has no " + entry.name() + ".weights.npy, and no synthetic: says what they shall be");
            return Optional.empty();
        }
        long derived = SyntheticSpec.seed(document.name(), entry.name(), "wgt", seed);
        return Optional.of(new SyntheticCodes(
                spec.get().tensor(fileShape, encoding, derived),
                document.layout(),
                Optional.empty(),
                shape,
                encoding.zeroPoint()));
    }

    private Optional<SyntheticSpec.Values> synthetic(
            PortEntry entry, Optional<SyntheticEntry.Values> wider, boolean activations) {
        if (entry.synthetic().isEmpty() && wider.isEmpty()) {
            return Optional.empty();
        }
        var defaults = activations ? SyntheticSpec.INT8.activations() : SyntheticSpec.INT8.weights();
        return Optional.of(entry.synthetic().orElse(SyntheticEntry.Values.NONE).over(wider, defaults));
    }

    /** An operand's shape in the bundle's layout: as its file has it, as stated, or as what feeds it. */
    private Optional<int[]> shape(
            LayerEntry entry, String operand, PortEntry port, Optional<NpyFile> file, Optional<int[]> fed) {
        if (file.isPresent()) {
            int[] shape = file.get().shape();
            if (port.shape().isPresent() && !Arrays.equals(port.shape().get(), shape)) {
                port.at()
                        .problem(
                                "shape",
                                "layer " + entry.name() + ": is "
                                        + Arrays.toString(port.shape().get()) + " here and " + Arrays.toString(shape)
                                        + " in "
                                        + file.get().path().getFileName());
                return Optional.empty();
            }
            if (shape.length == 0 || Arrays.stream(shape).anyMatch(extent -> extent == 0)) {
                problem(entry, operand + " of shape " + Arrays.toString(shape) + " hold nothing");
                return Optional.empty();
            }
            return Optional.of(shape);
        }
        if (port.shape().isPresent()) {
            return port.shape();
        }
        if (fed.isPresent()) {
            return fed;
        }
        problem(
                entry,
                "the shape of its " + operand + " is unknown: there is neither " + entry.name() + "." + operand
                        + ".npy nor " + operand + ".shape");
        return Optional.empty();
    }

    /** What the first input gives, in the bundle's layout; empty where unknown. */
    private Optional<int[]> fedShape(List<String> inputs) {
        String name = inputs.get(0);
        Optional<int[]> shape = name.equals(Network.INPUT)
                ? input.map(Port::shape)
                : Optional.ofNullable(nodes.get(name)).map(Node::outputShape);
        return shape.map(last -> document.layout().fromChannelsLast(last));
    }

    private void checkEdge(LayerEntry entry, String from, int[] taken) {
        Optional<Port> given = from.equals(Network.INPUT)
                ? input
                : Optional.ofNullable(nodes.get(from)).flatMap(Node::output);
        int[] shape = from.equals(Network.INPUT)
                ? input.orElseThrow().shape()
                : nodes.get(from).outputShape();
        boolean meets = entry.op() == Op.FULLY_CONNECTED
                ? Tensor.volume(shape) == Tensor.volume(taken)
                : Arrays.equals(shape, taken);
        if (!meets) {
            problem(
                    entry,
                    "its activations are " + Arrays.toString(taken) + " for one input, but '" + from
                            + "', its input, gives " + Arrays.toString(shape));
        }
        Encoding own = encoding(entry.activations().orElseThrow());
        if (given.isPresent()
                && (given.get().zeroPoint() != own.zeroPoint()
                        || !given.get().encoding().format().equals(own.format()))) {
            problem(
                    entry,
                    "its activations are " + own.format() + " with zero point " + own.zeroPoint() + ", but '"
                            + from + "', its input, gives "
                            + given.get().encoding().format() + " with zero point "
                            + given.get().zeroPoint());
        }
    }

    private static int[] outputShape(Geometry geometry, int[] taken, int[] weights) {
        return weights.length == 2
                ? new int[] {1, weights[0]}
                : new int[] {
                    1,
                    geometry.outputHeight(taken[1], weights[1]),
                    geometry.outputWidth(taken[2], weights[2]),
                    weights[0]
                };
    }

    private long[] bias(LayerEntry entry, int filters) throws IOException {
        Optional<NpyFile> file = files.find(entry.name() + ".bias.npy");
        if (file.isEmpty()) {
            return new long[0];
        }
        int[] shape = file.get().shape();
        if (shape.length != 1 || shape[0] != filters) {
            problem(
                    entry,
                    entry.name() + ".bias.npy must hold a value for each of " + filters + " filters, got shape "
                            + Arrays.toString(shape));
            return new long[0];
        }
        return file.get().readLongs();
    }

    /** Biases of 64 bits come with sums of 64 bits. */
    private int accumulatorBits(LayerEntry entry) throws IOException {
        return files.find(entry.name() + ".bias.npy")
                .map(file -> file.type() == NpyType.INT64 ? 64 : 32)
                .orElse(32);
    }

    /** The output's encoding, of a shape yet to be told. */
    private Optional<Port> output(LayerEntry entry) throws IOException {
        if (entry.output().isEmpty()) {
            return Optional.empty();
        }
        PortEntry port = entry.output().get();
        return Optional.of(new Port(new int[] {1}, encoding(port), scale(port, 1)));
    }

    private static Clamp clamp(LayerEntry entry) {
        return entry.output()
                .flatMap(port -> port.clamp().or(() -> port.format().map(Clamp::of)))
                .orElse(Clamp.of(IntegerFormat.INT32));
    }

    private static Encoding encoding(PortEntry entry) {
        IntegerFormat format = entry.format().orElseThrow();
        return entry.precisionBits().isPresent()
                ? format.encoding(entry.zeroPoint(), entry.precisionBits().get())
                : format.encoding(entry.zeroPoint());
    }

    private Scale scale(PortEntry entry, int channels) throws IOException {
        if (entry.scale().isEmpty()) {
            return Scale.UNKNOWN;
        }
        var scale = entry.scale().get();
        if (scale.number().isPresent()) {
            return Scale.of(scale.number().get().floatValue());
        }
        String name = scale.file().orElseThrow();
        Optional<NpyFile> file = files.find(name);
        if (file.isEmpty()) {
            entry.at().problem("scale", "the bundle holds no file " + name);
            return Scale.UNKNOWN;
        }
        int[] shape = file.get().shape();
        int size = Tensor.volume(shape);
        if (shape.length > 1 || size != 1 && size != channels) {
            entry.at()
                    .problem(
                            "scale",
                            name + " must hold one scale"
                                    + (channels > 1 ? " or one for each of " + channels + " filters" : "")
                                    + ", got shape "
                                    + Arrays.toString(shape));
            return Scale.UNKNOWN;
        }
        try {
            return new Scale(file.get().readFloats());
        } catch (IllegalArgumentException e) {
            entry.at().problem("scale", name + ": " + e.getMessage());
            return Scale.UNKNOWN;
        }
    }

    /** Scales by block, of any sign, are checked and kept beside the network: sums of codes do not need them. */
    private Scale blockScales(LayerEntry entry, PortEntry operand, int[] weights) throws IOException {
        String name = operand.scale().flatMap(TraceDocument.ScaleEntry::file).orElse("");
        int[] wanted = weights.clone();
        int block = operand.block().orElseThrow();
        wanted[wanted.length - 1] = (wanted[wanted.length - 1] + block - 1) / block;
        for (String file : List.of(name, entry.name() + ".weights.offset.npy")) {
            Optional<NpyFile> stored = file.isEmpty() ? Optional.empty() : files.find(file);
            if (stored.isEmpty() && file.equals(name)) {
                operand.at().problem("scale", "blocks need a file of scales that the bundle holds");
            } else if (stored.isPresent() && !Arrays.equals(stored.get().shape(), wanted)) {
                problem(
                        entry,
                        file + " must hold a number for each block, " + Arrays.toString(wanted) + ", got "
                                + Arrays.toString(stored.get().shape()));
            }
        }
        return Scale.UNKNOWN;
    }

    /** What is stored of a layer's results must have its shape. */
    private void checkStored(LayerEntry entry, Node node) throws IOException {
        for (String kind : List.of("acc", "output")) {
            Optional<NpyFile> file = files.find(entry.name() + "." + kind + ".npy");
            if (file.isPresent()) {
                int[] shape = document.layout().channelsLast(file.get().shape());
                int[] wanted = node.outputShape().clone();
                if (shape.length > 0) {
                    wanted[0] = shape[0];
                }
                if (!Arrays.equals(shape, wanted)) {
                    problem(
                            entry,
                            entry.name() + "." + kind + ".npy holds " + Arrays.toString(shape)
                                    + ", the layer gives " + Arrays.toString(node.outputShape())
                                    + " for one input (channels "
                                    + "last)");
                }
            }
        }
        Optional<NpyFile> master = files.find(entry.name() + ".weights.f32.npy");
        if (master.isPresent() && node instanceof Node.Mac mac) {
            int[] shape = document.layout().channelsLast(master.get().shape());
            if (!Arrays.equals(shape, mac.weights().source().shape())) {
                problem(
                        entry,
                        entry.name() + ".weights.f32.npy holds " + Arrays.toString(shape) + ", the weights are "
                                + Arrays.toString(mac.weights().source().shape()));
            }
        }
    }
}
