package bitwright.accel.systolic;

import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
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
 * <p>Weights that fit the bits as they are, keep their values. Others are rounded to the nearest of 2^bits steps between the
 * least and the largest of their group, zero among them.
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
    static final int PIPELINE = 2;

    public WeightGroups {
        Check.ranges(WeightGroups.class, bits, size, zeroPoint, scale, sum);
        Check.that(Formats.named(scale) instanceof FloatFormat, "scale", "must be a float, got " + scale);
        Check.that(!sum.isInteger(), "sum", "must be a float or exact, got " + sum.format());
    }

    /** The format of weights: unsigned with a zero point. */
    public OperandFormat format() {
        return OperandFormat.of((zeroPoint ? "uint" : "int") + bits);
    }

    NumberFormat scaleFormat() {
        return Formats.named(scale);
    }

    Accumulation accumulation() {
        return sum.accumulation(1);
    }

    /** Groups of an output with so many products; the last may be short. */
    int groups(int products) {
        return (products + size - 1) / size;
    }
}
