package bitwright.workload.quantise;

import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import java.util.Map;

/** Multiplies as plans say, layer by layer; layers without one are multiplied by reals. */
public record PlannedProducts(Map<String, LayerPlan> plans) implements Products {
    @Override
    public double[] of(Product product) {
        LayerPlan plan = product.constant() ? plans.get(product.name()) : null;
        return plan == null ? Products.PLAIN.of(product) : plan.of(product);
    }
}
