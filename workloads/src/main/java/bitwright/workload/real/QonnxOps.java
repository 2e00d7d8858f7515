package bitwright.workload.real;

import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * QONNX's quantisers, whatever domain a file puts them in: single precision in the order of the qonnx package (read at
 * fastmachinelearning/qonnx, {@code custom_op/general}), with what it says of signed 1-bit quantisers.
 */
final class QonnxOps {
    private QonnxOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Quant", Operator.of(QonnxOps::quant));
        operators.put("IntQuant", Operator.of(QonnxOps::quant));
        operators.put("BipolarQuant", Operator.of(QonnxOps::bipolar));
        operators.put("Trunc", Operator.of(QonnxOps::trunc));
    }

    private static float one(Value value, String what) {
        Value reals = value.isReal() ? value : ElementwiseOps.cast(value);
        if (reals.volume() != 1) {
            throw new WorkloadException(what + " must be one number, got shape " + Arrays.toString(value.shape()));
        }
        return reals.reals()[0];
    }

    private static float bits(Call call, int position) {
        float bits = one(call.input(position), "the bit width");
        if (!(bits >= 1 && bits <= 64)) {
            throw new WorkloadException("the bit width must be between 1 and 64, got " + bits);
        }
        return bits;
    }

    private static double least(boolean signed, boolean narrow, float bits) {
        return signed ? -StrictMath.pow(2, bits - 1) + (narrow ? 1 : 0) : 0;
    }

    private static double largest(boolean signed, boolean narrow, float bits) {
        return signed ? StrictMath.pow(2, bits - 1) - 1 : StrictMath.pow(2, bits) - (narrow ? 2 : 1);
    }

    private static Value quant(Call call) {
        Value value = call.input(0);
        Value scale = call.input(1);
        Value zero = call.input(2);
        float bits = bits(call, 3);
        boolean signed = call.whole("signed", 1) != 0;
        boolean narrow = call.whole("narrow", 0) != 0;
        String mode = call.text("rounding_mode", "ROUND");
        float[] scales = positive(scale);
        float[] zeros = zero.reals();
        ScaleMap map = ScaleMap.broadcast(value, scale);
        ScaleMap zeroMap = ScaleMap.broadcast(value, zero);
        boolean bipolar = bits == 1 && signed;
        float low = (float) least(signed, narrow, bits);
        float high = (float) largest(signed, narrow, bits);
        float[] x = value.reals();
        float[] result = new float[x.length];
        int[] codes = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            float s = scales[map.of(i)];
            float z = zeros[zeroMap.of(i)];
            float steps = x[i] / s + z;
            float code = bipolar ? steps >= 0 ? 1 : -1 : rounded(Math.max(low, Math.min(high, steps)), mode);
            result[i] = (code - z) * s;
            codes[i] = (int) code;
        }
        Value output = Value.of(value.shape(), result);
        int width = bipolar ? 2 : (int) Math.ceil(bits);
        return withCodes(output, codes, width, signed, scales, zeros, map);
    }

    private static Value withCodes(
            Value output, int[] codes, int width, boolean signed, float[] scales, float[] zeros, ScaleMap map) {
        boolean whole = zeros.length == 1 && zeros[0] == Math.rint(zeros[0]) && Math.abs(zeros[0]) < 1 << 24;
        if (!whole || !map.isPlain() || width > (signed ? 32 : 31)) {
            return output;
        }
        var format = new IntegerFormat(width, signed);
        int[] zeroPoints = new int[scales.length];
        Arrays.fill(zeroPoints, (int) zeros[0]);
        return output.withCodes(
                map.axis() < 0
                        ? Codes.of(format, codes, scales[0], zeroPoints[0])
                        : Codes.along(map.axis(), format, codes, scales, zeroPoints));
    }

    private static float[] positive(Value scale) {
        for (float s : scale.reals()) {
            if (!(s > 0) || s == Float.POSITIVE_INFINITY) {
                throw new WorkloadException("a scale must be a positive number, got " + s);
            }
        }
        return scale.reals();
    }

    private static float rounded(float value, String mode) {
        return switch (mode.toUpperCase(java.util.Locale.ROOT)) {
            case "ROUND", "HALF_EVEN" -> (float) Math.rint(value);
            case "CEIL" -> (float) Math.ceil(value);
            case "FLOOR" -> (float) Math.floor(value);
            case "UP" -> Math.copySign((float) Math.ceil(Math.abs(value)), value);
            case "DOWN", "ROUND_TO_ZERO" -> Math.copySign((float) Math.floor(Math.abs(value)), value);
            case "HALF_UP" -> Math.copySign((float) Math.floor(Math.abs(value) + 0.5), value);
            case "HALF_DOWN" -> Math.copySign((float) Math.ceil(Math.abs(value) - 0.5), value);
            default ->
                throw new WorkloadException("rounding mode " + mode + " is unknown; known are ROUND, HALF_EVEN, CEIL, "
                        + "FLOOR, UP, DOWN, ROUND_TO_ZERO, HALF_UP, HALF_DOWN");
        };
    }

    private static Value bipolar(Call call) {
        Value value = call.input(0);
        Value scale = call.input(1);
        float[] scales = positive(scale);
        ScaleMap map = ScaleMap.broadcast(value, scale);
        float[] x = value.reals();
        float[] result = new float[x.length];
        int[] codes = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            codes[i] = x[i] >= 0 ? 1 : -1;
            result[i] = codes[i] * scales[map.of(i)];
        }
        return withCodes(Value.of(value.shape(), result), codes, 2, true, scales, new float[1], map);
    }

    /**
     * Right shift of codes. Five inputs are the operator's first version: x, scale, zero point, bits in, bits out. Six or
     * seven are the second: the fifth is the output's scale, the last the bits out, and the result is cut to them.
     */
    private static Value trunc(Call call) {
        Value value = call.input(0);
        float scale = one(call.input(1), "the scale");
        float zero = one(call.input(2), "the zero point");
        if (!(scale > 0) || call.inputs() < 5 || call.inputs() > 7) {
            throw new WorkloadException("needs five to seven inputs and a positive scale");
        }
        boolean first = call.inputs() == 5;
        String mode = call.text("rounding_mode", "FLOOR");
        float outBits = bits(call, call.inputs() - 1);
        boolean signed = call.whole("signed", 1) != 0;
        boolean narrow = call.whole("narrow", 0) != 0;
        float outScale = first ? scale : one(call.input(4), "the output's scale");
        double shift = first
                ? StrictMath.pow(2, bits(call, 3) - outBits)
                : StrictMath.pow(2, Math.rint(StrictMath.log(outScale / scale) / StrictMath.log(2)));
        float divisor = (float) shift;
        float low = (float) least(signed, narrow, outBits);
        float high = (float) largest(signed, narrow, outBits);
        float outZero = first ? zero : zero / divisor;
        float[] x = value.reals();
        float[] result = new float[x.length];
        int[] codes = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            float steps = (float) Math.rint(x[i] / scale + zero) / divisor;
            float code = rounded(first ? steps : Math.max(low, Math.min(high, steps)), mode);
            result[i] = (code - outZero) * outScale;
            codes[i] = (int) code;
        }
        Value output = Value.of(value.shape(), result);
        Optional<IntegerFormat> format = holding(codes, (int) Math.ceil(outBits), signed);
        boolean whole = outZero == Math.rint(outZero) && Math.abs(outZero) < 1 << 24;
        return format.isPresent() && whole && outScale > 0 && outScale < Float.POSITIVE_INFINITY
                ? output.withCodes(Codes.of(format.get(), codes, outScale, (int) outZero))
                : output;
    }

    /** The format of some bits if it holds all codes: the first version of Trunc does not cut them. */
    private static Optional<IntegerFormat> holding(int[] codes, int bits, boolean signed) {
        if (bits > 31) {
            return Optional.empty();
        }
        for (IntegerFormat format : new IntegerFormat[] {
            new IntegerFormat(bits, signed), new IntegerFormat(bits, false), new IntegerFormat(32, true)
        }) {
            if (Arrays.stream(codes).allMatch(code -> code >= format.least() && code <= format.largest())) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
