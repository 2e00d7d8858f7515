package bitwright.workload.gnn;

import bitwright.workload.graph.Graph;
import java.util.Arrays;

/**
 * The messages of a layer in the order in which they are summed: a node's row, then the node itself where the model has it
 * send one. In {@link GnnModel#GCN} a listed self loop is that last message and does not stand in the row.
 */
public final class Messages {
    private final Graph graph;
    private final GnnModel model;
    private final boolean scaled;

    Messages(Graph graph, Gnn network) {
        this.model = network.model();
        this.scaled = network.scalesMessages();
        this.graph = model == GnnModel.GCN ? withoutSelfLoops(graph) : graph;
    }

    private static Graph withoutSelfLoops(Graph graph) {
        for (int node = 0; node < graph.nodes(); node++) {
            for (int edge = graph.firstEdge(node); edge < graph.endOfEdges(node); edge++) {
                if (graph.source(edge) == node) {
                    return rebuilt(graph);
                }
            }
        }
        return graph;
    }

    private static Graph rebuilt(Graph graph) {
        int[] pointers = new int[graph.nodes() + 1];
        int[] kept = new int[graph.edges()];
        int size = 0;
        for (int node = 0; node < graph.nodes(); node++) {
            for (int edge = graph.firstEdge(node); edge < graph.endOfEdges(node); edge++) {
                if (graph.source(edge) != node) {
                    kept[size++] = graph.source(edge);
                }
            }
            pointers[node + 1] = size;
        }
        return new Graph(graph.name(), pointers, Arrays.copyOf(kept, size));
    }

    /** How many messages a node takes, its own included. */
    public int count(int node) {
        return graph.degree(node) + (model.sendsToItself() ? 1 : 0);
    }

    /** The node that sends the n-th message, from 0. */
    public int source(int node, int n) {
        return n < graph.degree(node) ? graph.neighbour(node, n) : node;
    }

    /** Messages of all nodes. */
    public long total() {
        return graph.edges() + (model.sendsToItself() ? (long) graph.nodes() : 0);
    }

    /** Whether messages have scales other than 1. */
    public boolean scaled() {
        return scaled;
    }

    /**
     * The scale of a message in float32: computed in double, rounded once. 1 where messages are not scaled.
     *
     * @param source the node that sends it
     */
    public float scale(int node, int source) {
        if (!scaled) {
            return 1f;
        }
        if (model == GnnModel.GCN) {
            return (float) (1.0 / Math.sqrt((graph.degree(node) + 1.0) * (graph.degree(source) + 1.0)));
        }
        return (float) (1.0 / graph.degree(node));
    }
}
