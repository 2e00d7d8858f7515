package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.catalog.Formats;
import bitwright.arith.dot.Accumulation;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * Weights in groups along an output's products that share a scale and a zero point, dequantised once a group and output
 * (MixPE, arXiv 2411.16158): {@code y = Σ over groups of scale · (Σ q·x − zeroPoint · Σ x)}. The sum of a group's
 * activations is taken once a row and shared by all columns.
 *
 * <p>Integers whose group spans no more than the bits do keep their values. Others, and reals, are rounded to the nearest of
 * 2^bits steps between the least and the largest of their group, zero among them.
 */
@Doc("Weights in groups that share a scale and a zero point, dequantised behind each group.")
public record WeightGroups(
        @Doc("Bits of a weight.") @Range(min = 1, max = 8) @Default("4")
        int bits,

        @Doc("Weights of a group, along the products of an output.") @Range(min = 1, max = 65536) @Default("128")
        int size,

        @Doc("Whether a group has a zero point: weights are then unsigned, otherwise signed and symmetric.")
        @Default("true")
        boolean zeroPoint,

        @Doc("Format of the scales, a float.") @Default("float16")
        String scale,

        @Doc("The sum over groups: float32, bfloat16, exact, …") @Default("float32")
        SumFormat sum) {
    /** Edges behind a group's last product: less the zero point's share, then scaled and added. */
    public static final int PIPELINE = 2;

    public WeightGroups {
        Check.ranges(WeightGroups.class, bits, size, zeroPoint, scale, sum);
        Check.that(Formats.named(scale) instanceof FloatFormat, "scale", "must be a float, got " + scale);
        Check.that(!sum.isInteger(), "sum", "must be a float or exact, got " + sum.format());
    }

    /** The format of weights: unsigned with a zero point. */
    public OperandFormat format() {
        return OperandFormat.of((zeroPoint ? "uint" : "int") + bits);
    }

    /** The format of scales. */
    public NumberFormat scaleFormat() {
        return Formats.named(scale);
    }

    /** The sum over groups. */
    public Accumulation accumulation() {
        return sum.accumulation(1);
    }

    /** Groups of an output with so many products; the last may be short. */
    public int groups(int products) {
        return (products + size - 1) / size;
    }

    /**
     * What a group shares.
     *
     * @param scale of a step, a value of the scales' format
     * @param zeroPoint the code of zero
     * @param low the least code
     * @param high the largest one
     */
    public record Step(double scale, int zeroPoint, int low, int high) {
        /** The nearest code. */
        public int code(double value) {
            return clamp(Math.rint(value / scale) + zeroPoint, low, high);
        }

        /** What a code is worth. */
        public double value(int code) {
            return scale * (code - zeroPoint);
        }
    }

    private static int clamp(double value, int low, int high) {
        return (int) Math.max(low, Math.min(high, value));
    }

    /** The step between the least and the largest of a group's reals, zero among them. */
    public Step step(double least, double largest) {
        double from = Math.min(0, least);
        double to = Math.max(0, largest);
        int half = 1 << bits - 1;
        int low = zeroPoint ? 0 : -half;
        int high = zeroPoint ? 2 * half - 1 : half - 1;
        double wanted = zeroPoint ? (to - from) / high : Math.max(-from, to) / Math.max(1, high);
        double rounded = scaleFormat().quantize(wanted);
        double step = rounded > 0 ? rounded : 1;
        int zero = zeroPoint ? clamp(Math.rint(-from / step), low, high) : 0;
        return new Step(step, zero, low, high);
    }

    /** The same of integers, which keep their values where the bits can. */
    public Step integerStep(int least, int largest) {
        int from = Math.min(0, least);
        int to = Math.max(0, largest);
        int half = 1 << bits - 1;
        if (zeroPoint && (long) to - from <= 2L * half - 1) {
            return new Step(1, -from, 0, 2 * half - 1);
        }
        if (!zeroPoint && from >= -half && to < half) {
            return new Step(1, 0, -half, half - 1);
        }
        return step(from, to);
    }
}
