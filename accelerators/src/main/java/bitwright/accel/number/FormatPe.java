package bitwright.accel.number;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.arith.dot.Accumulator;
import bitwright.workload.Encoding;
import bitwright.workload.Tensor;

/**
 * A PE of the broadcast grid whose operands are codes of number formats: one {@link Arithmetic}, a step a cycle unless it says
 * otherwise. The grid rounds the integers of a workload to the formats where they enter, as a systolic array does.
 */
public interface FormatPe extends LanePe {
    /** What it computes; its lanes are the PE's. */
    Arithmetic arithmetic();

    @Override
    default int lanes() {
        return arithmetic().lanes();
    }

    /** Operands are rounded to the format, never cut. */
    @Override
    default int operandBits() {
        return 31;
    }

    @Override
    default int accumulatorBits() {
        return arithmetic().accumulator().bits();
    }

    @Override
    default Cost cost(LayerPrecision precision) {
        return Cost.fixed(1);
    }

    /**
     * A group of integers rounded to the formats without scaling them, their step summed from zero, and the sum rounded to the
     * nearest integer: what {@code bitwright pe} shows. Layers keep what is behind the point.
     */
    @Override
    default Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        precision.require(weights, activations, lanes());
        Arithmetic spec = arithmetic();
        var arithmetic = new PeArithmetic(spec);
        Accumulator sum = arithmetic.start();
        int[] a = codes(spec.activations(), activations);
        int[] w = codes(spec.weights(), weights);
        arithmetic.step(sum, a, w, 0, a.length);
        bill(precision).chargeGroup(control, 1, weights.length, actions);
        return new Dot((long) Math.rint(sum.value()), 1);
    }

    private static int[] codes(OperandFormat format, int[] values) {
        var tensor = new Tensor(new int[] {1, values.length}, values);
        return IntegerCodes.of(format, new Encoding("int16", 0, 1, false), tensor)
                .codes();
    }

    @Override
    default int activationStorageBits(LayerPrecision precision) {
        return arithmetic().activations().bits();
    }

    @Override
    default int weightStorageBits(LayerPrecision precision) {
        return arithmetic().weights().bits();
    }

    @Override
    default int activationWires(LayerPrecision precision) {
        return arithmetic().activations().bits();
    }

    @Override
    default double peakMacsPerCycle() {
        Arithmetic spec = arithmetic();
        return lanes() * (spec.activations().bits() / 16.0) * (spec.weights().bits() / 16.0);
    }
}
