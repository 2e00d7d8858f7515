package bitwright.workload.tflite;

import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns the operators of a graph, in order, into nodes of a network. */
final class Operators {
    /** All activations of one input together; more must not be allocated on a file's word. */
    private static final long MOST_COMPUTED = 1L << 25;

    private final List<TfliteTensor> tensors;
    private final Port input;
    private long computed;
    /** Who computes a tensor. */
    private final Map<Integer, String> producers = new HashMap<>();

    private final Map<Integer, Port> ports = new HashMap<>();

    Operators(List<TfliteTensor> tensors, int input) {
        this.tensors = tensors;
        this.input = computed(input);
        producers.put(input, Network.INPUT);
        ports.put(input, this.input);
    }

    Port input() {
        return input;
    }

    private Port computed(int tensor) {
        TfliteTensor described = tensors.get(tensor);
        computed += described.volume();
        if (computed > MOST_COMPUTED) {
            throw described.problem("of shape " + Arrays.toString(described.shape()) + " brings the activations of one "
                    + "input to " + computed + " elements; at most " + MOST_COMPUTED + " are supported");
        }
        return described.port();
    }

    /**
     * An operator's node.
     *
     * @param index the operator's number
     * @param builtin the schema's number of its operation
     */
    Node node(int index, int builtin, FlatTable operator) {
        int[] inputs = operator.int32s(1);
        int[] outputs = operator.int32s(2);
        if (inputs.length == 0 || outputs.length != 1) {
            throw new WorkloadException("must have inputs and one output");
        }
        Op op = switch (builtin) {
            case 0 -> Op.ADD;
            case 1 -> Op.AVG_POOL;
            case 3 -> Op.CONV2D;
            case 4 -> Op.DEPTHWISE;
            case 9 -> Op.FULLY_CONNECTED;
            case 17 -> Op.MAX_POOL;
            case 22 -> Op.RESHAPE;
            case 25 -> Op.SOFTMAX;
            case 34 -> Op.PAD;
            case 40 -> Op.MEAN;
            default ->
                throw new WorkloadException("operation " + builtin + " is not supported; supported are ADD (0), "
                        + "AVERAGE_POOL_2D (1), CONV_2D (3), DEPTHWISE_CONV_2D (4), FULLY_CONNECTED (9), MAX_POOL_2D (17), "
                        + "RESHAPE (22), SOFTMAX (25), PAD (34), MEAN (40)");
        };
        String name = String.format(Locale.ROOT, "L%02d-%s", index, op.label());
        Port source = port(inputs[0]);
        String from = producers.get(inputs[0]);
        Port result = computed(outputs[0]);
        Optional<FlatTable> options = operator.table(4);
        Node node = switch (op) {
            case CONV2D -> convolution(name, from, source, inputs, result, options);
            case DEPTHWISE -> depthwise(name, from, source, inputs, result, options);
            case FULLY_CONNECTED -> fullyConnected(name, from, source, inputs, result, options);
            case ADD -> add(name, inputs, result, options);
            case AVG_POOL, MAX_POOL -> pool(name, op, from, source, result, options);
            case RESHAPE -> new Node.Reshape(name, List.of(from), result);
            case PAD -> pad(name, from, source, inputs, result);
            case MEAN -> mean(name, from, source, inputs, result);
            case SOFTMAX ->
                new Node.Softmax(
                        name,
                        List.of(from),
                        options.map(table -> table.float32(0, 0)).orElse(1f),
                        result);
            case MATMUL -> throw new IllegalStateException("no operation of the schema is read as one");
        };
        checkOutput(node, source, result);
        if (ports.containsKey(outputs[0])) {
            throw new WorkloadException("computes tensor " + outputs[0] + ", which is there already");
        }
        producers.put(outputs[0], name);
        ports.put(outputs[0], result);
        return node;
    }

