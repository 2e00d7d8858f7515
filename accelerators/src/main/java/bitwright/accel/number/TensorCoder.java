package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.BlockTensor;
import bitwright.arith.posit.Posit;

/**
 * How real tensors become the codes of an {@link Arithmetic}'s operands.
 *
 * <ul>
 *   <li>Integers of two integer operands: activations affine over their span, with a zero point; weights symmetric, a scale
 *       for each filter, the largest magnitude becoming the largest code. Ternary weights as BitNet b1.58 has them
 *       (arXiv 2402.17764, equations 1 to 3): scaled by a filter's mean magnitude.
 *   <li>Other formats: a scale for the activations, one for each filter of weights, such that the largest magnitude becomes
 *       the format's largest value, a sixteenth of it with five exponent bits and more, or less where sums or L-Mul's products would leave their range; for posits 4, so that
 *       the bulk of a bell-shaped tensor lies around 1, where posits are densest (a choice of ours).
 *   <li>MX blocks choose their own powers of two. NVFP4 has a scale a tensor such that the largest block's scale is 448.
 * </ul>
 *
 * Everything beyond the range saturates; rounding is to nearest even.
 */
final class TensorCoder {
    private static final double POSIT_TARGET = 4;

    /** Floats of so many exponent bits have room to spare above the largest magnitude: this factor. */
    private static final int WIDE = 5;

    private static final double HEADROOM = 16;

    private final Arithmetic arithmetic;
    /** Products that a sum takes, which says how far from the register's end it must stay. */
    private final int depth;

    TensorCoder(Arithmetic arithmetic, int depth) {
        this.arithmetic = arithmetic;
        this.depth = depth;
    }

    /**
     * Codes of activations.
     *
     * @param channels how many in a row lie at one position: blocks do not cross them
     */
    CodedTensor activations(float[] reals, int channels, Span span) {
        OperandFormat format = arithmetic.activations();
        if (format.block().isPresent()) {
            return blocks(
                    format.block().get(),
                    reals,
                    channels,
                    tensorScale(format.block().get(), span.magnitude()));
        }
        if (arithmetic.isInteger()) {
            return affine((IntegerFormat) format.element(), reals, span);
        }
        return scaled(format.element(), reals, reals.length, span.magnitude());
    }

    /**
     * Codes of weights.
     *
     * @param filters how many
     * @param channels how many in a row belong to one tap
     */
    CodedTensor weights(float[] reals, int filters, int channels) {
        OperandFormat format = arithmetic.weights();
        if (format.block().isPresent()) {
            double most = Span.of(reals, 0, reals.length).magnitude();
            return blocks(
                    format.block().get(),
                    reals,
                    channels,
                    tensorScale(format.block().get(), most));
        }
        if (arithmetic.isInteger()) {
            return symmetric((IntegerFormat) format.element(), reals, reals.length / filters);
        }
        return scaled(format.element(), reals, reals.length / filters, 0);
    }

    private static CodedTensor affine(IntegerFormat format, float[] reals, Span span) {
        long least = format.minInteger();
        long most = format.maxInteger();
        double scale = span.high() == span.low() ? 1 : (span.high() - span.low()) / (most - least);
        long zero = Math.round(least - span.low() / scale);
        var codes = new int[reals.length];
        var values = new double[reals.length];
        for (int i = 0; i < codes.length; i++) {
            double code = Math.rint(reals[i] / scale) + zero;
            codes[i] = (int) Math.max(least, Math.min(most, code));
            values[i] = codes[i];
        }
        return new CodedTensor(codes, values, new double[] {scale}, (int) zero, (int) zero);
    }

