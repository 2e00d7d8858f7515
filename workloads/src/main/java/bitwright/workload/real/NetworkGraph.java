package bitwright.workload.real;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A quantised network as the real-valued one that it stands for: real weights, biases as reals, activation functions as
 * the reals between which outputs are clamped, nothing rounded. Its input is the reals of the codes, channels last.
 */
public final class NetworkGraph {
    private final Network network;
    private final Map<String, float[]> weights;
    private final Map<String, Value> constants = new HashMap<>();
    private final List<GraphNode> nodes = new ArrayList<>();
    /** What stands for a node's output, channels first where it has four axes. */
    private final Map<String, String> values = new HashMap<>();

    private final Map<String, int[]> shapes = new HashMap<>();

    private NetworkGraph(Network network, Map<String, float[]> weights) {
        this.network = network;
        this.weights = weights;
    }

    /**
     * The real-valued network.
     *
     * @param weights of each multiplying layer, in the order of its codes
     */
    public static Graph of(Network network, Map<String, float[]> weights) {
        return new NetworkGraph(network, weights).graph();
    }

    /** An input's codes as the real-valued network takes them. */
    public static Value input(Network network, Tensor codes) {
        Port port = network.input().orElseThrow();
        float[] reals = new float[codes.data().length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = (codes.data()[i] - port.zeroPoint()) * known(Network.INPUT, port);
        }
        return Value.of(codes.shape(), reals);
    }

    private static float known(String name, Port port) {
        if (!port.scale().isKnown()) {
            throw new WorkloadException("layer " + name + ": a scale is unknown; the network cannot be run by reals");
        }
        return port.scale().at(0);
    }

    private Graph graph() {
        Port input = network.input()
                .orElseThrow(() -> new WorkloadException(
                        network.name() + ": what the network's input is like is unknown; it cannot be run"));
        int[] shape = input.shape().clone();
        shape[0] = -1;
        values.put(Network.INPUT, shape.length == 4 ? order("input-rows", "input", 0, 3, 1, 2) : "input");
        shapes.put(Network.INPUT, input.shape());
        for (Node node : network.nodes()) {
            values.put(node.name(), node(node));
            shapes.put(node.name(), node.outputShape());
        }
        String last = network.nodes().get(network.nodes().size() - 1).name();
        String output =
                shapes.get(last).length == 4 ? order("output-rows", values.get(last), 0, 2, 3, 1) : values.get(last);
        return new Graph(
                network.name(),
                17,
                List.of(new Graph.Input("input", shape, Element.REAL)),
                List.of(output),
                constants,
                nodes);
    }

