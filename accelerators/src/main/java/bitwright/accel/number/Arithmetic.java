package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.dot.ExactMultiplier;
import bitwright.arith.dot.LMul;
import bitwright.arith.dot.MitchellMultiplier;
import bitwright.arith.dot.Multiplier;
import bitwright.arith.dot.ShiftAddMultiplier;
import bitwright.sim.parameter.Check;

/**
 * What a PE computes, to the bit: the formats of its operands, what makes a product, how many products are added before
 * their sum joins the register, and the register.
 *
 * <p>A step takes {@code lanes} pairs of operands. With one lane every product joins the register by itself. With more,
 * the step's products are first added {@linkplain Inside as stated}; scales of blocks are multiplied in once a step, and a
 * step ends where a block does.
 *
 * @param activations format of one operand
 * @param weights format of the other
 * @param product what makes a product
 * @param variant the reading of L-Mul; unused by others
 * @param lanes pairs a step, 1 to 1024
 * @param inside how a step's products are added; unused with one lane
 * @param accumulator the register and its adder
 */
public record Arithmetic(
        OperandFormat activations,
        OperandFormat weights,
        Product product,
        LMul.Variant variant,
        int lanes,
        Inside inside,
        SumFormat accumulator) {
    /** What makes the products. */
    public enum Product {
        EXACT,
        MITCHELL,
        L_MUL,
        /** A gated, shifted copy of the activation for every bit of an integer weight; exact. */
        SHIFT_ADD;

        /** Whether products are those of arithmetic. */
        public boolean isExact() {
            return this == EXACT || this == SHIFT_ADD;
        }
    }

    /** How the products of one step are added. */
    public enum Inside {
        /** Without rounding, as by a fixed-point adder tree of the full width; the sum is rounded where it joins. */
        EXACT,
        /** By a tree of two-input adders of the register's format, neighbours first, each of which rounds. */
        TREE
    }

    public Arithmetic {
        Check.between("lanes", lanes, 1, 1024);
        Check.that(
                product != Product.L_MUL
                        || activations.element() instanceof FloatFormat
                                && activations.element().equals(weights.element()),
                "multiplier",
                "l-mul needs both operands in one float format, got " + activations + " and " + weights);
        Check.that(
                product == Product.EXACT
                        || activations.block().isEmpty() && weights.block().isEmpty(),
                "multiplier",
                "must be exact for blocks, got " + word(product));
        Check.that(
                product != Product.SHIFT_ADD || weights.isInteger(),
                "multiplier",
                "shift-add needs integer weights, got " + weights);
        Check.that(
                !accumulator.isInteger() || activations.isInteger() && weights.isInteger(),
                "accumulator",
                "must be a float, a posit or exact for operands " + activations + " and " + weights + ", got "
                        + accumulator.format());
        Check.that(
                activations.element().quantize(0) == 0, "activations", "must have a zero, got " + activations.name());
        Check.that(weights.element().quantize(0) == 0, "weights", "must have a zero, got " + weights.name());
        Check.that(
                lanes == 1 || inside == Inside.EXACT || accumulator.isFloat(),
                "inside",
                "must be exact unless the register is a float, got tree with " + accumulator.format());
    }

    /** One pair a step. */
    public Arithmetic(OperandFormat activations, OperandFormat weights, Product product, SumFormat accumulator) {
        this(activations, weights, product, LMul.Variant.SATURATING_ADDER, 1, Inside.EXACT, accumulator);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** Whether sums are plain integer arithmetic modulo a power of two, whatever their order. */
    public boolean isPlain() {
        return isInteger() && product.isExact() && accumulator.wraps();
    }

    /** Whether sums or products round, so that they differ from the exact ones by design. */
    public boolean rounds() {
        boolean rounding = !accumulator.isInteger() && !accumulator.isExact();
        return rounding || !product.isExact() || !isInteger();
    }

    /** Whether both operands are integers, which enter as they are. */
    public boolean isInteger() {
        return activations.isInteger() && weights.isInteger();
    }

    /** What makes the product of two elements. */
    public Multiplier multiplier() {
        // Where both are integers, registers hold them as they are, signed or unsigned, and no codes.
        NumberFormat a = isInteger() ? IntegerFormat.signed(32) : activations.element();
        NumberFormat w = isInteger() ? IntegerFormat.signed(32) : weights.element();
        return switch (product) {
            case EXACT -> new ExactMultiplier(a, w);
            case SHIFT_ADD -> new ShiftAddMultiplier(a, w, weights.bits());
            case MITCHELL -> new MitchellMultiplier(a, w);
            case L_MUL -> new LMul((FloatFormat) a, variant);
        };
    }
}