    private static void checkOutput(Node node, Port source, Port result) {
        boolean meets = switch (node.op()) {
            case RESHAPE -> result.volume() == source.volume();
            case SOFTMAX -> Arrays.equals(result.shape(), source.shape());
            case FULLY_CONNECTED -> result.volume() == node.outputShape()[1];
            default -> Arrays.equals(node.outputShape(), result.shape());
        };
        if (!meets) {
            throw new WorkloadException("gives " + Arrays.toString(node.outputShape()) + " from "
                    + Arrays.toString(source.shape()) + ", but the file says " + Arrays.toString(result.shape()));
        }
    }

    private Port port(int tensor) {
        Port port = ports.get(tensor);
        if (port == null) {
            throw new WorkloadException("takes tensor " + tensor + ", which no operator before it computes");
        }
        return port;
    }

    private TfliteTensor constant(int[] inputs, int position, String what) {
        if (position >= inputs.length || inputs[position] < 0) {
            throw new WorkloadException("needs " + what + " as input " + position);
        }
        TfliteTensor tensor = tensors.get(inputs[position]);
        if (!tensor.isConstant()) {
            throw new WorkloadException("needs constant " + what + ", tensor " + tensor.index() + " has no data");
        }
        return tensor;
    }

    private static int[] image(Port port) {
        if (port.shape().length != 4) {
            throw new WorkloadException("needs an input of four axes, got " + Arrays.toString(port.shape()));
        }
        return port.shape();
    }

    private Node convolution(
            String name, String from, Port source, int[] inputs, Port result, Optional<FlatTable> options) {
        TfliteTensor weights = constant(inputs, 1, "weights");
        int[] shape = weights.shape();
        int channels = image(source)[3];
        if (shape.length != 4 || shape[3] < 1 || channels % shape[3] != 0 || shape[0] % (channels / shape[3]) != 0) {
            throw new WorkloadException("weights " + Arrays.toString(shape) + " do not meet " + channels + " channels");
        }
        FlatTable table = options.orElseThrow(() -> new WorkloadException("has no options"));
        int[] dilation = {table.int32(5, 1), table.int32(4, 1)};
        int[] stride = {table.int32(2, 0), table.int32(1, 0)};
        var geometry =
                geometry(table.int8(0, 0), source.shape(), shape[1], shape[2], stride, dilation, channels / shape[3]);
        var source4 = new TfliteWeights(weights, shape, false);
        return mac(name, Op.CONV2D, from, geometry, source, source4, inputs, result, table.int8(3, 0), 0);
    }

    private Node depthwise(
            String name, String from, Port source, int[] inputs, Port result, Optional<FlatTable> options) {
        TfliteTensor weights = constant(inputs, 1, "weights");
        int[] file = weights.shape();
        int channels = image(source)[3];
        if (file.length != 4 || file[0] != 1 || file[3] % channels != 0) {
            throw new WorkloadException("weights " + Arrays.toString(file) + " do not meet " + channels + " channels");
        }
        FlatTable table = options.orElseThrow(() -> new WorkloadException("has no options"));
        int[] dilation = {table.int32(6, 1), table.int32(5, 1)};
        int[] stride = {table.int32(2, 0), table.int32(1, 0)};
        var geometry = geometry(table.int8(0, 0), source.shape(), file[1], file[2], stride, dilation, channels);
        // Of a single channel it is an ordinary convolution, whatever its name.
        Op op = channels == 1 ? Op.CONV2D : Op.DEPTHWISE;
        var codes = new TfliteWeights(weights, new int[] {file[3], file[1], file[2], 1}, true);
        return mac(name, op, from, geometry, source, codes, inputs, result, table.int8(4, 0), 3);
    }

    private Node fullyConnected(
            String name, String from, Port source, int[] inputs, Port result, Optional<FlatTable> options) {
        TfliteTensor weights = constant(inputs, 1, "weights");
        int[] shape = weights.shape();
        if (shape.length != 2 || source.volume() != shape[1]) {
            throw new WorkloadException("weights " + Arrays.toString(shape) + " do not meet an input of "
                    + Arrays.toString(source.shape()) + " (one row at a time is supported)");
        }
        var codes = new TfliteWeights(weights, shape, false);
        int activation = options.map(table -> table.int8(0, 0)).orElse(0);
        return mac(
                name,
                Op.FULLY_CONNECTED,
                from,
                Geometry.UNIT,
                source.reshaped(1, shape[1]),
                codes,
                inputs,
                result,
                activation,
                0);
    }