    private static CodedTensor symmetric(IntegerFormat format, float[] reals, int row) {
        long most = format.maxInteger();
        boolean ternary = most == 1 && format.coding() != IntegerCoding.UNSIGNED;
        var codes = new int[reals.length];
        var values = new double[reals.length];
        var scales = new double[reals.length / row];
        for (int f = 0; f < scales.length; f++) {
            scales[f] = ternary
                    ? meanMagnitude(reals, f * row, (f + 1) * row)
                    : Span.of(reals, f * row, (f + 1) * row).magnitude() / most;
            for (int i = f * row; i < (f + 1) * row; i++) {
                double code = Math.rint(reals[i] / scales[f]);
                codes[i] = (int) Math.max(Math.max(-most, format.minInteger()), Math.min(most, code));
                values[i] = codes[i];
            }
        }
        return new CodedTensor(codes, values, scales, 0, 0);
    }

    private static double meanMagnitude(float[] reals, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs((double) reals[i]);
        }
        return sum > 0 ? sum / (to - from) : 1;
    }

    /**
     * Codes under one scale a row.
     *
     * @param magnitude what becomes the target; 0 for each row's largest
     */
    private CodedTensor scaled(NumberFormat format, float[] reals, int row, double magnitude) {
        double target = target(format);
        var codes = new int[reals.length];
        var values = new double[reals.length];
        var scales = new double[Math.max(1, reals.length / Math.max(1, row))];
        for (int r = 0; r < scales.length; r++) {
            double most = magnitude > 0
                    ? magnitude
                    : Span.of(reals, r * row, (r + 1) * row).magnitude();
            scales[r] = most / target;
            for (int i = r * row; i < (r + 1) * row; i++) {
                codes[i] = code(format, reals[i] / scales[r]);
                values[i] = format.decode(codes[i]);
            }
        }
        return new CodedTensor(codes, values, scales, format.encode(0), 0);
    }

    private static int code(NumberFormat format, double value) {
        return format instanceof RoundedFormat rounded
                ? rounded.encode(value, Rounding.NEAREST_EVEN, Overflow.SATURATE_FINITE)
                : format.encode(value);
    }

    /** What the largest magnitude of an operand becomes. */
    private double target(NumberFormat format) {
        if (format instanceof Posit) {
            return Math.min(POSIT_TARGET, format.maxFinite());
        }
        double most = format.maxFinite();
        if (format instanceof FloatFormat wide && wide.exponentBits() >= WIDE) {
            // What calibration did not see is not cut off, and small values are far from the other end.
            most /= HEADROOM;
        }
        if (arithmetic.accumulator().isFloat()) {
            most = Math.min(most, root(arithmetic.accumulator().maxFinite() / depth));
        }
        if (arithmetic.product() == Arithmetic.Product.L_MUL) {
            most = Math.min(most, root(format.maxFinite())); // its products are values of the operands' format
        }
        // Floats of a wide range need no more of it than this, and powers of two do not change what is rounded.
        return format instanceof FloatFormat ? Math.min(most, 0x1p32) : most;
    }

    /** The largest power of two no greater than the root. */
    private static double root(double value) {
        return Math.scalb(1.0, Math.getExponent(Math.sqrt(value)));
    }

    /** NVFP4's scale of the tensor; 1 for blocks whose scales are powers of two. */
    private static double tensorScale(BlockFormat format, double magnitude) {
        return format.scale().mantissaBits() == 0
                ? 1
                : magnitude / (format.element().maxFinite() * format.scale().maxFinite());
    }

    private static CodedTensor blocks(BlockFormat format, float[] reals, int channels, double tensorScale) {
        var codes = new int[reals.length];
        var values = new double[reals.length];
        var one = new float[channels];
        for (int start = 0; start < reals.length; start += channels) {
            for (int c = 0; c < channels; c++) {
                one[c] = (float) (reals[start + c] / tensorScale);
            }
            BlockTensor tensor = format.encode(one);
            for (int c = 0; c < channels; c++) {
                codes[start + c] = OperandFormat.code(tensor.elements()[c], tensor.scaleOf(c));
                values[start + c] = tensor.value(c);
            }
        }
        return new CodedTensor(codes, values, new double[] {tensorScale}, 0, 0);
    }
}
