package bitwright.workload.graph;

import java.util.Arrays;

/**
 * What a graph's rows look like.
 *
 * @param nodes how many there are
 * @param edges directed ones, as stored
 * @param meanDegree edges a node
 * @param maxDegree the largest degree
 * @param medianDegree the lower median of all degrees
 * @param percentile99 the degree that 99 of 100 nodes do not exceed
 * @param isolated nodes of degree 0
 * @param selfLoops edges from a node to itself
 * @param duplicates edges beyond the first between the same nodes in the same direction
 * @param isSymmetric whether each edge has one back
 * @param degreeGini how unequal the degrees are: 0 where all are the same, towards 1 where one node has all edges
 */
public record GraphStatistics(
        int nodes,
        int edges,
        double meanDegree,
        int maxDegree,
        int medianDegree,
        int percentile99,
        int isolated,
        int selfLoops,
        int duplicates,
        boolean isSymmetric,
        double degreeGini) {

    /** Counts; needs a sorted copy of the columns. */
    public static GraphStatistics of(Graph graph) {
        int nodes = graph.nodes();
        int[] degrees = new int[nodes];
        int[] sorted = graph.columns().clone();
        int selfLoops = 0;
        int duplicates = 0;
        for (int node = 0; node < nodes; node++) {
            degrees[node] = graph.degree(node);
            int from = graph.firstEdge(node);
            int to = graph.endOfEdges(node);
            Arrays.sort(sorted, from, to);
            for (int edge = from; edge < to; edge++) {
                selfLoops += sorted[edge] == node ? 1 : 0;
                duplicates += edge > from && sorted[edge] == sorted[edge - 1] ? 1 : 0;
            }
        }
        boolean symmetric = isSymmetric(graph, sorted);
        Arrays.sort(degrees);
        double weighted = 0;
        for (int i = 0; i < nodes; i++) {
            weighted += (2.0 * i + 1 - nodes) * degrees[i];
        }
        return new GraphStatistics(
                nodes,
                graph.edges(),
                graph.meanDegree(),
                nodes == 0 ? 0 : degrees[nodes - 1],
                nodes == 0 ? 0 : degrees[(nodes - 1) / 2],
                nodes == 0 ? 0 : degrees[(int) (0.99 * (nodes - 1))],
                nodes - joined(degrees),
                selfLoops,
                duplicates,
                symmetric,
                graph.edges() == 0 ? 0 : weighted / ((double) nodes * graph.edges()));
    }

    /** How many of the degrees are not 0. */
    private static int joined(int[] sorted) {
        int zeros = 0;
        while (zeros < sorted.length && sorted[zeros] == 0) {
            zeros++;
        }
        return sorted.length - zeros;
    }

    /** Turning the edges around gives the same rows: senders come in rising order, so each row fills in order. */
    private static boolean isSymmetric(Graph graph, int[] sorted) {
        int[] next = Arrays.copyOf(graph.rowPointers(), graph.nodes());
        for (int node = 0; node < graph.nodes(); node++) {
            for (int edge = graph.firstEdge(node); edge < graph.endOfEdges(node); edge++) {
                int source = sorted[edge];
                if (next[source] == graph.endOfEdges(source) || sorted[next[source]++] != node) {
                    return false;
                }
            }
        }
        return true;
    }
}
