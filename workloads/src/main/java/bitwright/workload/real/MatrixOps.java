package bitwright.workload.real;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Sums;
import java.util.Arrays;
import java.util.Map;

/** Matrix products and convolutions, brought into the form of layers. */
final class MatrixOps {
    private MatrixOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("MatMul", Operator.of(call -> product(call, call.input(0), call.input(1))));
        operators.put("Gemm", Operator.of(MatrixOps::gemm));
        operators.put("Conv", Operator.of(MatrixOps::convolution));
        operators.put("Linear", Operator.of(MatrixOps::linear));
    }

    /** A product of weights {@code [K,C]} as PyTorch and GGUF store them. */
    private static Value linear(Call call) {
        Value result = rows(call, call.input(0), call.input(1));
        return call.has(2) ? ElementwiseOps.reals(result, call.input(2), (a, b) -> a + b) : result;
    }

    /** {@code MatMul} of two tensors, whatever their ranks. */
    static Value product(Call call, Value a, Value b) {
        if (a.rank() == 0 || b.rank() == 0) {
            throw new WorkloadException("needs two matrices, got " + a + " and " + b);
        }
        boolean rowAlone = a.rank() == 1;
        boolean columnAlone = b.rank() == 1;
        Value left = rowAlone ? a.reshaped(1, a.extent(0)) : a;
        Value right = columnAlone ? b.reshaped(b.extent(0), 1) : b;
        if (left.extent(left.rank() - 1) != right.extent(right.rank() - 2)) {
            throw new WorkloadException("cannot multiply " + a + " by " + b);
        }
        Value result =
                right.rank() == 2 ? rows(call, left, MovementOps.transposed(right, 1, 0)) : batched(call, left, right);
        int[] shape = result.shape();
        if (rowAlone || columnAlone) {
            int rank = shape.length;
            int[] kept = Arrays.copyOf(shape, rank - 2);
            int[] tail =
                    rowAlone && columnAlone ? new int[0] : new int[] {rowAlone ? shape[rank - 1] : shape[rank - 2]};
            int[] all = Arrays.copyOf(kept, kept.length + tail.length);
            System.arraycopy(tail, 0, all, kept.length, tail.length);
            return result.reshaped(all);
        }
        return result;
    }

    /** What is made of a product's sums. */
    interface Scaling {
        Value of(Sums sums, int[] shape);
    }

    /** A product of codes whose sums stay integers, of rows by one matrix. */
    static Value integerProduct(Call call, Value a, Value b, int weightsAt, Scaling scaling) {
        if (a.rank() < 2 || b.rank() != 2 || a.extent(a.rank() - 1) != b.extent(0)) {
            throw new WorkloadException("cannot multiply " + a + " by " + b + "; rows by one matrix are supported");
        }
        int[] shape = a.shape();
        shape[a.rank() - 1] = b.extent(1);
        Product product = rows(call, a, MovementOps.transposed(b, 1, 0), weightsAt);
        return scaling.of(call.products().sums(product), shape);
    }

    /** Rows of any number of axes times weights {@code [K,C]}. */
    private static Value rows(Call call, Value a, Value weights) {
        if (a.rank() == 0 || weights.rank() != 2) {
            throw new WorkloadException("cannot multiply " + a + " by weights " + weights);
        }
        int[] shape = a.shape();
        shape[shape.length - 1] = weights.extent(0);
        return Value.of(shape, floats(call.products().of(rows(call, a, weights, 1))));
    }

    private static Product rows(Call call, Value a, Value weights, int weightsAt) {
        int rank = a.rank();
        int channels = a.extent(rank - 1);
        boolean constant = call.isConstant(weightsAt);
        if (rank <= 2) {
            Value matrix = rank == 1 ? a.reshaped(1, channels) : a;
            return new Product(call.node().name(), Op.FULLY_CONNECTED, Geometry.UNIT, matrix, weights, constant);
        }
        int inputs = a.extent(0);
        int each = a.volume() / Math.max(1, inputs * channels);
        return new Product(
                call.node().name(),
                Op.MATMUL,
                Geometry.UNIT,
                a.reshaped(inputs, each, 1, channels),
                weights.reshaped(weights.extent(0), 1, 1, channels),
                constant);
    }

    /** A product for each matrix of a stack. */
    private static Value batched(Call call, Value left, Value right) {
        int[] stackLeft = Arrays.copyOf(left.shape(), left.rank() - 2);
        int[] stackRight = Arrays.copyOf(right.shape(), right.rank() - 2);
        int[] stack = Broadcast.shape(stackLeft, stackRight);
        int[] fromLeft = Broadcast.places(stackLeft, stack);
        int[] fromRight = Broadcast.places(stackRight, stack);
        int rows = left.extent(left.rank() - 2);
        int depth = left.extent(left.rank() - 1);
        int columns = right.extent(right.rank() - 1);
        int[] shape = Arrays.copyOf(stack, stack.length + 2);
        shape[stack.length] = rows;
        shape[stack.length + 1] = columns;
        float[] result = new float[Value.volume(shape)];
        Value leftStack = left.reshaped(Value.volume(stackLeft), rows, depth);
        Value rightStack = right.reshaped(Value.volume(stackRight), depth, columns);
        for (int i = 0; i < fromLeft.length; i++) {
            Value a = MovementOps.part(leftStack, 0, fromLeft[i], 1).reshaped(1, rows, 1, depth);
            Value b = MovementOps.part(rightStack, 0, fromRight[i], 1).reshaped(depth, columns);
            var product = new Product(
                    fromLeft.length == 1 ? call.node().name() : call.node().name() + "." + i,
                    Op.MATMUL,
                    Geometry.UNIT,
                    a,
                    MovementOps.transposed(b, 1, 0).reshaped(columns, 1, 1, depth),
                    call.isConstant(1));
            float[] part = floats(call.products().of(product));
            System.arraycopy(part, 0, result, i * part.length, part.length);
        }
        return Value.of(shape, result);
    }

    private static Value gemm(Call call) {
        Value a = matrix(call.input(0), call.whole("transA", 0) != 0);
        Value weights = matrix(call.input(1), call.whole("transB", 0) == 0);
        var product =
                new Product(call.node().name(), Op.FULLY_CONNECTED, Geometry.UNIT, a, weights, call.isConstant(1));
        float alpha = call.real("alpha", 1);
        float beta = call.real("beta", 1);
        double[] sums =
                call.products().of(alpha == 1 && beta == 1 ? IntegerBias.of(product, call.optional(2)) : product);
        float[] result = new float[sums.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (alpha * sums[i]);
        }
        Value value = Value.of(product.outputShape(), result);
        return call.has(2) ? ElementwiseOps.reals(value, call.input(2), (x, c) -> x + beta * c) : value;
    }

    private static Value matrix(Value value, boolean transposed) {
        if (value.rank() != 2) {
            throw new WorkloadException("needs a matrix, got " + value);
        }
        return transposed ? MovementOps.transposed(value, 1, 0) : value;
    }

    private static Value convolution(Call call) {
        Product product = convolved(call, call.input(0), call.input(1));
        double[] sums = call.products().of(IntegerBias.of(product, call.optional(2)));
        Value result = channelsFirst(call, floats(sums), call.input(0), call.input(1));
        return call.has(2) ? withBias(result, call.input(2)) : result;
    }

    /** The product of a convolution of {@code [N,C,H,W]} or {@code [N,C,L]} with {@code [K,C/groups,kh,kw]}. */
    static Product convolved(Call call, Value input, Value kernel) {
        Value image = plane(input);
        Value filters = plane(kernel);
        if (image.rank() != 4 || filters.rank() != 4 || input.rank() != kernel.rank()) {
            throw new WorkloadException(
                    "needs an input and a kernel of three or four axes, got " + input + " and " + kernel);
        }
        int groups = call.integer("group", 1);
        Geometry geometry = Windows.geometry(
                call,
                new int[] {image.extent(2), image.extent(3)},
                new int[] {filters.extent(2), filters.extent(3)},
                groups,
                input.rank() == 3);
        boolean depthwise = groups > 1 && groups == image.extent(1) && filters.extent(1) == 1;
        return new Product(
                call.node().name(),
                depthwise ? Op.DEPTHWISE : Op.CONV2D,
                geometry,
                MovementOps.transposed(image, 0, 2, 3, 1),
                MovementOps.transposed(filters, 0, 2, 3, 1),
                call.isConstant(call.node().op().equals("QLinearConv") ? 3 : 1));
    }

    /** Sequences are images of one row. */
    static Value plane(Value value) {
        return value.rank() == 3 ? value.reshaped(value.extent(0), value.extent(1), 1, value.extent(2)) : value;
    }

    /** A convolution's result as ONNX orders it. */
    static Value channelsFirst(Call call, float[] channelsLast, Value input, Value kernel) {
        Value image = MovementOps.transposed(
                Value.of(convolved(call, input, kernel).outputShape(), channelsLast), 0, 3, 1, 2);
        return input.rank() == 3 ? image.reshaped(image.extent(0), image.extent(1), image.extent(3)) : image;
    }

    private static Value withBias(Value result, Value bias) {
        int[] shape = new int[result.rank()];
        Arrays.fill(shape, 1);
        shape[1] = bias.volume();
        return ElementwiseOps.reals(result, bias.reshaped(shape), (a, b) -> a + b);
    }

    static float[] floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
