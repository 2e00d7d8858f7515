package bitwright.workload.real;

import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Operations on each element by itself. Arithmetic of two operands is single precision, as NumPy has it; functions are
 * computed in double precision and rounded once.
 */
final class ElementwiseOps {
    private ElementwiseOps() {}

    /** A function of two floats. */
    interface FloatOperation {
        float of(float a, float b);
    }

    private interface Wholes {
        long of(long a, long b);
    }

    static void addTo(Map<String, Operator> operators) {
        binary(operators, "Add", (a, b) -> a + b, (a, b) -> a + b);
        binary(operators, "Sub", (a, b) -> a - b, (a, b) -> a - b);
        binary(operators, "Mul", (a, b) -> a * b, (a, b) -> a * b);
        binary(operators, "Div", (a, b) -> a / b, ElementwiseOps::quotient);
        binary(operators, "Pow", (a, b) -> (float) StrictMath.pow(a, b), (a, b) -> (long) StrictMath.pow(a, b));
        binary(operators, "Max", Math::max, Math::max);
        binary(operators, "Min", Math::min, Math::min);
        binary(operators, "Sum", (a, b) -> a + b, (a, b) -> a + b);
        binary(operators, "Mod", (a, b) -> a % b, ElementwiseOps::modulus);
        operators.put("Mul", Operator.of(ElementwiseOps::product));
        compare(operators, "Equal", (a, b) -> a == b ? 1 : 0, (a, b) -> a == b ? 1 : 0);
        compare(operators, "Greater", (a, b) -> a > b ? 1 : 0, (a, b) -> a > b ? 1 : 0);
        compare(operators, "GreaterOrEqual", (a, b) -> a >= b ? 1 : 0, (a, b) -> a >= b ? 1 : 0);
        compare(operators, "Less", (a, b) -> a < b ? 1 : 0, (a, b) -> a < b ? 1 : 0);
        compare(operators, "LessOrEqual", (a, b) -> a <= b ? 1 : 0, (a, b) -> a <= b ? 1 : 0);
        compare(operators, "And", (a, b) -> a != 0 && b != 0 ? 1 : 0, (a, b) -> a & b);
        compare(operators, "Or", (a, b) -> a != 0 || b != 0 ? 1 : 0, (a, b) -> a | b);
        functions(operators);
        operators.put("Relu", Operator.of(ElementwiseOps::relu));
        operators.put("Clip", Operator.of(ElementwiseOps::clip));
        operators.put("Neg", Operator.of(call -> signed(call, x -> -x, x -> -x)));
        operators.put("Abs", Operator.of(call -> signed(call, Math::abs, Math::abs)));
        operators.put(
                "Not",
                Operator.of(call -> Value.of(
                        Element.BOOL,
                        call.input(0).shape(),
                        Arrays.stream(call.input(0).integers())
                                .map(x -> x == 0 ? 1 : 0)
                                .toArray())));
        operators.put("PRelu", Operator.of(call -> reals(call.input(0), call.input(1), (x, s) -> x < 0 ? x * s : x)));
        operators.put("LeakyRelu", Operator.of(call -> {
            float slope = call.real("alpha", 0.01f);
            return each(call.input(0), x -> x < 0 ? slope * (float) x : x);
        }));
        operators.put("Elu", Operator.of(call -> {
            double alpha = call.real("alpha", 1);
            return each(call.input(0), x -> x < 0 ? alpha * StrictMath.expm1(x) : x);
        }));
        operators.put("HardSigmoid", Operator.of(call -> {
            float alpha = call.real("alpha", 0.2f);
            float beta = call.real("beta", 0.5f);
            return each(call.input(0), x -> Math.max(0, Math.min(1, (double) alpha * x + beta)));
        }));
        operators.put(
                "Gelu",
                Operator.of(call -> each(
                        call.input(0),
                        call.text("approximate", "none").equals("tanh")
                                ? ElementwiseOps::geluByTanh
                                : ElementwiseOps::gelu)));
        operators.put("Where", Operator.of(ElementwiseOps::where));
    }

