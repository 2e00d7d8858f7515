package bitwright.workload.network;

import bitwright.workload.Layout;
import java.util.List;
import java.util.Optional;

/**
 * A whole network.
 *
 * @param name its name
 * @param input what it takes, where known
 * @param flattening the order in which rank-4 tensors are flattened for fully connected layers
 * @param nodes every node after those that feed it
 */
public record Network(String name, Optional<Port> input, Layout flattening, List<Node> nodes) {
    /** The name that stands for the network's input in {@link Node#inputs()}. */
    public static final String INPUT = "input";

    public Network {
        nodes = List.copyOf(nodes);
    }

    /** The multiplying layers, in order. */
    public List<Node.Mac> macs() {
        return nodes.stream()
                .filter(Node.Mac.class::isInstance)
                .map(Node.Mac.class::cast)
                .toList();
    }

    public Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }
}