    private String add(String name, String op, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new GraphNode(name, op, inputs, List.of(name), attributes));
        return name;
    }

    private String order(String name, String from, long... axes) {
        return add(name, "Transpose", List.of(from), Map.of("perm", new Attribute.Wholes(axes)));
    }

    private static Attribute wholes(int... values) {
        return new Attribute.Wholes(Arrays.stream(values).asLongStream().toArray());
    }

    private String node(Node node) {
        String name = node.name();
        String source = values.get(node.inputs().get(0));
        int[] shape = shapes.get(node.inputs().get(0));
        if (node instanceof Node.Mac mac) {
            return clamped(name, mac(mac, source, shape), mac.output().orElseThrow(), mac.clamp());
        } else if (node instanceof Node.Add sum) {
            String added =
                    add(name, "Add", List.of(source, values.get(sum.inputs().get(1))), Map.of());
            return clamped(name, added, sum.result(), sum.clamp());
        } else if (node instanceof Node.Pool pool) {
            Map<String, Attribute> attributes = new HashMap<>(windows(pool.geometry()));
            attributes.put("kernel_shape", wholes(pool.windowHeight(), pool.windowWidth()));
            String op = pool.op() == Op.MAX_POOL ? "MaxPool" : "AveragePool";
            return clamped(name, add(name, op, List.of(source), attributes), pool.result(), pool.clamp());
        } else if (node instanceof Node.Reshape reshape) {
            return reshaped(name, source, shape, reshape.result().shape());
        } else if (node instanceof Node.Pad pad) {
            return add(
                    name,
                    "Pad",
                    List.of(source),
                    Map.of(
                            "pads",
                            wholes(
                                    0,
                                    pad.channels()[0],
                                    pad.rows()[0],
                                    pad.columns()[0],
                                    0,
                                    pad.channels()[1],
                                    pad.rows()[1],
                                    pad.columns()[1])));
        } else if (node instanceof Node.Mean mean) {
            int keeps = mean.result().shape().length == 4 ? 1 : 0;
            return add(
                    name,
                    "ReduceMean",
                    List.of(source),
                    Map.of("axes", wholes(2, 3), "keepdims", new Attribute.Whole(keeps)));
        } else if (node instanceof Node.Softmax softmax) {
            constants.put(name + ".beta", Value.of(new int[0], softmax.beta()));
            String scaled = add(name + ".scaled", "Mul", List.of(source, name + ".beta"), Map.of());
            return add(
                    name, "Softmax", List.of(scaled), Map.of("axis", new Attribute.Whole(shape.length == 4 ? 1 : -1)));
        }
        throw new IllegalStateException("a node of an unknown kind: " + name);
    }

    /** Elements in another shape, in the order in which the network flattens. */
    private String reshaped(String name, String source, int[] from, int[] to) {
        String rows = from.length == 4 && network.flattening() == bitwright.workload.Layout.NHWC
                ? order(name + ".rows", source, 0, 2, 3, 1)
                : source;
        int[] shape = to.clone();
        shape[0] = -1;
        constants.put(
                name + ".shape",
                Value.of(
                        Element.INT64,
                        new int[] {shape.length},
                        Arrays.stream(shape).asLongStream().toArray()));
        String flat = add(name, "Reshape", List.of(rows, name + ".shape"), Map.of());
        return to.length == 4 ? order(name + ".first", flat, 0, 3, 1, 2) : flat;
    }

    private static Map<String, Attribute> windows(Geometry g) {
        return Map.of(
                "strides", wholes(g.strideH(), g.strideW()),
                "pads", wholes(g.padTop(), g.padLeft(), g.padBottom(), g.padRight()));
    }

    private String mac(Node.Mac mac, String source, int[] shape) {
        String name = mac.name();
        float[] real = weights.get(name);
        int[] own = mac.weights().source().shape();
        if (real == null) {
            throw new WorkloadException("layer " + name + ": has no real weights");
        }
        Value value = Value.of(own, real);
        constants.put(name + ".weights", own.length == 4 ? MovementOps.transposed(value, 0, 3, 1, 2) : value);
        List<String> inputs = new ArrayList<>(List.of(source, name + ".weights"));
        if (mac.bias().length > 0) {
            constants.put(name + ".bias", Value.of(new int[] {own[0]}, bias(mac)));
            inputs.add(name + ".bias");
        }
        if (own.length == 2) {
            if (shape.length == 4) {
                inputs.set(
                        0,
                        reshaped(
                                name + ".flat", source, shape, mac.activations().shape()));
            }
            return add(name, "Linear", inputs, Map.of());
        }
        Map<String, Attribute> attributes = new HashMap<>(windows(mac.geometry()));
        attributes.put("group", new Attribute.Whole(mac.geometry().groups()));
        attributes.put(
                "dilations", wholes(mac.geometry().dilationH(), mac.geometry().dilationW()));
        return add(name, "Conv", inputs, attributes);
    }

    private static float[] bias(Node.Mac mac) {
        float in = known(mac.name(), mac.activations());
        if (!mac.weightScale().isKnown()) {
            throw new WorkloadException("layer " + mac.name() + ": its weights' scale is unknown");
        }
        float[] bias = new float[mac.bias().length];
        for (int k = 0; k < bias.length; k++) {
            bias[k] = (float) (mac.bias()[k] * ((double) in * mac.weightScale().at(k)));
        }
        return bias;
    }

    /** The reals between which codes are cut off, where that is narrower than the format on a side. */
    private String clamped(String name, String source, Port port, Clamp clamp) {
        boolean below = clamp.low() > port.format().least() || clamp.low() == port.zeroPoint();
        boolean above = clamp.high() < port.format().largest();
        if (!below && !above) {
            return source;
        }
        float scale = known(name, port);
        float low = below ? (clamp.low() - port.zeroPoint()) * scale : Float.NEGATIVE_INFINITY;
        float high = above ? (clamp.high() - port.zeroPoint()) * scale : Float.POSITIVE_INFINITY;
        constants.put(name + ".low", Value.of(new int[0], low));
        constants.put(name + ".high", Value.of(new int[0], high));
        return add(name + ".clamped", "Clip", List.of(source, name + ".low", name + ".high"), Map.of());
    }
}
