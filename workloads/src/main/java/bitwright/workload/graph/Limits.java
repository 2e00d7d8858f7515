package bitwright.workload.graph;

/** What generators accept; a message starts with the name of the parameter. */
final class Limits {
    private static final int MOST_NODES = 1 << 28;
    private static final double MOST_EDGES = Integer.MAX_VALUE - 8;

    private Limits() {}

    static void nodes(int nodes) {
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new IllegalArgumentException("nodes must be between 1 and " + MOST_NODES + ", got " + nodes);
        }
    }

    static void meanDegree(int nodes, double meanDegree, double least, double most) {
        if (!(meanDegree >= least && meanDegree <= most)) {
            throw new IllegalArgumentException(
                    "meanDegree must be between " + least + " and " + most + ", got " + meanDegree);
        }
        // Expected edges of a random graph may be exceeded a little.
        if (nodes * meanDegree > 0.99 * MOST_EDGES) {
            throw new IllegalArgumentException(
                    "meanDegree must leave a graph of " + nodes + " nodes below 2^31 edges, got " + meanDegree);
        }
    }
}
