package bitwright.accel.systolic;

import bitwright.arith.dot.Accumulator;
import bitwright.arith.dot.DotProduct;

/** What one PE does with two codes and a sum. */
final class PeArithmetic {
    private final DotProduct dot;
    private final OperandFormat activations;
    private final OperandFormat weights;
    private final boolean scaled;

    PeArithmetic(MacPe pe) {
        dot = pe.dotProduct();
        activations = pe.activations();
        weights = pe.weights();
        scaled = activations.block().isPresent() || weights.block().isPresent();
    }

    /** A sum of zero. */
    Accumulator start() {
        return dot.accumulation().start();
    }

    /** Adds the product of two codes, with their blocks' scales, to a sum. */
    void add(Accumulator sum, int activation, int weight) {
        if (!scaled) {
            dot.add(sum, activation, weight);
            return;
        }
        int a = activations.block().isPresent() ? OperandFormat.elementOf(activation) : activation;
        int w = weights.block().isPresent() ? OperandFormat.elementOf(weight) : weight;
        // Two scales are powers of two or short fractions: the product stays exact in a double.
        sum.add(dot.multiplier().product(a, w) * activations.scaleOf(activation) * weights.scaleOf(weight));
    }
}
