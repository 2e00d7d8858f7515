package bitwright.accel.number;

import bitwright.workload.WorkloadException;
import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A design's numbers in the place of a network's reals: operands rounded to the PEs' formats, products and sums as the PEs
 * have them ({@link CodedLayer}), results scaled back to reals. Safe to share between threads; weights are rounded once.
 */
public final class NumberProducts implements Products {
    private final Arithmetic arithmetic;
    private final SumOrder order;
    private final Optional<WeightGroups> rule;
    private final Map<String, Span> activations;
    private final Map<String, Layer> layers = new ConcurrentHashMap<>();

    /**
     * The numbers of a design.
     *
     * @param order how the design takes the steps of an output
     * @param activations the span of each layer's activations, by calibration
     */
    public NumberProducts(Arithmetic arithmetic, SumOrder order, Map<String, Span> activations) {
        this(arithmetic, order, Optional.empty(), activations);
    }

    /**
     * The same of weights in groups, each dequantised behind its own products.
     *
     * @param rule the groups, where there are any; sums are then taken in one go but for them
     */
    public NumberProducts(
            Arithmetic arithmetic, SumOrder order, Optional<WeightGroups> rule, Map<String, Span> activations) {
        this.arithmetic = arithmetic;
        this.order = order;
        this.rule = rule;
        this.activations = Map.copyOf(activations);
    }

    /**
     * Both operands of a layer as the PEs hold them.
     *
     * @param activations {@code [N,H,W,C]} or {@code [N,C]}
     * @param weights {@code [K,kh,kw,C/groups]} or {@code [K,C]}
     */
    public record Operands(CodedTensor activations, CodedTensor weights) {}

    /** What does not change with the activations. */
    private record Layer(CodedTensor weights, CodedLayer coded) {}

    /** The operands of a product, coded. */
    public Operands operands(Product product) {
        return new Operands(coded(product), layer(product).weights());
    }

    private CodedTensor coded(Product product) {
        Span span = activations.get(product.name());
        if (span == null) {
            throw new WorkloadException(
                    "layer " + product.name() + ": nothing is known of the span of its activations");
        }
        int[] shape = product.activations().shape();
        return coder(product).activations(product.activations().reals(), shape[shape.length - 1], span);
    }

    private TensorCoder coder(Product product) {
        int[] shape = product.weights().shape();
        return new TensorCoder(arithmetic, Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }

    private Layer layer(Product product) {
        return product.constant()
                ? layers.computeIfAbsent(product.name(), name -> prepared(product))
                : prepared(product);
    }

    private Layer prepared(Product product) {
        int[] shape = product.weights().shape();
        if (rule.isPresent()) {
            var shares = GroupShares.of(rule.get(), product.weights().reals(), shape[0]);
            return new Layer(shares.coded(), new CodedLayer(arithmetic, product.geometry(), shape, shares));
        }
        CodedTensor coded = coder(product).weights(product.weights().reals(), shape[0], shape[shape.length - 1]);
        return new Layer(coded, new CodedLayer(arithmetic, order, product.geometry(), shape, coded));
    }

    @Override
    public double[] of(Product product) {
        Layer layer = layer(product);
        CodedTensor coded = coded(product);
        double[] results = layer.coded().sums(coded, product.activations().shape());
        int filters = product.weights().extent(0);
        for (int i = 0; i < results.length; i++) {
            int filter = i % filters;
            double sum = results[i];
            if (coded.zeroPoint() != 0) {
                sum -= coded.zeroPoint() * layer.coded().weightSum(filter);
            }
            results[i] = sum * coded.scale(0) * layer.weights().scale(filter);
        }
        return results;
    }
}
