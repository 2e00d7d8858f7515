package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Normalisations, softmax and reductions; sums are double precision. */
final class NormalisationOps {
    private NormalisationOps() {}

    private interface Reduction {
        double of(double[] values);
    }

    static void addTo(Map<String, Operator> operators) {
        operators.put("BatchNormalization", Operator.of(NormalisationOps::batch));
        operators.put("LayerNormalization", Operator.of(call -> layer(call, true)));
        operators.put("RMSNormalization", Operator.of(call -> layer(call, false)));
        operators.put("SimplifiedLayerNormalization", Operator.of(call -> layer(call, false)));
        operators.put("InstanceNormalization", Operator.of(NormalisationOps::instance));
        operators.put("LRN", Operator.of(NormalisationOps::localResponse));
        operators.put("Softmax", Operator.of(call -> softmax(call, false)));
        operators.put("LogSoftmax", Operator.of(call -> softmax(call, true)));
        reduction(operators, "ReduceMean", v -> Arrays.stream(v).sum() / v.length);
        reduction(operators, "ReduceSum", v -> Arrays.stream(v).sum());
        reduction(operators, "ReduceMax", v -> Arrays.stream(v).max().orElse(Double.NEGATIVE_INFINITY));
        reduction(operators, "ReduceMin", v -> Arrays.stream(v).min().orElse(Double.POSITIVE_INFINITY));
        reduction(operators, "ReduceProd", v -> Arrays.stream(v).reduce(1, (a, b) -> a * b));
        reduction(
                operators,
                "ReduceL2",
                v -> Math.sqrt(Arrays.stream(v).map(x -> x * x).sum()));
        operators.put("ArgMax", Operator.of(NormalisationOps::argMax));
    }