    private Node mac(
            String name,
            Op op,
            String from,
            Geometry geometry,
            Port source,
            TfliteWeights weights,
            int[] inputs,
            Port result,
            int activation,
            int channelAxis) {
        TfliteTensor tensor = weights.tensor();
        IntegerFormat format = tensor.format();
        tensor.checkData(format.bits());
        if (format.bits() > 8) {
            throw tensor.problem("must be int8 or int4 weights");
        }
        int filters = weights.shape()[0];
        var scale = tensor.scale(filters);
        if (scale.isPerChannel() && tensor.channelAxis() != channelAxis) {
            throw tensor.problem("has scales along axis " + tensor.channelAxis() + " instead of " + channelAxis);
        }
        long[] bias = {};
        boolean wide = false;
        if (inputs.length > 2 && inputs[2] >= 0) {
            TfliteTensor biases = constant(inputs, 2, "biases");
            if (!biases.isIndex() || biases.volume() != filters) {
                throw biases.problem("must hold an int32 or int64 bias for each of " + filters + " filters");
            }
            bias = biases.integers();
            wide = biases.isInt64();
        }
        if (geometry != Geometry.UNIT
                && (geometry.outputHeight(source.shape()[1], weights.shape()[1]) < 1
                        || geometry.outputWidth(source.shape()[2], weights.shape()[2]) < 1)) {
            throw new WorkloadException("the kernel of weights " + Arrays.toString(weights.shape())
                    + " does not fit the input " + Arrays.toString(source.shape()));
        }
        return new Node.Mac(
                name,
                op,
                List.of(from),
                geometry,
                source,
                new Operand(format.encoding(tensor.zeroPoint()), weights),
                scale,
                bias,
                wide ? 64 : 32,
                Optional.of(result),
                clamp(activation, result));
    }

    private Node add(String name, int[] inputs, Port result, Optional<FlatTable> options) {
        if (inputs.length != 2) {
            throw new WorkloadException("adds two tensors, got " + inputs.length);
        }
        if (!Arrays.equals(port(inputs[0]).shape(), port(inputs[1]).shape())) {
            throw new WorkloadException("adds tensors of one shape, got "
                    + Arrays.toString(port(inputs[0]).shape()) + " and "
                    + Arrays.toString(port(inputs[1]).shape()));
        }
        int activation = options.map(table -> table.int8(0, 0)).orElse(0);
        return new Node.Add(
                name, List.of(producers.get(inputs[0]), producers.get(inputs[1])), result, clamp(activation, result));
    }

    private Node pool(String name, Op op, String from, Port source, Port result, Optional<FlatTable> options) {
        FlatTable table = options.orElseThrow(() -> new WorkloadException("has no options"));
        int width = table.int32(3, 0);
        int height = table.int32(4, 0);
        if (width < 1 || height < 1 || width > 1 << 16 || height > 1 << 16) {
            throw new WorkloadException("has a window of [" + height + ", " + width + "]");
        }
        int[] stride = {table.int32(2, 0), table.int32(1, 0)};
        var geometry = geometry(table.int8(0, 0), image(source), height, width, stride, new int[] {1, 1}, 1);
        if (!source.encoding().equals(result.encoding()) || !source.scale().equals(result.scale())) {
            throw new WorkloadException("pools codes of one encoding into another, which is not supported");
        }
        int outputHeight = geometry.outputHeight(source.shape()[1], height);
        int outputWidth = geometry.outputWidth(source.shape()[2], width);
        Port pooled = result.reshaped(1, outputHeight, outputWidth, source.shape()[3]);
        return new Node.Pool(name, op, List.of(from), height, width, geometry, pooled, clamp(table.int8(5, 0), result));
    }

