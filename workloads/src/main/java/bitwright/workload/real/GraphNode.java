package bitwright.workload.real;

import java.util.List;
import java.util.Map;

/**
 * An operator of a real-valued network.
 *
 * @param name unique in the network, for messages and layers
 * @param op its operation, as ONNX and QONNX name them
 * @param inputs the values it takes; an empty name stands for one that is left out
 * @param outputs the values it gives
 * @param attributes its settings by name
 */
public record GraphNode(
        String name, String op, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    public GraphNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    public static GraphNode of(String name, String op, List<String> inputs, String output) {
        return new GraphNode(name, op, inputs, List.of(output), Map.of());
    }
}
