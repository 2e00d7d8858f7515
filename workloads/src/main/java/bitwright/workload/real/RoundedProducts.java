package bitwright.workload.real;

import java.util.List;
import java.util.Map;

/**
 * Multiplies operands that were rounded before, as reals: what quantisation costs a network, without the bookkeeping of a
 * trace. Weights that are known beforehand are taken as they are.
 */
public final class RoundedProducts implements Products {
    /** How an operand is rounded. */
    @FunctionalInterface
    public interface Operand {
        /**
         * The rounded operand, of the same shape.
         *
         * @param layer the product's name
         * @param value rows along its last axis, which is the one that is summed over
         */
        Value rounded(String layer, Value value);
    }

    private final Operand activations;
    private final Operand computed;

    /**
     * @param activations for first operands
     * @param computed for second operands that are computed, such as keys and values
     */
    public RoundedProducts(Operand activations, Operand computed) {
        this.activations = activations;
        this.computed = computed;
    }

    /**
     * To integers with a scale a layer, as {@link GraphTrace} rounds them.
     *
     * @param calibration inputs from which ranges are taken
     * @param rounding {@code activationBits} for first operands, {@code weightBits} for computed second ones
     */
    public static RoundedProducts integers(Graph graph, List<Map<String, Value>> calibration, RoundToNearest rounding) {
        var ranges = new Calibration();
        var inference = new GraphInference(graph);
        calibration.forEach(values -> inference.run(values, ranges));
        return new RoundedProducts(
                (layer, value) -> RoundToNearest.real(value, rounding.activations(value, ranges.activations(layer))),
                (layer, value) -> RoundToNearest.real(value, rounding.computed(value, ranges.weights(layer))));
    }

    @Override
    public double[] of(Product product) {
        return RealProducts.of(new Product(
                product.name(),
                product.op(),
                product.geometry(),
                activations.rounded(product.name(), product.activations()),
                product.constant() ? product.weights() : computed.rounded(product.name(), product.weights()),
                product.constant()));
    }
}
