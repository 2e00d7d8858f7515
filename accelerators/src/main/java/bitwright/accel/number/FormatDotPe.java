package bitwright.accel.number;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Bill.Per;
import bitwright.accel.pe.LayerPrecision;
import bitwright.arith.dot.LMul;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * A dot-product unit of any number format: FP8, FP6 and FP4, bfloat16, posits, MX and NVFP4 blocks. A step's products are
 * added without rounding, as the fixed-point sums of a published unit for MX are (ebby-s/MX-for-FPGA), or in a tree of float
 * adders; the blocks' scales are multiplied in once a step; the sum joins the register and rounds there.
 */
@Doc("Dot-product unit of any number format: a step's products added exactly or in a tree of rounding adders, the"
        + " blocks' scales multiplied in once, then one addition to the register.")
public record FormatDotPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 1024)
        int lanes,

        @Doc("Format of activations: float8_e4m3fn, posit8_es2, mxfp8_e4m3, nvfp4, … Integers have PEs of their own.")
        OperandFormat activations,

        @Doc("Format of weights.") OperandFormat weights,

        @Doc("The register: float32, bfloat16, exact, or { format, rounding }.")
        SumFormat accumulator,

        @Doc("How a step's products are added: exact, rounded where they join the register; tree: by adders of the "
                + "register's format, neighbours first.")
        @Default("exact")
        Arithmetic.Inside inside,

        @Doc("exact; mitchell: the logarithmic multiplier; l-mul: one integer addition, for floats.") @Default("exact")
        Arithmetic.Product multiplier,

        @Doc("The reading of l-mul: its adder alone, saturating or overflowing, or the paper's equation.")
        @Default("saturating-adder")
        LMul.Variant variant)
        implements FormatPe {
    public FormatDotPe {
        Check.ranges(FormatDotPe.class, lanes, activations, weights, accumulator, inside, multiplier, variant);
        var spec = new Arithmetic(activations, weights, multiplier, variant, lanes, inside, accumulator);
        Check.that(
                !spec.isInteger(),
                "activations",
                "must not be integers with weights that are integers too; take bit-parallel, got " + activations);
    }

    @Override
    public Arithmetic arithmetic() {
        return new Arithmetic(activations, weights, multiplier, variant, lanes, inside, accumulator);
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        var primitives = new PrimitiveBill(arithmetic());
        var bill = new Bill().lane(Per.STEP, "register.write", weights.bits(), 1);
        primitives.lane((action, times) -> bill.lane(Per.STEP, action.kind(), action.widthBits(), (int) times));
        if (inside == Arithmetic.Inside.TREE && lanes > 1) {
            bill.pe(Per.STEP, "add.float", accumulator.bits() <= 16 ? 16 : 32, lanes - 1);
        } else {
            int bits = primitives.productBits();
            bill.tree(Per.STEP, lanes, bits, bits + 32 - Integer.numberOfLeadingZeros(lanes));
        }
        primitives.step((action, times) -> bill.pe(Per.STEP, action.kind(), action.widthBits(), (int) times));
        return bill.pe(Per.STEP, "register.write", accumulator.bits(), 1);
    }
}
