package bitwright.workload.real;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds batch normalisations into the convolutions and products that feed them alone. Weights that are codes stay as they
 * are: there the normalisation scales the sums.
 */
public final class BatchNormFolding {
    private final Graph graph;
    private final Map<String, Value> constants;
    private final Map<String, Integer> uses = new HashMap<>();

    private BatchNormFolding(Graph graph) {
        this.graph = graph;
        constants = new HashMap<>(graph.constants());
        for (GraphNode node : graph.nodes()) {
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        graph.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
    }

    /** The network with as few batch normalisations as possible. */
    public static Graph of(Graph graph) {
        return new BatchNormFolding(graph).folded();
    }

    private Graph folded() {
        List<GraphNode> nodes = new ArrayList<>();
        Map<String, Integer> makers = new HashMap<>();
        for (GraphNode node : graph.nodes()) {
            Integer maker =
                    node.inputs().isEmpty() ? null : makers.get(node.inputs().get(0));
            Optional<GraphNode> merged = node.op().equals("BatchNormalization")
                            && maker != null
                            && uses.get(node.inputs().get(0)) == 1
                    ? merged(nodes.get(maker), node)
                    : Optional.empty();
            if (merged.isPresent()) {
                nodes.set(maker, merged.get());
                makers.put(merged.get().outputs().get(0), maker);
            } else {
                makers.put(node.outputs().get(0), nodes.size());
                nodes.add(node);
            }
        }
        return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, nodes);
    }

    private Optional<GraphNode> merged(GraphNode product, GraphNode norm) {
        boolean filtersFirst = product.op().equals("Conv") || product.op().equals("Linear");
        boolean gemm = product.op().equals("Gemm")
                && !product.attributes().containsKey("alpha")
                && !product.attributes().containsKey("beta");
        if (!filtersFirst && !gemm || product.inputs().size() < 2) {
            return Optional.empty();
        }
        Value weights = constants.get(product.inputs().get(1));
        boolean transposed =
                gemm && !(product.attributes().get("transB") instanceof Attribute.Whole whole && whole.value() != 0);
        if (weights == null || !weights.isReal() || weights.codes().isPresent() || weights.rank() < 2) {
            return Optional.empty();
        }
        int filters = weights.extent(transposed ? 1 : 0);
        float[][] parameters = new float[4][];
        for (int i = 0; i < 4; i++) {
            Value value =
                    norm.inputs().size() > i + 1 ? constants.get(norm.inputs().get(i + 1)) : null;
            if (value == null || !value.isReal() || value.volume() != filters) {
                return Optional.empty();
            }
            parameters[i] = value.reals();
        }
        Value bias =
                product.inputs().size() > 2 ? constants.get(product.inputs().get(2)) : null;
        if (product.inputs().size() > 2 && (bias == null || !bias.isReal() || bias.volume() != filters)) {
            return Optional.empty();
        }
        double epsilon = norm.attributes().get("epsilon") instanceof Attribute.Real real ? real.value() : 1e-5f;
        float[] newBias = new float[filters];
        double[] factors = new double[filters];
        for (int k = 0; k < filters; k++) {
            factors[k] = parameters[0][k] / Math.sqrt(parameters[3][k] + epsilon);
            double old = bias == null ? 0 : bias.reals()[k];
            newBias[k] = (float) (parameters[1][k] + (old - parameters[2][k]) * factors[k]);
        }
        float[] scaled = weights.reals().clone();
        int row = filters == 0 ? 1 : scaled.length / filters;
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] * factors[transposed ? i % filters : i / row]);
        }
        String weightName = norm.name() + ".weights";
        String biasName = norm.name() + ".bias";
        if (constants.containsKey(weightName) || constants.containsKey(biasName) || uses.containsKey(weightName)) {
            return Optional.empty();
        }
        constants.put(weightName, Value.of(weights.shape(), scaled));
        constants.put(biasName, Value.of(new int[] {filters}, newBias));
        List<String> inputs = Arrays.asList(product.inputs().get(0), weightName, biasName);
        return Optional.of(new GraphNode(
                product.name(), product.op(), inputs, List.of(norm.outputs().get(0)), product.attributes()));
    }
}
