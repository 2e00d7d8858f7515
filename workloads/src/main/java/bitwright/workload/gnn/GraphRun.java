package bitwright.workload.gnn;

import bitwright.workload.Content;
import bitwright.workload.WorkloadException;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.Graph;
import java.util.List;

/** A graph and a network to run on it, with the precision of every node: what a machine for graphs is given. Immutable. */
@Content.Kind("a network on a graph")
public final class GraphRun implements Content {
    private final String name;
    private final String origin;
    private final String contentHash;
    private final Graph graph;
    private final Gnn network;
    private final List<NodeArithmetic> arithmetics;
    private final byte[] places;
    private final Messages messages;

    /**
     * A workload.
     *
     * @param origin where graph, features and weights come from, in a sentence; it says {@code synthetic} where they are
     * @param contentHash SHA-256 in hex over everything that can change a result
     * @param graph with features as wide as the first layer's inputs
     * @param seed of the draws of the assignment
     * @throws WorkloadException if the features do not fit the network
     */
    public GraphRun(
            String name,
            String origin,
            String contentHash,
            Graph graph,
            Gnn network,
            PrecisionAssignment precision,
            long seed) {
        this.name = name;
        this.origin = origin;
        this.contentHash = contentHash;
        this.graph = graph;
        this.network = network;
        this.arithmetics = precision.arithmetics();
        this.places = precision.of(graph, seed);
        this.messages = new Messages(graph, network);
        Features features =
                graph.features().orElseThrow(() -> new WorkloadException(graph.name() + ": nodes need features"));
        int inputs = network.layers().get(0).inputs();
        if (features.width() != inputs) {
            throw new WorkloadException(
                    graph.name() + ": nodes have " + features.width() + " features, the first layer takes " + inputs);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String contentHash() {
        return contentHash;
    }

    public Graph graph() {
        return graph;
    }

    public Gnn network() {
        return network;
    }

    /** What the nodes hold at the first layer's input. */
    public Features features() {
        return graph.features().orElseThrow();
    }

    /** The layers' messages in their order of summation; the same in every layer. */
    public Messages messages() {
        return messages;
    }

    /** The precisions that nodes may have. */
    public List<NodeArithmetic> arithmetics() {
        return arithmetics;
    }

    /** A node's place in {@link #arithmetics()}. */
    public int arithmeticOf(int node) {
        return places[node];
    }

    /** How many nodes have the precision of a place. */
    public int nodesOf(int place) {
        int count = 0;
        for (byte one : places) {
            count += one == place ? 1 : 0;
        }
        return count;
    }

    @Override
    public String toString() {
        return name + ": " + network.model() + " on " + graph;
    }
}
