package bitwright.workload;

import java.util.List;

/**
 * A network's multiplying layers with real operands, in network order.
 *
 * @param name the network's name
 * @param origin where the operands come from, in a sentence; it says {@code synthetic} where they are
 * @param contentHash SHA-256 in hex over everything that can change a result
 * @param layers the layers, in network order
 */
@Content.Kind("a network of layers")
public record LayerTrace(String name, String origin, String contentHash, List<Layer> layers) implements Content {
    public LayerTrace {
        layers = List.copyOf(layers);
    }
}
