package bitwright.accel.systolic;

import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;

/**
 * A processing element that multiplies two codes a cycle and adds the product to a sum, which rounds there once. Products
 * of block formats are products of elements times both scales, taken before they are added.
 *
 * <p>An integer format takes what is stored, signed or unsigned, as wide as it says, as the PEs of the TPU do (Jouppi et
 * al., ISCA 2017: "8-bit multiply-and-adds on signed or unsigned integers"). A product of floats never rounds by itself.
 */
@Doc("A PE that multiplies two values a cycle and adds the product to a sum.")
public record MacPe(
        @Doc("Format of activations: int8, float8_e4m3fn, posit8_es2, mxfp8_e4m3, …")
        OperandFormat activations,

        @Doc("Format of weights.") OperandFormat weights,

        @Doc("The sum: int32, float32, exact, or { format, overflow, rounding }.")
        SumFormat accumulator,

        @Doc("exact; mitchell: the logarithmic multiplier; l-mul: one integer addition, for floats; shift-add:"
                + " exact, a gated and shifted copy of the activation for every bit of an integer weight.")
        @Default("exact")
        Product multiplier,

        @Doc("carry-propagate: a whole addition a product; carry-save: sum and carry stay two words, to which Booth"
                + " partial products are added without a multiplier's or a sum's own addition (OPT1 of arXiv 2503.06342);"
                + " for integers that wrap.")
        @Default("carry-propagate")
        Adder adder) {
    /** What makes the products. */
    public enum Product {
        EXACT,
        MITCHELL,
        L_MUL,
        /** A gated, shifted copy of the activation for every bit of an integer weight; exact. */
        SHIFT_ADD
    }

    /** What makes the sums. */
    public enum Adder {
        CARRY_PROPAGATE,
        CARRY_SAVE
    }

    /** A PE with an addition a product. */
    public MacPe(OperandFormat activations, OperandFormat weights, SumFormat accumulator, Product multiplier) {
        this(activations, weights, accumulator, multiplier, Adder.CARRY_PROPAGATE);
    }

    public MacPe {
        boolean plain =
                arithmetic(activations, weights, accumulator, multiplier).isPlain();
        Check.that(
                adder == Adder.CARRY_PROPAGATE || plain,
                "adder",
                "must be carry-propagate but for exact products of integers in an integer that wraps");
    }

    /** A PE of exact products. */
    public static MacPe of(String activations, String weights, String accumulator) {
        return new MacPe(
                OperandFormat.of(activations), OperandFormat.of(weights), SumFormat.of(accumulator), Product.EXACT);
    }

    private static Arithmetic arithmetic(
            OperandFormat activations, OperandFormat weights, SumFormat accumulator, Product multiplier) {
        return new Arithmetic(activations, weights, Arithmetic.Product.valueOf(multiplier.name()), accumulator);
    }

    /** What it computes. */
    public Arithmetic arithmetic() {
        return arithmetic(activations, weights, accumulator, multiplier);
    }

    /** Whether sums are plain integer arithmetic modulo a power of two. */
    public boolean isPlain() {
        return arithmetic().isPlain();
    }

    /** Whether sums or products round, so that they differ from the exact ones by design. */
    boolean rounds() {
        return arithmetic().rounds();
    }

    /** Whether both operands are integers, which enter as they are. */
    boolean isInteger() {
        return arithmetic().isInteger();
    }
}
