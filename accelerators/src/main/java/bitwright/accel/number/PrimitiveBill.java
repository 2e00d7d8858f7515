package bitwright.accel.number;

import bitwright.accel.pe.Bill.Sink;
import bitwright.arith.FloatFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.posit.Posit;
import bitwright.sim.energy.Action;

/**
 * The primitives that products and sums of an {@link Arithmetic} are built of.
 *
 * <p>Floats of 16 or 32 bits multiply as such; other floats, posits and blocks as their parts: an integer multiplier of
 * the significand's width and an adder of the exponents. Posits are taken apart first, a shift of the operand's width each.
 * Float sums of other widths than 16 and 32 bits are priced as the next wider.
 *
 * <p>A step of several lanes adds its products without rounding in fixed point, each shifted to its place and added by a
 * tree of adders as wide as the register of all products must be, and multiplies the blocks' scales once; or in a tree of
 * float adders. Products of integers need no shift.
 */
public final class PrimitiveBill {
    private final Arithmetic arithmetic;

    public PrimitiveBill(Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
    }

    /** What makes the products of single pairs, scales of blocks included. */
    public void product(long times, Sink sink) {
        product(times, true, sink);
    }

    private void product(long times, boolean scaled, Sink sink) {
        OperandFormat a = arithmetic.activations();
        OperandFormat w = arithmetic.weights();
        int width = Math.max(a.significandBits(), w.significandBits());
        int operandBits = Math.max(a.bits(), w.bits());
        int exponentBits = scaled
                ? Math.max(a.exponentBits(), w.exponentBits())
                : Math.max(a.elementExponentBits(), w.elementExponentBits());
        switch (arithmetic.product()) {
            case L_MUL -> sink.count(new Action("add.int", operandBits), times);
            case SHIFT_ADD -> shiftAdd(times, sink);
            case MITCHELL -> {
                sink.count(new Action("shift", operandBits), 2 * times); // to and from the leading one
                sink.count(new Action("add.int", operandBits + 5), times); // two logarithms of up to 32 bits
            }
            case EXACT -> {
                if (isFloat(a) && isFloat(w) && (operandBits == 16 || operandBits == 32)) {
                    sink.count(new Action("mul.float", operandBits), times);
                    return;
                }
                for (OperandFormat operand : new OperandFormat[] {a, w}) {
                    if (operand.element() instanceof Posit posit) {
                        sink.count(new Action("shift", posit.bits()), times);
                    }
                }
                sink.count(new Action("mul.int", width), times);
                if (exponentBits > 0) {
                    sink.count(new Action("add.int", exponentBits), times);
                }
            }
        }
    }

    /**
     * A gate and a shift by wires for every bit of the weight, and a tree of adders. Floats are shifted by their exponents,
     * aligned with the largest and added as integers.
     */
    private void shiftAdd(long times, Sink sink) {
        OperandFormat activations = arithmetic.activations();
        int copies = arithmetic.weights().bits();
        int significand = activations.significandBits();
        int product = significand + copies;
        sink.count(new Action("and", significand), copies * times);
        sink.count(new Action("add.int", product), Math.max(1, copies - 1) * times);
        if (activations.exponentBits() > 0) {
            sink.count(new Action("add.int", activations.exponentBits()), copies * times);
            sink.count(new Action("shift", product), copies * times);
        }
    }

    private static boolean isFloat(OperandFormat format) {
        return format.block().isEmpty() && format.element() instanceof FloatFormat;
    }

    /** The adder in front of the register. */
    public Action addition() {
        var accumulator = arithmetic.accumulator();
        int bits = accumulator.bits();
        boolean integer = !accumulator.isFloat();
        return integer ? new Action("add.int", bits) : new Action("add.float", bits <= 16 ? 16 : 32);
    }

    /** Bits of a register that holds any product of two elements without rounding, sign included. */
    int productBits() {
        if (arithmetic.isInteger()) {
            return arithmetic.activations().bits() + arithmetic.weights().bits();
        }
        return places(arithmetic.activations().element())
                + places(arithmetic.weights().element())
                + 1;
    }

    /** Bits of a format's largest value in units of its smallest. */
    private static int places(NumberFormat format) {
        return Math.getExponent(format.maxFinite()) - Math.getExponent(format.unit()) + 1;
    }

    /** What a lane of a step does. */
    void lane(Sink sink) {
        boolean tree = arithmetic.inside() == Arithmetic.Inside.TREE;
        product(1, arithmetic.lanes() == 1 || tree, sink);
        if (arithmetic.lanes() > 1 && !tree && !arithmetic.isInteger()) {
            sink.count(new Action("shift", productBits()), 1);
        }
    }

    /** What a step does besides: scales of blocks, the addition to the register. */
    void step(Sink sink) {
        boolean once = arithmetic.lanes() > 1 && arithmetic.inside() == Arithmetic.Inside.EXACT;
        OperandFormat a = arithmetic.activations();
        OperandFormat w = arithmetic.weights();
        int scaleBits = Math.max(a.scaleExponentBits(), w.scaleExponentBits());
        int mantissaBits = Math.max(a.scaleMantissaBits(), w.scaleMantissaBits());
        if (once && scaleBits > 0) {
            sink.count(new Action("add.int", scaleBits), 1);
        }
        if (once && mantissaBits > 0) {
            sink.count(new Action("mul.int", mantissaBits + 1), 1);
        }
        sink.count(addition(), 1);
    }
}
