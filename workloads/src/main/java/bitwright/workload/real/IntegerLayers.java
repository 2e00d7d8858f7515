package bitwright.workload.real;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Node;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The layers of a network of integers, made of a quantised graph's operators. */
final class IntegerLayers {
    private final Graph graph;
    private final Map<String, Value> values;
    private final Map<String, RecordedLayer> layers;

    IntegerLayers(Graph graph, Map<String, Value> values, Map<String, RecordedLayer> layers) {
        this.graph = graph;
        this.values = values;
        this.layers = layers;
    }

    private UnquantisedValue pending(UnquantisedValue.Making making, GraphNode node) {
        int[] shape = values.get(node.outputs().get(0)).shape();
        return new UnquantisedValue(making, shape, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, node.name());
    }

    UnquantisedValue layer(GraphNode node, CodedValue from) {
        RecordedLayer recorded = layers.get(node.name());
        if (recorded == null || recorded.blocks().isPresent()) {
            throw new WorkloadException("multiplies by computed weights, or by weights with scales a block");
        }
        Node.Mac mac = recorded.mac();
        if (mac.op() == Op.MATMUL || recorded.master().isPresent()) {
            throw new WorkloadException(
                    mac.op() == Op.MATMUL ? "multiplies tensors of more than two axes" : "has weights of reals");
        }
        Operand weights = flattened(mac, from);
        long[] bias = mac.bias().length > 0 ? mac.bias() : bias(node, mac);
        return pending(
                (name, result, clamp) -> new Node.Mac(
                        name,
                        mac.op(),
                        List.of(from.node()),
                        mac.geometry(),
                        mac.activations(),
                        weights,
                        mac.weightScale(),
                        bias,
                        mac.accumulatorBits(),
                        Optional.of(result),
                        clamp),
                node);
    }

    /** Biases of reals become whole numbers of the sums' units. */
    private long[] bias(GraphNode node, Node.Mac mac) {
        boolean has = (node.op().equals("Conv") || node.op().equals("Gemm"))
                && node.inputs().size() > 2
                && !node.inputs().get(2).isEmpty();
        if (!has) {
            return new long[0];
        }
        Value value = graph.constants().get(node.inputs().get(2));
        int filters = mac.weights().source().shape()[0];
        if (value == null || value.volume() != filters) {
            throw new WorkloadException("has a bias that is computed, or not one a filter");
        }
        long[] bias = new long[filters];
        for (int k = 0; k < filters; k++) {
            double unit =
                    (double) mac.activations().scale().at(0) * mac.weightScale().at(k);
            double rounded = Math.rint(value.reals()[k] / unit);
            if (!(Math.abs(rounded) <= Integer.MAX_VALUE)) {
                throw new WorkloadException("has a bias of " + value.reals()[k] + ", which 32 bits cannot hold");
            }
            bias[k] = (long) rounded;
        }
        return bias;
    }

    /** Columns of weights behind a flattening follow the channels-last order of what is flattened. */
    private static Operand flattened(Node.Mac mac, CodedValue from) {
        int[] image = from.port().shape();
        if (mac.op() != Op.FULLY_CONNECTED || image.length != 4 || image[1] * image[2] == 1) {
            return mac.weights();
        }
        try {
            Tensor weights = mac.weights().source().load();
            int channels = image[3];
            int positions = image[1] * image[2];
            int row = channels * positions;
            int[] data = new int[weights.data().length];
            for (int k = 0; k < weights.extent(0); k++) {
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < channels; c++) {
                        data[k * row + p * channels + c] = weights.data()[k * row + c * positions + p];
                    }
                }
            }
            return new Operand(mac.weights().encoding(), TensorSource.of(new Tensor(weights.shape(), data)));
        } catch (IOException e) {
            throw new IllegalStateException("weights lie in memory", e);
        }
    }

    UnquantisedValue sum(GraphNode node, CodedValue first, CodedValue second) {
        if (!Arrays.equals(first.port().shape(), second.port().shape())) {
            throw new WorkloadException("adds tensors of different shapes");
        }
        return pending(
                (name, result, clamp) -> new Node.Add(name, List.of(first.node(), second.node()), result, clamp), node);
    }

    UnquantisedValue mean(GraphNode node, CodedValue from) {
        int channels = from.port().shape()[from.port().shape().length - 1];
        return pending(
                (name, result, clamp) -> {
                    if (!clamp.equals(Clamp.of(result.format()))) {
                        throw new WorkloadException("clamps a mean over all positions");
                    }
                    return new Node.Mean(name, List.of(from.node()), result.reshaped(1, channels));
                },
                node);
    }

    UnquantisedValue pool(GraphNode node, CodedValue from, Op op) {
        int[] image = from.port().shape();
        if (image.length != 4) {
            throw new WorkloadException("pools something else than rows and columns");
        }
        var call = new Call(node, graph.opset(), List.of(), new boolean[0], Products.PLAIN);
        int[] kernel = Windows.kernel(call, false);
        Geometry g = Windows.geometry(call, new int[] {image[1], image[2]}, kernel, 1, false);
        int[] shape = CodedValue.channelsLast(values.get(node.outputs().get(0)).shape());
        boolean padded = g.padTop() + g.padBottom() + g.padLeft() + g.padRight() > 0;
        if (g.dilationH() != 1
                || g.dilationW() != 1
                || g.outputHeight(image[1], kernel[0]) != shape[1]
                || g.outputWidth(image[2], kernel[1]) != shape[2]
                || op == Op.AVG_POOL && padded && call.whole("count_include_pad", 0) != 0) {
            throw new WorkloadException("pools with dilation, beyond the edge, or counts padding");
        }
        return pending(
                (name, result, clamp) -> {
                    if (!result.scale().equals(from.port().scale())
                            || !result.encoding().equals(from.port().encoding())) {
                        throw new WorkloadException("gives means of another scale than it takes values");
                    }
                    return new Node.Pool(name, op, List.of(from.node()), kernel[0], kernel[1], g, result, clamp);
                },
                node);
    }
}