    private Node pad(String name, String from, Port source, int[] inputs, Port result) {
        TfliteTensor amounts = constant(inputs, 1, "paddings");
        if (!amounts.isIndex() || !Arrays.equals(amounts.shape(), new int[] {4, 2})) {
            throw amounts.problem("must hold paddings of four axes");
        }
        long[] p = amounts.integers();
        for (long amount : p) {
            if (amount < 0 || amount > 1 << 16) {
                throw amounts.problem("holds a padding of " + amount);
            }
        }
        if (p[0] != 0 || p[1] != 0) {
            throw new WorkloadException("pads the batch, which is not supported");
        }
        int[] shape = image(source);
        Port padded = result.reshaped(
                1, (int) (shape[1] + p[2] + p[3]), (int) (shape[2] + p[4] + p[5]), (int) (shape[3] + p[6] + p[7]));
        return new Node.Pad(
                name,
                List.of(from),
                new int[] {(int) p[2], (int) p[3]},
                new int[] {(int) p[4], (int) p[5]},
                new int[] {(int) p[6], (int) p[7]},
                padded);
    }

    private Node mean(String name, String from, Port source, int[] inputs, Port result) {
        TfliteTensor axes = constant(inputs, 1, "axes");
        long[] wanted = axes.isIndex()
                ? Arrays.stream(axes.integers())
                        .map(axis -> axis < 0 ? axis + 4 : axis)
                        .sorted()
                        .toArray()
                : new long[0];
        if (image(source).length != 4 || !Arrays.equals(wanted, new long[] {1, 2})) {
            throw new WorkloadException("is supported over rows and columns, axes 1 and 2, alone");
        }
        int channels = source.shape()[3];
        boolean keeps = result.shape().length == 4;
        return new Node.Mean(
                name, List.of(from), keeps ? result.reshaped(1, 1, 1, channels) : result.reshaped(1, channels));
    }

    /** The padding that TensorFlow means by SAME: as many outputs as strides fit, the odd row or column at the end. */
    private static Geometry geometry(
            int padding, int[] input, int kernelHeight, int kernelWidth, int[] stride, int[] dilation, int groups) {
        if (padding != 0 && padding != 1) {
            throw new WorkloadException("has padding " + padding + "; SAME (0) and VALID (1) are known");
        }
        for (int step : new int[] {stride[0], stride[1], dilation[0], dilation[1]}) {
            if (step < 1 || step > 1 << 16) {
                throw new WorkloadException("has stride " + Arrays.toString(stride) + " and dilation "
                        + Arrays.toString(dilation) + "; both must be between 1 and " + (1 << 16));
            }
        }
        int rows = padding == 0 ? total(input[1], kernelHeight, stride[0], dilation[0]) : 0;
        int columns = padding == 0 ? total(input[2], kernelWidth, stride[1], dilation[1]) : 0;
        return new Geometry(
                stride[0],
                stride[1],
                rows / 2,
                rows - rows / 2,
                columns / 2,
                columns - columns / 2,
                dilation[0],
                dilation[1],
                groups);
    }

    private static int total(int input, int kernel, int stride, int dilation) {
        long outputs = (input + (long) stride - 1) / stride;
        long reach = (outputs - 1) * stride + (kernel - 1L) * dilation + 1;
        return Math.toIntExact(Math.max(reach - input, 0));
    }

    /** The codes that a fused activation function leaves. */
    private static Clamp clamp(int activation, Port result) {
        IntegerFormat format = result.format();
        int zero = result.zeroPoint();
        return switch (activation) {
            case 0 -> Clamp.of(format);
            case 1 -> new Clamp(Math.max(format.least(), zero), format.largest());
            case 2 ->
                new Clamp(Math.max(format.least(), code(-1, result)), Math.min(format.largest(), code(1, result)));
            case 3 -> new Clamp(Math.max(format.least(), zero), Math.min(format.largest(), code(6, result)));
            default ->
                throw new WorkloadException("has activation function " + activation
                        + "; NONE (0), RELU (1), RELU_N1_TO_1 (2) and RELU6 (3) are known");
        };
    }

    private static int code(float value, Port result) {
        float steps = value / result.scale().at(0);
        long rounded = (long) Math.floor(Math.abs((double) steps) + 0.5); // half away from zero
        return (int) Math.max(
                Integer.MIN_VALUE / 2,
                Math.min(Integer.MAX_VALUE / 2, result.zeroPoint() + (steps < 0 ? -rounded : rounded)));
    }
}