    /** Single precision throughout, in the order in which NumPy and ONNX's reference have it. */
    private static Value batch(Call call) {
        Value input = call.input(0);
        if (input.rank() < 2) {
            throw new WorkloadException("needs channels in axis 1, got " + input);
        }
        int channels = input.extent(1);
        float[][] parameters = new float[4][];
        for (int i = 0; i < 4; i++) {
            parameters[i] = call.input(i + 1).reals();
            if (parameters[i].length != channels) {
                throw new WorkloadException("input " + (i + 1) + " must have one number for each of " + channels
                        + " channels, got " + parameters[i].length);
            }
        }
        float epsilon = call.real("epsilon", 1e-5f);
        float[] roots = new float[channels];
        for (int c = 0; c < channels; c++) {
            roots[c] = (float) Math.sqrt(parameters[3][c] + epsilon);
        }
        int inner = input.volume() / Math.max(1, input.extent(0) * channels);
        float[] x = input.reals();
        float[] result = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i / inner % channels;
            result[i] = parameters[0][c] * (x[i] - parameters[2][c]) / roots[c] + parameters[1][c];
        }
        return Value.of(input.shape(), result);
    }

    private static Value layer(Call call, boolean centred) {
        Value input = call.input(0);
        int axis = Call.axis(call.integer("axis", -1), input.rank());
        int size = Value.volume(Arrays.copyOfRange(input.shape(), axis, input.rank()));
        float[] x = input.reals();
        double epsilon = call.real("epsilon", 1e-5f);
        float[] result = new float[x.length];
        for (int from = 0; size > 0 && from < x.length; from += size) {
            double mean = 0;
            for (int i = 0; centred && i < size; i++) {
                mean += x[from + i] / (double) size;
            }
            double variance = 0;
            for (int i = 0; i < size; i++) {
                variance += (x[from + i] - mean) * (x[from + i] - mean) / size;
            }
            double root = Math.sqrt(variance + epsilon);
            for (int i = 0; i < size; i++) {
                result[from + i] = (float) ((x[from + i] - mean) / root);
            }
        }
        Value normal = Value.of(input.shape(), result);
        Value scaled = call.has(1) ? ElementwiseOps.reals(normal, call.input(1), (a, b) -> a * b) : normal;
        return call.has(2) ? ElementwiseOps.reals(scaled, call.input(2), (a, b) -> a + b) : scaled;
    }

    private static Value instance(Call call) {
        Value input = call.input(0);
        if (input.rank() < 3) {
            throw new WorkloadException("needs an input of three axes or more, got " + input);
        }
        int channels = input.extent(1);
        float[] scale = call.input(1).reals();
        float[] bias = call.input(2).reals();
        if (scale.length != channels || bias.length != channels) {
            throw new WorkloadException("needs a scale and a bias for each of " + channels + " channels");
        }
        double epsilon = call.real("epsilon", 1e-5f);
        float[] x = input.reals();
        float[] result = new float[x.length];
        int size = x.length / Math.max(1, input.extent(0) * channels);
        for (int from = 0; size > 0 && from < x.length; from += size) {
            double mean = 0;
            for (int i = 0; i < size; i++) {
                mean += x[from + i] / (double) size;
            }
            double variance = 0;
            for (int i = 0; i < size; i++) {
                variance += (x[from + i] - mean) * (x[from + i] - mean) / size;
            }
            int c = from / size % channels;
            for (int i = 0; i < size; i++) {
                result[from + i] = (float) (scale[c] * (x[from + i] - mean) / Math.sqrt(variance + epsilon) + bias[c]);
            }
        }
        return Value.of(input.shape(), result);
    }

    private static Value localResponse(Call call) {
        Value input = call.input(0);
        if (input.rank() < 2) {
            throw new WorkloadException("needs channels in axis 1, got " + input);
        }
        int size = call.integer("size", 1);
        double alpha = call.real("alpha", 1e-4f);
        double beta = call.real("beta", 0.75f);
        double bias = call.real("bias", 1);
        int channels = input.extent(1);
        int inner = input.volume() / Math.max(1, input.extent(0) * channels);
        float[] x = input.reals();
        float[] result = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            int c = i / inner % channels;
            double squares = 0;
            int last = (int) Math.min(channels - 1L, c + (size - 1L) - (size - 1) / 2);
            for (int other = Math.max(0, c - (size - 1) / 2); other <= last; other++) {
                double y = x[i + (other - c) * inner];
                squares += y * y;
            }
            result[i] = (float) (x[i] / StrictMath.pow(bias + alpha / size * squares, beta));
        }
        return Value.of(input.shape(), result);
    }

    private static Value softmax(Call call, boolean logarithm) {
        Value input = call.input(0);
        // Until operator set 13 the axes from this one on were flattened.
        boolean flattens = call.opset() < 13;
        int axis = Call.axis(call.integer("axis", flattens ? 1 : -1), Math.max(1, input.rank()));
        int[] shape = input.shape();
        int size = flattens
                ? Value.volume(Arrays.copyOfRange(shape, axis, shape.length))
                : input.rank() == 0 ? 1 : shape[axis];
        int inner = flattens || input.rank() == 0 ? 1 : Value.volume(Arrays.copyOfRange(shape, axis + 1, shape.length));
        float[] x = input.reals();
        float[] result = new float[x.length];
        for (int block = 0; size > 0 && block < x.length / (size * Math.max(1, inner)); block++) {
            for (int i = 0; i < inner; i++) {
                row(x, block * size * inner + i, size, inner, logarithm, result);
            }
        }
        return Value.of(shape, result);
    }

    private static void row(float[] x, int from, int size, int step, boolean logarithm, float[] result) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, x[from + i * step]);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += StrictMath.exp(x[from + i * step] - most);
        }
        for (int i = 0; i < size; i++) {
            double y = x[from + i * step] - most;
            result[from + i * step] = (float) (logarithm ? y - StrictMath.log(sum) : StrictMath.exp(y) / sum);
        }
    }

    private static void reduction(Map<String, Operator> operators, String name, Reduction reduction) {
        operators.put(name, Operator.of(call -> {
            Value input = call.input(0);
            int[] axes = call.integers("axes", 1)
                    .filter(list -> list.length > 0)
                    .orElseGet(() -> call.whole("noop_with_empty_axes", 0) != 0
                            ? new int[0]
                            : IntStream.range(0, input.rank()).toArray());
            return reduced(input, axes, call.whole("keepdims", 1) != 0, reduction);
        }));
    }

    private static Value reduced(Value input, int[] axes, boolean keeps, Reduction reduction) {
        boolean[] gone = new boolean[input.rank()];
        for (int axis : axes) {
            gone[Call.axis(axis, input.rank())] = true;
        }
        int[] own = Broadcast.steps(input.shape());
        List<Integer> kept = new ArrayList<>();
        List<Integer> lost = new ArrayList<>();
        for (int axis = 0; axis < gone.length; axis++) {
            (gone[axis] ? lost : kept).add(axis);
        }
        int[] outer = places(input, own, kept);
        int[] inner = places(input, own, lost);
        float[] reals = new float[outer.length];
        long[] wholes = new long[outer.length];
        double[] values = new double[inner.length];
        for (int i = 0; i < outer.length; i++) {
            for (int j = 0; j < inner.length; j++) {
                int place = outer[i] + inner[j];
                values[j] = input.isReal() ? input.reals()[place] : input.integers()[place];
            }
            double result = reduction.of(values);
            reals[i] = (float) result;
            wholes[i] = (long) result;
        }
        int[] shape = keeps
                ? IntStream.range(0, gone.length)
                        .map(axis -> gone[axis] ? 1 : input.extent(axis))
                        .toArray()
                : kept.stream().mapToInt(input::extent).toArray();
        return input.isReal() ? Value.of(shape, reals) : Value.of(input.element(), shape, wholes);
    }

    private static int[] places(Value input, int[] steps, List<Integer> axes) {
        return Broadcast.strided(
                axes.stream().mapToInt(input::extent).toArray(),
                axes.stream().mapToInt(axis -> steps[axis]).toArray(),
                0);
    }

    private static Value argMax(Call call) {
        Value input = call.input(0);
        int axis = Call.axis(call.integer("axis", 0), input.rank());
        boolean last = call.whole("select_last_index", 0) != 0;
        Value best = reduced(
                Value.of(input.shape(), input.reals()), new int[] {axis}, call.whole("keepdims", 1) != 0, values -> {
                    int at = 0;
                    for (int i = 1; i < values.length; i++) {
                        at = values[i] > values[at] || last && values[i] == values[at] ? i : at;
                    }
                    return at;
                });
        long[] indices = new long[best.volume()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (long) best.reals()[i];
        }
        return Value.of(Element.INT64, best.shape(), indices);
    }
}
