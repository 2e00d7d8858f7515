package bitwright.workload.real;

import bitwright.workload.IntegerFormat;
import bitwright.workload.Layout;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks through a quantised graph: what quantisers give are codes, what is computed between a dequantiser and the next
 * quantiser becomes one node of the network.
 */
final class IntegerNetworkBuilder {
    private final Graph graph;
    private final Map<String, Value> inputs;
    private final Map<String, Value> values;
    private final Map<String, RecordedLayer> layers;
    private final IntegerLayers making;
    private final LayerNames names = new LayerNames();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, CodedValue> codes = new HashMap<>();
    private final Map<String, CodedValue> reals = new HashMap<>();
    private final Map<String, UnquantisedValue> pending = new LinkedHashMap<>();
    private final Map<String, String> islands = new HashMap<>();
    private final List<String> tail = new ArrayList<>();
    private Optional<Port> input = Optional.empty();
    private String inputCodes = "";
    private String outputCodes = "";

    IntegerNetworkBuilder(
            Graph graph, Map<String, Value> inputs, Map<String, Value> values, Map<String, RecordedLayer> layers) {
        this.graph = graph;
        this.inputs = inputs;
        this.values = values;
        this.layers = layers;
        making = new IntegerLayers(graph, values, layers);
        if (graph.inputs().size() != 1) {
            throw new WorkloadException(graph.name() + ": a network of integers has one input, this model has "
                    + graph.inputs().size());
        }
    }

    /** The value that holds the codes of the network's input. */
    String inputCodes() {
        return inputCodes;
    }

    /** The value that holds the codes of the last layer; empty where the model has no codes there. */
    String outputCodes() {
        return outputCodes;
    }

    List<String> tail() {
        return List.copyOf(tail);
    }

