package bitwright.workload.real;

import java.util.List;
import java.util.Map;

/**
 * A real-valued network: operators in an order in which each comes after those that feed it.
 *
 * @param name its name
 * @param opset the version of ONNX's operators that its nodes mean
 * @param inputs what it takes
 * @param outputs the values it gives
 * @param constants values known before it runs, by name
 * @param nodes the operators
 */
public record Graph(
        String name,
        int opset,
        List<Input> inputs,
        List<String> outputs,
        Map<String, Value> constants,
        List<GraphNode> nodes) {
    /**
     * An input.
     *
     * @param shape its extents, −1 where any will do
     */
    public record Input(String name, int[] shape, Element element) {}

    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
    }
}
