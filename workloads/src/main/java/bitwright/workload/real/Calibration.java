package bitwright.workload.real;

import java.util.HashMap;
import java.util.Map;

/** Multiplies and remembers the ranges of what it multiplied, from which scales follow. */
final class Calibration implements Products {
    /** The least and the largest value. */
    record Range(float low, float high) {
        Range with(float[] values) {
            float least = low;
            float largest = high;
            for (float value : values) {
                least = Math.min(least, value);
                largest = Math.max(largest, value);
            }
            return new Range(least, largest);
        }
    }

    private static final Range NONE = new Range(0, 0);

    private final Map<String, Range> activations = new HashMap<>();
    private final Map<String, Range> weights = new HashMap<>();

    @Override
    public double[] of(Product product) {
        activations.merge(product.name(), NONE.with(product.activations().reals()), Calibration::both);
        if (!product.constant()) {
            weights.merge(product.name(), NONE.with(product.weights().reals()), Calibration::both);
        }
        return Products.PLAIN.of(product);
    }

    private static Range both(Range a, Range b) {
        return new Range(Math.min(a.low, b.low), Math.max(a.high, b.high));
    }

    Range activations(String layer) {
        return activations.getOrDefault(layer, NONE);
    }

    /** Of a second operand that is computed. */
    Range weights(String layer) {
        return weights.getOrDefault(layer, NONE);
    }
}
