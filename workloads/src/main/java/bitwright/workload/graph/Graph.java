package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A directed graph in compressed sparse rows: row i lists, in the order in which they are summed, the nodes that node i
 * takes its messages from. An undirected graph has each edge in both rows.
 *
 * <p>Duplicate edges and self loops are kept as given; {@link EdgeRules} says what a reader does to them. The arrays
 * belong to the graph and are not copied: whoever looks at them must not write.
 *
 * @see GraphBuilder
 */
public final class Graph {
    private final String name;
    private final int[] rowPointers;
    private final int[] columns;
    private final Optional<Features> features;

    /**
     * A graph without features.
     *
     * @param rowPointers [nodes + 1], from 0 to the number of edges, never falling
     * @param columns [edges], node ids from 0
     * @throws WorkloadException if the two do not describe a graph; the message starts with the name
     */
    public Graph(String name, int[] rowPointers, int[] columns) {
        this(name, rowPointers, columns, Optional.empty());
    }

    private Graph(String name, int[] rowPointers, int[] columns, Optional<Features> features) {
        this.name = name;
        this.rowPointers = rowPointers;
        this.columns = columns;
        this.features = features;
        check();
    }

    private void check() {
        if (rowPointers.length == 0) {
            throw new WorkloadException(
                    name + ": row pointers must hold one more entry than there are nodes, got none");
        }
        int nodes = nodes();
        if (rowPointers[0] != 0) {
            throw new WorkloadException(name + ": row pointers must start at 0, got " + rowPointers[0]);
        }
        for (int node = 0; node < nodes; node++) {
            if (rowPointers[node + 1] < rowPointers[node]) {
                throw new WorkloadException(name + ": row pointers must not fall, but those of node " + node + " are "
                        + rowPointers[node] + " and " + rowPointers[node + 1]);
            }
        }
        if (rowPointers[nodes] != columns.length) {
            throw new WorkloadException(name + ": the last row pointer must be the number of edges, " + columns.length
                    + ", got " + rowPointers[nodes]);
        }
        for (int edge = 0; edge < columns.length; edge++) {
            if (columns[edge] < 0 || columns[edge] >= nodes) {
                throw new WorkloadException(name + ": column " + edge + " must be a node between 0 and " + (nodes - 1)
                        + ", got " + columns[edge]);
            }
        }
        if (features.isPresent() && features.get().nodes() != nodes) {
            throw new WorkloadException(name + ": features must have a row for each of " + nodes + " nodes, got "
                    + features.get().nodes());
        }
    }

    /** The same graph with features, one row a node. */
    public Graph with(Features nodeFeatures) {
        return new Graph(name, rowPointers, columns, Optional.of(nodeFeatures));
    }

    /** The same graph by another name. */
    public Graph named(String other) {
        return new Graph(other, rowPointers, columns, features);
    }

    public String name() {
        return name;
    }

    public int nodes() {
        return rowPointers.length - 1;
    }

    /** Directed edges: entries of all rows. */
    public int edges() {
        return columns.length;
    }

    /** Entries in a node's row: how many messages it takes. */
    public int degree(int node) {
        return rowPointers[node + 1] - rowPointers[node];
    }

    /** Index of a node's first edge. */
    public int firstEdge(int node) {
        return rowPointers[node];
    }

    /** Index behind a node's last edge. */
    public int endOfEdges(int node) {
        return rowPointers[node + 1];
    }

    /** The node that an edge takes its message from. */
    public int source(int edge) {
        return columns[edge];
    }

    /** The n-th entry of a node's row, from 0. */
    public int neighbour(int node, int n) {
        return columns[rowPointers[node] + n];
    }

    /** The largest degree; 0 in a graph without nodes. */
    public int maxDegree() {
        int most = 0;
        for (int node = 0; node < nodes(); node++) {
            most = Math.max(most, degree(node));
        }
        return most;
    }

    /** Edges a node on average; 0 in a graph without nodes. */
    public double meanDegree() {
        return nodes() == 0 ? 0 : (double) edges() / nodes();
    }

    /** [nodes + 1]; not to be written to. */
    public int[] rowPointers() {
        return rowPointers;
    }

    /** [edges]; not to be written to. */
    public int[] columns() {
        return columns;
    }

    /** What the nodes hold, where the graph came with it. */
    public Optional<Features> features() {
        return features;
    }

    /** Equal rows, whatever the names and the features. */
    public boolean hasRowsOf(Graph other) {
        return Arrays.equals(rowPointers, other.rowPointers) && Arrays.equals(columns, other.columns);
    }

    @Override
    public String toString() {
        return name + " (" + nodes() + " nodes, " + edges() + " edges)";
    }
}