    Network network() {
        for (GraphNode node : graph.nodes()) {
            try {
                take(node);
            } catch (WorkloadException e) {
                throw new WorkloadException(
                        graph.name() + ": no network of integers: node '" + node.name() + "' (" + node.op() + ") "
                                + e.getMessage(),
                        e);
            } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
                throw new WorkloadException(
                        graph.name() + ": no network of integers: node '" + node.name() + "' (" + node.op()
                                + "): what it takes does not fit together: " + e.getMessage(),
                        e);
            }
        }
        for (UnquantisedValue one : pending.values()) {
            // The model ends in sums; 16 bits keep what it decides by.
            if (pending.size() > 1 || one.shape().length != 2) {
                throw new WorkloadException(graph.name() + ": no network of integers: '" + one.name()
                        + "' gives reals that nothing quantises");
            }
            finish(one, sumsPort(one), "");
        }
        if (input.isEmpty() || nodes.isEmpty()) {
            throw new WorkloadException(graph.name() + ": no network of integers: its input is not quantised");
        }
        return new Network(graph.name(), input, Layout.NHWC, List.copyOf(nodes.values()));
    }

    private void take(GraphNode node) {
        String out = node.outputs().get(0);
        switch (node.op()) {
            case "QuantizeLinear" -> quantised(node, out);
            case "DequantizeLinear" -> reals.put(out, coded(node, 0));
            case "QLinearConv", "QLinearMatMul" -> done(making.layer(node, coded(node, 0)), node, 6);
            case "QGemm" -> done(making.layer(node, coded(node, 0)), node, 7);
            case "QLinearAdd" -> done(making.sum(node, coded(node, 0), coded(node, 3)), node, 6);
            case "QLinearGlobalAveragePool" -> done(making.mean(node, coded(node, 0)), node, 3);
            case "QLinearAveragePool" -> done(making.pool(node, coded(node, 0), Op.AVG_POOL), node, 3);
            case "MaxPool", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity" -> moved(node, out);
            default -> real(node, out);
        }
    }

    /** The codes of an input that is followed by its scale and zero point; those of the model's own input begin here. */
    private CodedValue coded(GraphNode node, int position) {
        String name = node.inputs().get(position);
        CodedValue known = codes.get(name);
        if (known == null
                && name.equals(graph.inputs().get(0).name())
                && inputs.get(name).element().isCode()) {
            known = begin(
                    name,
                    port(
                            node,
                            position + 1,
                            inputs.get(name).element().format(),
                            inputs.get(name).shape()));
        }
        if (known == null) {
            throw problem(name);
        }
        Port meaning = port(node, position + 1, known.port().format(), known.shape());
        if (!meaning.scale().equals(known.port().scale())
                || meaning.zeroPoint() != known.port().zeroPoint()) {
            throw new WorkloadException("reads '" + name + "' by another scale than it was written with");
        }
        return known;
    }

    private WorkloadException problem(String name) {
        String who = islands.getOrDefault(
                name, pending.containsKey(name) ? "'" + pending.get(name).name() + "'" : "");
        return new WorkloadException(
                who.isEmpty()
                        ? "takes '" + name + "', which is no codes"
                        : "takes what " + who + " computes with reals");
    }

    private CodedValue begin(String name, Port port) {
        if (input.isPresent()) {
            throw new WorkloadException("quantises the model's input a second time");
        }
        input = Optional.of(port);
        inputCodes = name;
        var begun = new CodedValue(
                Network.INPUT, port, inputs.get(graph.inputs().get(0).name()).shape());
        codes.put(name, begun);
        return begun;
    }

    /** What codes of a scale and a zero point mean, for a shape that the model sees. */
    private Port port(GraphNode node, int scaleAt, IntegerFormat format, int[] shape) {
        Value scale = constant(node, scaleAt);
        boolean zero = node.inputs().size() > scaleAt + 1
                && !node.inputs().get(scaleAt + 1).isEmpty();
        long[] zeroPoints = zero ? constant(node, scaleAt + 1).integers() : new long[1];
        if (scale.volume() != 1 || zeroPoints.length != 1) {
            throw new WorkloadException("has activations with more than one scale");
        }
        return new Port(
                CodedValue.channelsLast(shape), format.encoding((int) zeroPoints[0]), Scale.of(scale.reals()[0]));
    }

    private Value constant(GraphNode node, int position) {
        Value value = graph.constants().get(node.inputs().get(position));
        if (value == null) {
            throw new WorkloadException("has a scale or zero point that is computed");
        }
        return value;
    }

    private void quantised(GraphNode node, String out) {
        String name = node.inputs().get(0);
        Value given = values.get(out);
        IntegerFormat format = given.element().format();
        if (name.equals(graph.inputs().get(0).name())) {
            begin(out, port(node, 1, format, given.shape()));
        } else if (reals.containsKey(name)) {
            CodedValue same = reals.get(name);
            Port wanted = port(node, 1, format, same.shape());
            if (!wanted.scale().equals(same.port().scale())
                    || !wanted.encoding().equals(same.port().encoding())) {
                throw new WorkloadException("scales '" + name + "' anew, with nothing computed between");
            }
            codes.put(out, same);
        } else if (pending.containsKey(name)) {
            finish(pending.remove(name), port(node, 1, format, given.shape()), out);
        } else {
            throw problem(name);
        }
    }

    /** A quantised operator brings its result's scale. */
    private void done(UnquantisedValue one, GraphNode node, int scaleAt) {
        String out = node.outputs().get(0);
        Value given = values.get(out);
        finish(one, port(node, scaleAt, given.element().format(), given.shape()), out);
    }

    private void finish(UnquantisedValue one, Port result, String out) {
        String name = names.of(one.name());
        IntegerFormat format = result.format();
        int low = clamped(one.low(), result, format.least());
        int high = clamped(one.high(), result, format.largest());
        Node node = one.making()
                .node(name, result, new Clamp(Math.max(low, format.least()), Math.min(high, format.largest())));
        nodes.put(name, node);
        outputCodes = out;
        if (!out.isEmpty()) {
            codes.put(out, new CodedValue(name, node.output().orElseThrow(), one.shape()));
        }
    }

    private static int clamped(float bound, Port port, int none) {
        return Float.isInfinite(bound)
                ? none
                : (int) Math.rint(bound / (double) port.scale().at(0)) + port.zeroPoint();
    }

    /** Sixteen bits, the largest of which is the largest sum that the first input gives. */
    private Port sumsPort(UnquantisedValue one) {
        float most = 0;
        for (float real : values.get(outputOf(one)).reals()) {
            most = Math.max(most, Math.abs(real));
        }
        float scale = most == 0 ? 1 : most / 32767;
        return new Port(one.shape(), IntegerFormat.INT16.encoding(0), Scale.of(scale));
    }

    private String outputOf(UnquantisedValue one) {
        return pending.entrySet().stream()
                .filter(entry -> entry.getValue() == one)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** Codes that only move, as codes or as the reals that they stand for. */
    private void moved(GraphNode node, String out) {
        String name = node.inputs().get(0);
        Map<String, CodedValue> kind = codes.containsKey(name) ? codes : reals;
        CodedValue from = kind.get(name);
        if (from == null && pending.containsKey(name) && !node.op().equals("MaxPool")) {
            pending.put(out, pending.remove(name).reshaped(values.get(out).shape()));
            return;
        }
        if (from == null) {
            real(node, out);
            return;
        }
        if (node.op().equals("MaxPool")) {
            UnquantisedValue one = making.pool(node, from, Op.MAX_POOL);
            int[] shape = values.get(out).shape();
            Port port = new Port(
                    CodedValue.channelsLast(shape),
                    from.port().encoding(),
                    from.port().scale());
            String made = names.of(node.name());
            nodes.put(made, one.making().node(made, port, Clamp.of(port.format())));
            kind.put(out, new CodedValue(made, port, shape));
            return;
        }
        int[] shape = values.get(out).shape();
        boolean flattens = shape.length == 2 && shape[0] == 1;
        if (!flattens && !Arrays.equals(shape, from.shape())) {
            throw new WorkloadException("brings " + Arrays.toString(from.shape()) + " into the shape "
                    + Arrays.toString(shape) + "; only flattening is supported");
        }
        kind.put(out, new CodedValue(from.node(), from.port(), shape));
    }

    private void real(GraphNode node, String out) {
        String name = node.inputs().get(0);
        switch (node.op()) {
            case "Conv", "Gemm", "MatMul" -> {
                if (reals.containsKey(name) && layers.containsKey(node.name())) {
                    pending.put(out, making.layer(node, reals.get(name)));
                    return;
                }
            }
            case "Relu" -> {
                if (pending.containsKey(name)) {
                    pending.put(out, pending.remove(name).within(0, Float.POSITIVE_INFINITY));
                    return;
                }
            }
            case "Clip" -> {
                if (pending.containsKey(name)) {
                    pending.put(out, pending.remove(name).within(bound(node, 1), bound(node, 2)));
                    return;
                }
            }
            case "Add" -> {
                if (reals.containsKey(name) && reals.containsKey(node.inputs().get(1))) {
                    pending.put(
                            out,
                            making.sum(
                                    node,
                                    reals.get(name),
                                    reals.get(node.inputs().get(1))));
                    return;
                }
            }
            case "AveragePool" -> {
                if (reals.containsKey(name)) {
                    pending.put(out, making.pool(node, reals.get(name), Op.AVG_POOL));
                    return;
                }
            }
            case "GlobalAveragePool" -> {
                if (reals.containsKey(name)) {
                    pending.put(out, making.mean(node, reals.get(name)));
                    return;
                }
            }
            default -> {} // an island, or the tail
        }
        String who = "'" + node.name() + "' (" + node.op() + ")";
        tail.add(node.name() + " (" + node.op() + ")");
        node.outputs().forEach(output -> islands.put(output, who));
    }

    private float bound(GraphNode node, int position) {
        boolean given =
                position < node.inputs().size() && !node.inputs().get(position).isEmpty();
        float none = position == 1 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        if (given) {
            return constant(node, position).reals()[0];
        }
        var stated = node.attributes().get(position == 1 ? "min" : "max"); // before operator set 11
        return stated instanceof Attribute.Real real ? real.value() : none;
    }
}
