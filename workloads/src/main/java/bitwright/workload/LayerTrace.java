package bitwright.workload;

import java.util.List;
import java.util.function.Supplier;

/**
 * A network's multiplying layers with real operands, in network order.
 *
 * @param name the network's name
 * @param origin where the operands come from, in a sentence; it says {@code synthetic} where they are
 * @param hash what {@link #contentHash} asks, so that it may be computed beside other work
 * @param layers the layers, in network order
 */
@Content.Kind("a network of layers")
public record LayerTrace(String name, String origin, Supplier<String> hash, List<Layer> layers) implements Content {
    public LayerTrace {
        layers = List.copyOf(layers);
    }

    /** A network whose hash is known. */
    public LayerTrace(String name, String origin, String contentHash, List<Layer> layers) {
        this(name, origin, () -> contentHash, layers);
    }

    @Override
    public String contentHash() {
        return hash.get();
    }

    /** The same with other layers. */
    public LayerTrace with(List<Layer> others) {
        return new LayerTrace(name, origin, hash, others);
    }
}