    private static void functions(Map<String, Operator> operators) {
        List<Map.Entry<String, DoubleUnaryOperator>> functions = List.of(
                Map.entry("Sqrt", Math::sqrt),
                Map.entry("Exp", StrictMath::exp),
                Map.entry("Log", StrictMath::log),
                Map.entry("Sin", StrictMath::sin),
                Map.entry("Cos", StrictMath::cos),
                Map.entry("Tanh", StrictMath::tanh),
                Map.entry("Erf", Erf::of),
                Map.entry("Sigmoid", ElementwiseOps::sigmoid),
                Map.entry("Softplus", x -> x > 30 ? x : StrictMath.log1p(StrictMath.exp(x))),
                Map.entry("Softsign", x -> x / (1 + Math.abs(x))),
                Map.entry("HardSwish", x -> x * Math.max(0, Math.min(1, x / 6 + 0.5))),
                Map.entry("Mish", x -> x * StrictMath.tanh(x > 30 ? x : StrictMath.log1p(StrictMath.exp(x)))),
                Map.entry("Silu", x -> x * sigmoid(x)),
                Map.entry("Reciprocal", x -> 1 / x),
                Map.entry("Floor", Math::floor),
                Map.entry("Ceil", Math::ceil),
                Map.entry("Round", Math::rint),
                Map.entry("Sign", Math::signum));
        for (Map.Entry<String, DoubleUnaryOperator> function : functions) {
            operators.put(function.getKey(), Operator.of(call -> each(call.input(0), function.getValue())));
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static double gelu(double x) {
        return 0.5 * x * (1 + Erf.of(x / Math.sqrt(2)));
    }

    private static double geluByTanh(double x) {
        return 0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static long quotient(long a, long b) {
        if (b == 0) {
            throw new WorkloadException("divides an integer by zero");
        }
        return a / b;
    }

    private static long modulus(long a, long b) {
        if (b == 0) {
            throw new WorkloadException("divides an integer by zero");
        }
        return Math.floorMod(a, b);
    }

    private static void binary(Map<String, Operator> operators, String name, FloatOperation reals, Wholes wholes) {
        operators.put(name, Operator.of(call -> {
            Value result = call.input(0);
            for (int i = 1; i < call.inputs(); i++) {
                Value other = call.input(i);
                result =
                        result.isReal() ? reals(result, other, reals) : wholes(result, other, wholes, result.element());
            }
            return result;
        }));
    }

    private static void compare(Map<String, Operator> operators, String name, FloatOperation reals, Wholes wholes) {
        operators.put(name, Operator.of(call -> {
            Value first = call.input(0);
            Value second = call.input(1);
            if (!first.isReal()) {
                return wholes(first, second, wholes, Element.BOOL);
            }
            Value flags = reals(first, second, reals);
            long[] bits = new long[flags.volume()];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = (long) flags.reals()[i];
            }
            return Value.of(Element.BOOL, flags.shape(), bits);
        }));
    }

    /** Both operands in single precision. */
    static Value reals(Value first, Value second, FloatOperation operation) {
        float[] a = first.reals();
        float[] b = second.reals();
        int[] shape = Broadcast.shape(first.shape(), second.shape());
        float[] result = new float[Value.volume(shape)];
        if (a.length == result.length && b.length == 1) {
            for (int i = 0; i < result.length; i++) {
                result[i] = operation.of(a[i], b[0]);
            }
            return Value.of(shape, result);
        }
        int[] from = Arrays.equals(first.shape(), shape) ? null : Broadcast.places(first.shape(), shape);
        int[] with = Arrays.equals(second.shape(), shape) ? null : Broadcast.places(second.shape(), shape);
        for (int i = 0; i < result.length; i++) {
            result[i] = operation.of(a[from == null ? i : from[i]], b[with == null ? i : with[i]]);
        }
        return Value.of(shape, result);
    }

    private static Value wholes(Value first, Value second, Wholes operation, Element element) {
        long[] a = first.integers();
        long[] b = second.integers();
        int[] shape = Broadcast.shape(first.shape(), second.shape());
        int[] from = Broadcast.places(first.shape(), shape);
        int[] with = Broadcast.places(second.shape(), shape);
        long[] result = new long[from.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = operation.of(a[from[i]], b[with[i]]);
        }
        return Value.of(element, shape, result);
    }

    /** A product; one with a positive constant keeps codes, whose scale it changes. */
    private static Value product(Call call) {
        Value first = call.input(0);
        Value second = call.input(1);
        if (!first.isReal()) {
            return wholes(first, second, (a, b) -> a * b, first.element());
        }
        Value result = reals(first, second, (a, b) -> a * b);
        int constant = call.isConstant(1) ? 1 : 0;
        Value coded = constant == 1 ? first : second;
        Value factor = constant == 1 ? second : first;
        Optional<Codes> codes = coded.codes();
        boolean keeps = call.isConstant(constant)
                && factor.volume() == 1
                && factor.reals()[0] > 0
                && codes.isPresent()
                && codes.get().block() == 0
                && Arrays.equals(result.shape(), coded.shape());
        if (!keeps) {
            return result;
        }
        float[] scales = codes.get().scales().clone();
        for (int i = 0; i < scales.length; i++) {
            scales[i] *= factor.reals()[0];
        }
        return usable(scales)
                ? result.withCodes(new Codes(
                        codes.get().format(),
                        codes.get().data(),
                        scales,
                        codes.get().zeroPoints(),
                        codes.get().axis(),
                        0,
                        new float[0]))
                : result;
    }

    private static boolean usable(float[] scales) {
        for (float scale : scales) {
            if (!(scale > 0) || scale == Float.POSITIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }

    static Value each(Value value, DoubleUnaryOperator function) {
        float[] from = value.reals();
        float[] result = new float[from.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) function.applyAsDouble(from[i]);
        }
        return Value.of(value.shape(), result);
    }

    private static Value signed(Call call, DoubleUnaryOperator reals, java.util.function.LongUnaryOperator wholes) {
        Value value = call.input(0);
        return value.isReal()
                ? each(value, reals)
                : Value.of(
                        value.element(),
                        value.shape(),
                        Arrays.stream(value.integers()).map(wholes).toArray());
    }

    /** Codes stay codes: those below the zero point become it. */
    private static Value relu(Call call) {
        Value value = call.input(0);
        Value result = each(value, x -> x > 0 ? x : 0);
        Optional<Codes> codes = value.codes().filter(Codes::isPerTensor);
        if (codes.isEmpty()) {
            return result;
        }
        int zero = codes.get().zeroPoints()[0];
        int[] data = Arrays.stream(codes.get().data())
                .map(code -> Math.max(code, zero))
                .toArray();
        return result.withCodes(codes.get().with(data, -1));
    }

    private static Value clip(Call call) {
        Value value = call.input(0);
        if (!value.isReal()) {
            long low = call.has(1) ? call.scalar(1) : Long.MIN_VALUE;
            long high = call.has(2) ? call.scalar(2) : Long.MAX_VALUE;
            return Value.of(
                    value.element(),
                    value.shape(),
                    Arrays.stream(value.integers())
                            .map(x -> Math.min(high, Math.max(low, x)))
                            .toArray());
        }
        float low = bound(call, "min", 1, Float.NEGATIVE_INFINITY);
        float high = bound(call, "max", 2, Float.POSITIVE_INFINITY);
        return each(value, x -> Math.min(high, Math.max(low, x)));
    }

    private static float bound(Call call, String attribute, int position, float otherwise) {
        if (!call.has(position)) {
            return call.real(attribute, otherwise);
        }
        float[] bound = call.input(position).reals();
        if (bound.length != 1) {
            throw new WorkloadException("input " + position + " must be one number");
        }
        return bound[0];
    }

    private static Value where(Call call) {
        Value condition = call.input(0);
        Value first = call.input(1);
        Value second = call.input(2);
        int[] shape = Broadcast.shape(condition.shape(), Broadcast.shape(first.shape(), second.shape()));
        int[] which = Broadcast.places(condition.shape(), shape);
        int[] a = Broadcast.places(first.shape(), shape);
        int[] b = Broadcast.places(second.shape(), shape);
        long[] flags = condition.integers();
        if (!first.isReal()) {
            long[] result = new long[which.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = flags[which[i]] != 0 ? first.integers()[a[i]] : second.integers()[b[i]];
            }
            return Value.of(first.element(), shape, result);
        }
        float[] result = new float[which.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = flags[which[i]] != 0 ? first.reals()[a[i]] : second.reals()[b[i]];
        }
        return Value.of(shape, result);
    }

    /** Integers as reals. */
    static Value cast(Value value) {
        float[] reals = new float[value.volume()];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = value.integers()[i];
        }
        return Value.of(value.shape(), reals);
    }

    /** The nearest integer, ties to even, cut to a format. */
    static int code(double steps, IntegerFormat format) {
        return (int) Math.max(format.least(), Math.min(format.largest(), Math.rint(steps)));
    }
}
