package bitwright.workload.quantise;

import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.util.Map;
import java.util.Optional;

/**
 * Multiplies as plans say, layer by layer; layers without one are multiplied by reals.
 *
 * @param keys what the second operand of {@code blockN.scores.H} is rounded to first; empty to leave it
 */
public record PlannedProducts(Map<String, LayerPlan> plans, Optional<WeightFormat> keys) implements Products {
    public PlannedProducts(Map<String, LayerPlan> plans) {
        this(plans, Optional.empty());
    }

    @Override
    public double[] of(Product product) {
        if (!product.constant()) {
            return keys.isPresent() && BundleNetwork.isScores(product.name())
                    ? Products.PLAIN.of(rounded(product))
                    : Products.PLAIN.of(product);
        }
        LayerPlan plan = plans.get(product.name());
        return plan == null ? Products.PLAIN.of(product) : plan.of(product);
    }

    private Product rounded(Product product) {
        Value own = product.weights();
        var rounded = RoundToNearestWeights.quantise(keys.orElseThrow(), own.reals(), own.shape());
        return new Product(
                product.name(),
                product.op(),
                product.geometry(),
                product.activations(),
                Value.of(own.shape(), rounded.reals()),
                false,
                product.bias());
    }
}
