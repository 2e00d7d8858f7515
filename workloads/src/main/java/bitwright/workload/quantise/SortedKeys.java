package bitwright.workload.quantise;

import bitwright.workload.language.CharacterModel;
import bitwright.workload.real.Graph;
import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.util.HashMap;
import java.util.Map;

/** Keys that are kept in blocks along the channels of a head, as they are or after {@link KSort}. */
final class SortedKeys {
    private SortedKeys() {}

    /** The network of some weights with keys and queries in the order of {@link KSort}. */
    static Graph sorted(CharacterModel model, Map<String, float[]> masters) {
        Graph graph = model.graph(masters);
        Map<String, Value> constants = new HashMap<>(graph.constants());
        int heads = model.weights().shape().heads();
        int width = model.weights().shape().headWidth();
        for (int block = 0; block < model.weights().shape().layers(); block++) {
            String at = "block" + block + ".";
            Value keys = constants.get(at + "k-weights");
            int[] order = KSort.order(keys.reals(), heads, width, KSort.Pairs.NONE);
            for (String part : new String[] {"k-weights", "k-bias", "q-weights", "q-bias"}) {
                Value own = constants.get(at + part);
                constants.put(at + part, Value.of(own.shape(), KSort.sorted(own.reals(), order)));
            }
        }
        return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, graph.nodes());
    }

    /** Multiplies by reals, but keys are rounded first. */
    static Products rounding(WeightFormat format) {
        return product -> {
            if (product.constant() || !product.name().contains(".scores")) {
                return Products.PLAIN.of(product);
            }
            Value keys = product.weights();
            float[] rounded = RoundToNearestWeights.quantise(format, keys.reals(), keys.shape())
                    .reals();
            return Products.PLAIN.of(new Product(
                    product.name(),
                    product.op(),
                    product.geometry(),
                    product.activations(),
                    Value.of(keys.shape(), rounded),
                    false,
                    product.bias()));
        };
    }
}
