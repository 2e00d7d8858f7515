package bitwright.accel.gnn;

import bitwright.workload.graph.Graph;

/** Whose features a node gathers, in the order in which they are summed; the node itself stands in its list where it counts. */
public interface MessageLists {
    int nodes();

    /** Entries of a node's list. */
    int count(int node);

    /** The node whose features are the n-th entry, from 0. */
    int source(int node, int n);

    /** The rows of a graph as they are: no node gathers its own features unless it is its own neighbour. */
    static MessageLists rows(Graph graph) {
        return new MessageLists() {
            @Override
            public int nodes() {
                return graph.nodes();
            }

            @Override
            public int count(int node) {
                return graph.degree(node);
            }

            @Override
            public int source(int node, int n) {
                return graph.neighbour(node, n);
            }
        };
    }
}
