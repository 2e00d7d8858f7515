package bitwright.accel.systolic;

import bitwright.arith.NumberFormat;
import bitwright.arith.dot.Accumulator;
import bitwright.arith.dot.DotProduct;

/** What one PE does with two codes and a sum. */
final class PeArithmetic {
    /** Significands of formats up to this width fit a double together: their products are exact. */
    private static final int TABLE_BITS = 16;

    private final DotProduct dot;
    private final Values activations;
    private final Values weights;

    /** The values of all codes of one operand's format, and of its scales. */
    private record Values(OperandFormat format, double[] elements, double[] scales) {
        static Values of(OperandFormat format) {
            double[] scales =
                    format.block().map(block -> decoded(block.scale())).orElse(null);
            return new Values(format, decoded(format.element()), scales);
        }

        private static double[] decoded(NumberFormat format) {
            var values = new double[1 << format.bits()];
            for (int code = 0; code < values.length; code++) {
                values[code] = format.decode(code);
            }
            return values;
        }

        double of(int code) {
            return scales == null
                    ? elements[code]
                    : elements[OperandFormat.elementOf(code)] * scales[OperandFormat.scaleCodeOf(code)];
        }
    }

    PeArithmetic(MacPe pe) {
        dot = pe.dotProduct();
        boolean exact = pe.multiplier() == MacPe.Product.EXACT && !pe.isInteger();
        boolean small = pe.activations().bits() <= TABLE_BITS && pe.weights().bits() <= TABLE_BITS;
        activations = exact && small ? Values.of(pe.activations()) : null;
        weights = exact && small ? Values.of(pe.weights()) : null;
    }

    /** A sum of zero. */
    Accumulator start() {
        return dot.accumulation().start();
    }

    /** Adds the product of two codes, with their blocks' scales, to a sum. */
    void add(Accumulator sum, int activation, int weight) {
        if (activations == null) {
            dot.add(sum, activation, weight);
        } else {
            sum.add(activations.of(activation) * weights.of(weight));
        }
    }
}
