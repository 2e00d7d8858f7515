package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs real-valued networks. Safe to share between threads. */
public final class GraphInference {
    /** Elements that one run may compute in all. */
    private static final long MOST_COMPUTED = 1L << 30;

    /** Elements of constants that are computed before a run, and multiplications of one product of them. */
    private static final long MOST_FOLDED = 1L << 27;

    private final Graph graph;
    /** After which node a value is of no more use. */
    private final Map<String, Integer> lastUse = new HashMap<>();

    public GraphInference(Graph graph) {
        this.graph = graph;
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (String input : graph.nodes().get(i).inputs()) {
                lastUse.put(input, i);
            }
        }
        for (String output : graph.outputs()) {
            lastUse.put(output, Integer.MAX_VALUE);
        }
    }

    public Graph graph() {
        return graph;
    }

    /**
     * Runs the network.
     *
     * @param inputs a value for each of the network's inputs
     * @param products who multiplies
     * @return the network's outputs, in its order
     */
    public Map<String, Value> run(Map<String, Value> inputs, Products products) {
        Map<String, Value> values = new HashMap<>();
        for (Graph.Input input : graph.inputs()) {
            Value value = inputs.get(input.name());
            if (value == null) {
                throw new WorkloadException(graph.name() + ": needs a value for its input '" + input.name() + "'");
            }
            check(input, value);
            values.put(input.name(), value);
        }
        long computed = 0;
        for (int i = 0; i < graph.nodes().size(); i++) {
            GraphNode node = graph.nodes().get(i);
            List<Value> results;
            try {
                results = apply(graph, node, values, products);
            } catch (WorkloadException e) {
                throw new WorkloadException(graph.name() + ": " + e.getMessage(), e);
            }
            for (int o = 0; o < node.outputs().size() && o < results.size(); o++) {
                computed += results.get(o).volume();
                values.put(node.outputs().get(o), results.get(o));
            }
            if (computed > MOST_COMPUTED) {
                throw new WorkloadException(graph.name() + ": more than " + MOST_COMPUTED
                        + " elements are computed up to node '" + node.name() + "'");
            }
            for (String input : node.inputs()) {
                if (lastUse.getOrDefault(input, -1) == i) {
                    values.remove(input);
                }
            }
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (String output : graph.outputs()) {
            Value value = values.getOrDefault(output, graph.constants().get(output));
            if (value == null) {
                throw new WorkloadException(graph.name() + ": nothing computes its output '" + output + "'");
            }
            outputs.put(output, value);
        }
        return outputs;
    }

    private void check(Graph.Input input, Value value) {
        int[] wanted = input.shape();
        int[] got = value.shape();
        boolean fits = wanted.length == got.length;
        for (int axis = 0; fits && axis < wanted.length; axis++) {
            fits = wanted[axis] < 0 || wanted[axis] == got[axis];
        }
        if (!fits) {
            throw new WorkloadException(graph.name() + ": input '" + input.name() + "' must be of shape "
                    + Arrays.toString(wanted) + ", got " + Arrays.toString(got));
        }
    }

    private static List<Value> apply(Graph graph, GraphNode node, Map<String, Value> values, Products products) {
        List<Optional<Value>> inputs = new ArrayList<>();
        boolean[] constant = new boolean[node.inputs().size()];
        for (int i = 0; i < constant.length; i++) {
            String name = node.inputs().get(i);
            Value value = values.get(name);
            constant[i] = value == null && graph.constants().containsKey(name);
            value = constant[i] ? graph.constants().get(name) : value;
            if (value == null && !name.isEmpty()) {
                throw problem(node, "takes '" + name + "', which nothing before it computes", null);
            }
            inputs.add(Optional.ofNullable(value));
        }
        try {
            return Operators.apply(new Call(node, graph.opset(), inputs, constant, products));
        } catch (WorkloadException | IllegalArgumentException | ArithmeticException e) {
            throw problem(node, e.getMessage(), e);
        } catch (IndexOutOfBoundsException e) {
            throw problem(node, "what it takes does not fit together: " + e.getMessage(), e);
        }
    }

    private static WorkloadException problem(GraphNode node, String text, Throwable cause) {
        return new WorkloadException("node '" + node.name() + "' (" + node.op() + "): " + text, cause);
    }

    private static double[] folded(Product product) {
        if (product.macs() > MOST_FOLDED) {
            throw new WorkloadException("multiplies constants " + product.macs() + " times; at most " + MOST_FOLDED
                    + " are done before a run");
        }
        return Products.PLAIN.of(product);
    }

    /** The network with everything computed that no input reaches. */
    public static Graph folded(Graph graph) {
        Map<String, Value> constants = new HashMap<>(graph.constants());
        List<GraphNode> nodes = new ArrayList<>();
        Set<String> open = new HashSet<>();
        graph.inputs().forEach(input -> open.add(input.name()));
        long computed = 0;
        for (GraphNode node : graph.nodes()) {
            boolean known = node.inputs().stream().noneMatch(open::contains);
            if (known) {
                Graph sofar =
                        new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, List.of());
                List<Value> results = apply(sofar, node, Map.of(), GraphInference::folded);
                for (int o = 0; o < node.outputs().size() && o < results.size(); o++) {
                    computed += results.get(o).volume();
                    constants.put(node.outputs().get(o), results.get(o));
                }
                if (computed > MOST_FOLDED) {
                    throw problem(node, "constants of more than " + MOST_FOLDED + " elements are computed", null);
                }
            } else {
                open.addAll(node.outputs());
                nodes.add(node);
            }
        }
        return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, nodes);
    }
}
