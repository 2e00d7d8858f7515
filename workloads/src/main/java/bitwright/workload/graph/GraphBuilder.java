package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.util.Arrays;

/** Collects edges and makes rows of them, columns ascending. Memory: 8 bytes a listed edge, 4 more a stored one. */
public final class GraphBuilder {
    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int MOST_EDGES = Integer.MAX_VALUE - 8;

    /** So many nodes any graph may have; beyond, so many for each listed edge. */
    private static final int FEW_NODES = 1 << 24;

    private static final int NODES_OF_EDGE = 16;

    private int[] rows;
    private int[] columns;
    private int size;

    public GraphBuilder() {
        this(FIRST_CAPACITY);
    }

    /** @param capacity edges for which there is room at once */
    GraphBuilder(int capacity) {
        rows = new int[capacity];
        columns = new int[capacity];
    }

    /**
     * Adds an edge: {@code node} takes messages from {@code source}. Ids are checked when the graph is built.
     *
     * @throws WorkloadException beyond 2^31 − 9 edges
     */
    public void add(int node, int source) {
        if (size == rows.length) {
            if (size == MOST_EDGES) {
                throw new WorkloadException("a graph must have at most " + MOST_EDGES + " edges");
            }
            int more = (int) Math.min(MOST_EDGES, size + (size >> 1) + 16L);
            rows = Arrays.copyOf(rows, more);
            columns = Arrays.copyOf(columns, more);
        }
        rows[size] = node;
        columns[size++] = source;
    }

    /** Edges added so far. */
    public int size() {
        return size;
    }

    /**
     * The graph of the edges added.
     *
     * @param nodes how many nodes it has; ids run from 0 to one less
     * @throws WorkloadException if an edge names another node, or there are so many more nodes than edges that the ids cannot
     *     be meant to count nodes
     */
    public Graph build(String name, int nodes, EdgeRules rules) {
        if (nodes > Math.max(FEW_NODES, (long) NODES_OF_EDGE * size)) {
            throw new WorkloadException(name + ": " + nodes + " nodes are too many for " + size
                    + " edges; ids must count the nodes from 0");
        }
        long[] counts = new long[nodes + 1];
        for (int i = 0; i < size; i++) {
            checkNode(name, nodes, rows[i]);
            checkNode(name, nodes, columns[i]);
            boolean loop = rows[i] == columns[i];
            if (!loop || !rules.dropSelfLoops()) {
                counts[rows[i]]++;
                if (rules.symmetric() && !loop) {
                    counts[columns[i]]++;
                }
            }
        }
        int[] pointers = new int[nodes + 1];
        long total = 0;
        for (int node = 0; node < nodes; node++) {
            total += counts[node];
            if (total > MOST_EDGES) {
                throw new WorkloadException(name + ": a graph must have at most " + MOST_EDGES + " edges");
            }
            pointers[node + 1] = (int) total;
        }
        int[] filled = Arrays.copyOf(pointers, nodes);
        int[] stored = new int[(int) total];
        for (int i = 0; i < size; i++) {
            boolean loop = rows[i] == columns[i];
            if (!loop || !rules.dropSelfLoops()) {
                stored[filled[rows[i]]++] = columns[i];
                if (rules.symmetric() && !loop) {
                    stored[filled[columns[i]]++] = rows[i];
                }
            }
        }
        for (int node = 0; node < nodes; node++) {
            Arrays.sort(stored, pointers[node], pointers[node + 1]);
        }
        return rules.dropDuplicates() ? withoutDuplicates(name, pointers, stored) : new Graph(name, pointers, stored);
    }

    private static void checkNode(String name, int nodes, int id) {
        if (id < 0 || id >= nodes) {
            throw new WorkloadException(name + ": a node id must lie between 0 and " + (nodes - 1) + ", got " + id);
        }
    }

    /** Rows must be sorted; works in place. */
    private static Graph withoutDuplicates(String name, int[] pointers, int[] sorted) {
        int kept = 0;
        int from = 0;
        for (int node = 0; node + 1 < pointers.length; node++) {
            int end = pointers[node + 1];
            int first = kept;
            for (int i = from; i < end; i++) {
                if (kept == first || sorted[kept - 1] != sorted[i]) {
                    sorted[kept++] = sorted[i];
                }
            }
            from = end;
            pointers[node + 1] = kept;
        }
        return new Graph(name, pointers, Arrays.copyOf(sorted, kept));
    }
}
