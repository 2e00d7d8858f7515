package bitwright.accel.systolic;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.dot.DotProduct;
import bitwright.arith.dot.ExactMultiplier;
import bitwright.arith.dot.LMul;
import bitwright.arith.dot.MitchellMultiplier;
import bitwright.arith.dot.Multiplier;
import bitwright.arith.dot.ShiftAddMultiplier;
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
        Check.that(
                multiplier != Product.L_MUL
                        || activations.element() instanceof FloatFormat
                                && activations.element().equals(weights.element()),
                "multiplier",
                "l-mul needs both operands in one float format, got " + activations + " and " + weights);
        Check.that(
                multiplier == Product.EXACT
                        || activations.block().isEmpty() && weights.block().isEmpty(),
                "multiplier",
                "must be exact for blocks, got " + SystolicArray.word(multiplier));
        Check.that(
                !accumulator.isInteger() || activations.isInteger() && weights.isInteger(),
                "accumulator",
                "must be a float or exact for operands " + activations + " and " + weights + ", got "
                        + accumulator.format());
        Check.that(
                multiplier != Product.SHIFT_ADD || weights.isInteger(),
                "multiplier",
                "shift-add needs integer weights, got " + weights);
        Check.that(
                adder == Adder.CARRY_PROPAGATE
                        || multiplier == Product.EXACT
                                && activations.isInteger()
                                && weights.isInteger()
                                && accumulator.wraps(),
                "adder",
                "must be carry-propagate but for exact products of integers in an integer that wraps");
        Check.that(
                activations.element().quantize(0) == 0, "activations", "must have a zero, got " + activations.name());
        Check.that(weights.element().quantize(0) == 0, "weights", "must have a zero, got " + weights.name());
    }

    /** A PE of exact products. */
    public static MacPe of(String activations, String weights, String accumulator) {
        return new MacPe(
                OperandFormat.of(activations), OperandFormat.of(weights), SumFormat.of(accumulator), Product.EXACT);
    }

    /** Whether sums are plain integer arithmetic modulo a power of two. */
    public boolean isPlain() {
        return activations.isInteger() && weights.isInteger() && hasExactProducts() && accumulator.wraps();
    }

    /** Whether sums or products round, so that they differ from the exact ones by design. */
    boolean rounds() {
        boolean floats = !accumulator.isInteger() && !accumulator.isExact();
        return floats || !hasExactProducts() || !isInteger();
    }

    /** Whether both operands are integers, which enter as they are. */
    boolean isInteger() {
        return activations.isInteger() && weights.isInteger();
    }

    private boolean hasExactProducts() {
        return multiplier == Product.EXACT || multiplier == Product.SHIFT_ADD;
    }

    Multiplier elementMultiplier() {
        // Where both are integers, registers hold them as they are, signed or unsigned, and no codes.
        NumberFormat a = isInteger() ? IntegerFormat.signed(32) : activations.element();
        NumberFormat w = isInteger() ? IntegerFormat.signed(32) : weights.element();
        return switch (multiplier) {
            case EXACT -> new ExactMultiplier(a, w);
            case SHIFT_ADD -> new ShiftAddMultiplier(a, w, weights.bits());
            case MITCHELL -> new MitchellMultiplier(a, w);
            case L_MUL -> new LMul((FloatFormat) a);
        };
    }

    DotProduct dotProduct() {
        return new DotProduct(elementMultiplier(), accumulator.accumulation());
    }
}
