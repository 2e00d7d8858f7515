package bitwright.workload.real;

import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Sums;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ONNX's quantised operations. Sums are exact; what scales them to codes is single precision, as in ONNX Runtime, and
 * rounds ties to even.
 */
final class QuantisationOps {
    private QuantisationOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("QuantizeLinear", Operator.of(QuantisationOps::quantize));
        operators.put("DequantizeLinear", Operator.of(QuantisationOps::dequantize));
        operators.put("DynamicQuantizeLinear", QuantisationOps::dynamic);
        operators.put("QLinearConv", Operator.of(QuantisationOps::convolution));
        operators.put("QLinearMatMul", Operator.of(QuantisationOps::matrixProduct));
        operators.put("QGemm", Operator.of(QuantisationOps::gemm));
        operators.put("ConvInteger", Operator.of(QuantisationOps::integerConvolution));
        operators.put("MatMulInteger", Operator.of(QuantisationOps::integerProduct));
        operators.put("QLinearAdd", Operator.of(call -> elementwise(call, (a, b) -> a + b)));
        operators.put("QLinearMul", Operator.of(call -> elementwise(call, (a, b) -> a * b)));
        operators.put("QLinearSigmoid", Operator.of(call -> pointwise(call, "Sigmoid")));
        operators.put("QLinearLeakyRelu", Operator.of(call -> pointwise(call, "LeakyRelu")));
        operators.put("QLinearGlobalAveragePool", Operator.of(call -> pointwise(call, "GlobalAveragePool")));
        operators.put("QLinearAveragePool", Operator.of(call -> pointwise(call, "AveragePool")));
        operators.put("QLinearSoftmax", Operator.of(call -> pointwise(call, "Softmax")));
    }

    private static float[] scales(Value value) {
        float[] scales = value.reals();
        for (float scale : scales) {
            if (!(scale > 0) || scale == Float.POSITIVE_INFINITY) {
                throw new WorkloadException("a scale must be a positive number, got " + scale);
            }
        }
        return scales;
    }

    private static long[] zeroPoints(Call call, int position, int scales) {
        if (!call.has(position)) {
            return new long[scales];
        }
        Value given = call.input(position);
        long[] zeroPoints = given.integers();
        if (zeroPoints.length != scales) {
            throw new WorkloadException("has " + scales + " scales and " + zeroPoints.length + " zero points");
        }
        if (!given.element().isCode()) {
            throw new WorkloadException("zero points must be of 32 bits or fewer");
        }
        return zeroPoints;
    }

    private static Value quantize(Call call) {
        Value value = call.input(0);
        float[] scales = scales(call.input(1));
        long[] zeroPoints = zeroPoints(call, 2, scales.length);
        Element element = call.has(2) ? call.input(2).element() : outputElement(call);
        return coded(value, scales, zeroPoints, ScaleMap.linear(call, value, call.input(1)), element);
    }

    private static Element outputElement(Call call) {
        return switch ((int) call.whole("output_dtype", 0)) {
            case 0, 2 -> Element.UINT8;
            case 3 -> Element.INT8;
            case 4 -> Element.UINT16;
            case 5 -> Element.INT16;
            case 21 -> Element.UINT4;
            case 22 -> Element.INT4;
            default ->
                throw new WorkloadException("output_dtype " + call.whole("output_dtype", 0) + " is not supported");
        };
    }

    private static Value coded(Value value, float[] scales, long[] zeroPoints, ScaleMap map, Element element) {
        float[] reals = value.reals();
        long[] codes = new long[reals.length];
        for (int i = 0; i < codes.length; i++) {
            int s = map.of(i);
            if (Float.isNaN(reals[i])) {
                throw new WorkloadException("element " + i + " of what it quantises is not a number");
            }
            codes[i] = ElementwiseOps.code(Math.rint(reals[i] / scales[s]) + zeroPoints[s], element.format());
        }
        return Value.of(element, value.shape(), codes);
    }

    private static Value dequantize(Call call) {
        Value value = call.input(0);
        float[] scales = scales(call.input(1));
        return real(value, scales, zeroPoints(call, 2, scales.length), ScaleMap.linear(call, value, call.input(1)));
    }

    /** The reals of codes, which remember them. */
    private static Value real(Value value, float[] scales, long[] zeroPoints, ScaleMap map) {
        if (!value.element().isCode()) {
            throw new WorkloadException("needs codes of 32 bits or fewer, got " + value);
        }
        long[] codes = value.integers();
        float[] reals = new float[codes.length];
        int[] data = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            int s = map.of(i);
            reals[i] = (codes[i] - zeroPoints[s]) * scales[s];
            data[i] = (int) codes[i];
        }
        Value result = Value.of(value.shape(), reals);
        if (!map.isPlain()) {
            return result;
        }
        int[] zeros = Arrays.stream(zeroPoints).mapToInt(Math::toIntExact).toArray();
        IntegerFormat format = value.element().format();
        return result.withCodes(
                map.axis() < 0
                        ? Codes.of(format, data, scales[0], zeros[0])
                        : Codes.along(map.axis(), format, data, scales, zeros));
    }

    private static Value real(Call call, int value, int scale, int zeroPoint, int axis) {
        Value codes = call.input(value);
        float[] scales = scales(call.input(scale));
        long[] zeros = call.has(zeroPoint) ? call.input(zeroPoint).integers() : new long[1];
        ScaleMap map = new ScaleMap(new int[0], -1);
        if (scales.length > 1) {
            int along = Call.axis(axis, codes.rank());
            if (scales.length != codes.extent(along)) {
                throw new WorkloadException(
                        "has " + scales.length + " scales for " + codes.extent(along) + " entries of axis " + along);
            }
            int[] steps = new int[codes.rank()];
            steps[along] = 1;
            map = new ScaleMap(Broadcast.strided(codes.shape(), steps, 0), along);
        }
        if (zeros.length == 1) {
            long zero = zeros[0];
            zeros = new long[scales.length];
            Arrays.fill(zeros, zero);
        }
        if (zeros.length != scales.length) {
            throw new WorkloadException("has " + scales.length + " scales and " + zeros.length + " zero points");
        }
        return real(codes, scales, zeros, map);
    }

    /** The range of the tensor, with zero in it, over 255 steps. */
    private static List<Value> dynamic(Call call) {
        Value value = call.input(0);
        float low = 0;
        float high = 0;
        for (float real : value.reals()) {
            low = Math.min(low, real);
            high = Math.max(high, real);
        }
        float scale = high == low ? 1 : (high - low) / 255;
        int zeroPoint = ElementwiseOps.code(-low / scale, IntegerFormat.UINT8);
        var one = new int[0];
        return List.of(
                coded(value, new float[] {scale}, new long[] {zeroPoint}, new ScaleMap(one, -1), Element.UINT8),
                Value.of(one, scale),
                Value.of(Element.UINT8, one, zeroPoint));
    }

    /** Sums to codes as ONNX Runtime has it: one factor in single precision, ties to even. */
    private static Value requantised(
            Sums sums, long[] bias, float in, float[] weights, Call call, int scaleAt, int[] shape) {
        float out = scales(call.input(scaleAt))[0];
        Element element = call.has(scaleAt + 1) ? call.input(scaleAt + 1).element() : Element.UINT8;
        long zeroPoint = call.has(scaleAt + 1) ? call.input(scaleAt + 1).integers()[0] : 0;
        int filters = sums.shape()[sums.shape().length - 1];
        long[] codes = new long[sums.data().length];
        for (int i = 0; i < codes.length; i++) {
            int k = i % filters;
            float factor = in * weights[weights.length == 1 ? 0 : k] / out;
            long sum = sums.data()[i] + (bias.length == 0 ? 0 : bias[k]);
            codes[i] = ElementwiseOps.code(Math.rint((float) sum * factor) + zeroPoint, element.format());
        }
        return Value.of(element, shape, codes);
    }

    private static Value convolution(Call call) {
        Value input = real(call, 0, 1, 2, 0);
        Value kernel = real(call, 3, 4, 5, 0);
        long[] bias = call.has(8) ? call.input(8).integers() : new long[0];
        Product product = MatrixOps.convolved(call, input, kernel).withBias(bias);
        checkBias(product, bias);
        Value last = requantised(
                call.products().sums(product),
                bias,
                call.input(1).reals()[0],
                call.input(4).reals(),
                call,
                6,
                product.outputShape());
        Value image = MovementOps.transposed(last, 0, 3, 1, 2);
        return input.rank() == 3 ? image.reshaped(image.extent(0), image.extent(1), image.extent(3)) : image;
    }

    private static void checkBias(Product product, long[] bias) {
        if (bias.length != 0 && bias.length != product.weights().extent(0)) {
            throw new WorkloadException(
                    "has " + bias.length + " biases for " + product.weights().extent(0) + " filters");
        }
    }

    private static Value matrixProduct(Call call) {
        Value a = real(call, 0, 1, 2, 0);
        Value b = real(call, 3, 4, 5, -1);
        return MatrixOps.integerProduct(
                call,
                a,
                b,
                3,
                (sums, shape) -> requantised(
                        sums,
                        new long[0],
                        call.input(1).reals()[0],
                        call.input(4).reals(),
                        call,
                        6,
                        shape));
    }

    private static Value gemm(Call call) {
        boolean transposed = call.whole("transB", 0) != 0;
        Value a = real(call, 0, 1, 2, 0);
        Value b = real(call, 3, 4, 5, transposed ? 0 : 1);
        if (a.rank() != 2 || b.rank() != 2 || call.whole("transA", 0) != 0 || call.real("alpha", 1) != 1) {
            throw new WorkloadException("needs two matrices, the first as it lies, and alpha 1");
        }
        long[] bias = call.has(6) ? call.input(6).integers() : new long[0];
        var product = new Product(
                        call.node().name(),
                        bitwright.workload.Op.FULLY_CONNECTED,
                        bitwright.workload.Geometry.UNIT,
                        a,
                        transposed ? b : MovementOps.transposed(b, 1, 0),
                        call.isConstant(3))
                .withBias(bias);
        checkBias(product, bias);
        Sums sums = call.products().sums(product);
        if (!call.has(7)) {
            float in = call.input(1).reals()[0];
            float[] weights = call.input(4).reals();
            float[] reals = new float[sums.data().length];
            for (int i = 0; i < reals.length; i++) {
                int k = i % product.weights().extent(0);
                reals[i] = (sums.data()[i] + (bias.length == 0 ? 0 : bias[k]))
                        * (in * weights[weights.length == 1 ? 0 : k]);
            }
            return Value.of(product.outputShape(), reals);
        }
        return requantised(sums, bias, call.input(1).reals()[0], call.input(4).reals(), call, 7, product.outputShape());
    }

    /** Codes with a zero point and a scale of one. */
    private static Value unscaled(Call call, int value, int zeroPoint) {
        Value codes = call.input(value);
        long[] zeros = call.has(zeroPoint) ? call.input(zeroPoint).integers() : new long[1];
        if (zeros.length != 1) {
            throw new WorkloadException("one zero point a tensor is supported, got " + zeros.length);
        }
        return real(codes, new float[] {1}, zeros, new ScaleMap(new int[0], -1));
    }

    private static Value integerConvolution(Call call) {
        Value input = unscaled(call, 0, 2);
        Product product = MatrixOps.convolved(call, input, unscaled(call, 1, 3));
        long[] sums = call.products().sums(product).data();
        Value image = MovementOps.transposed(Value.of(Element.INT32, product.outputShape(), sums), 0, 3, 1, 2);
        return input.rank() == 3 ? image.reshaped(image.extent(0), image.extent(1), image.extent(3)) : image;
    }

    private static Value integerProduct(Call call) {
        return MatrixOps.integerProduct(
                call,
                unscaled(call, 0, 2),
                unscaled(call, 1, 3),
                1,
                (sums, shape) -> Value.of(Element.INT32, shape, sums.data()));
    }

    private static Value elementwise(Call call, ElementwiseOps.FloatOperation operation) {
        Value a = real(call, 0, 1, 2, 0);
        Value b = real(call, 3, 4, 5, 0);
        return output(ElementwiseOps.reals(a, b, operation), call, 6);
    }

    /** A real-valued operation between codes: x, its scale and zero point, those of the result. */
    private static Value pointwise(Call call, String op) {
        Value input = real(call, 0, 1, 2, 0);
        if (call.whole("channels_last", 0) != 0) {
            throw new WorkloadException("channels_last is not supported");
        }
        return output(Operators.apply(op, call, input), call, 3);
    }

    private static Value output(Value reals, Call call, int scaleAt) {
        float[] scales = scales(call.input(scaleAt));
        Element element = call.has(scaleAt + 1) ? call.input(scaleAt + 1).element() : Element.UINT8;
        long zeroPoint = call.has(scaleAt + 1) ? call.input(scaleAt + 1).integers()[0] : 0;
        return coded(reals, scales, new long[] {zeroPoint}, new ScaleMap(new int[0], -1), element);
    }
}
