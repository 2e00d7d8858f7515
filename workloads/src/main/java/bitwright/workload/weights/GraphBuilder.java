package bitwright.workload.weights;

import bitwright.workload.real.Attribute;
import bitwright.workload.real.Element;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphNode;
import bitwright.workload.real.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Strings operators together; a node's name is that of the value it gives. */
final class GraphBuilder {
    private static final int OPSET = 17;

    private final Map<String, Value> constants = new HashMap<>();
    private final List<GraphNode> nodes = new ArrayList<>();

    String constant(String name, Value value) {
        constants.put(name, value);
        return name;
    }

    String integers(String name, long... values) {
        return constant(name, Value.of(Element.INT64, new int[] {values.length}, values));
    }

    String node(String name, String op, List<String> inputs, Map<String, Attribute> attributes) {
        nodes.add(new GraphNode(name, op, inputs, List.of(name), attributes));
        return name;
    }

    String node(String name, String op, String... inputs) {
        return node(name, op, List.of(inputs), Map.of());
    }

    Graph build(String name, Graph.Input input, String output) {
        return new Graph(name, OPSET, List.of(input), List.of(output), constants, nodes);
    }
}
