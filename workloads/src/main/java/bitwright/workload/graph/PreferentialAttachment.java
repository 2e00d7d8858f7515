package bitwright.workload.graph;

/**
 * Nodes join one after the other, each with edges to different nodes that are there, a node being chosen in proportion to its
 * degree (Barabási and Albert, "Emergence of scaling in random networks", 1999). The first edgesPerNode + 1 nodes are all
 * joined to one another.
 *
 * @param nodes more than edgesPerNode, up to 2^28
 * @param edgesPerNode edges that a node brings, at least 1; the mean degree is twice that, nearly
 */
public record PreferentialAttachment(int nodes, int edgesPerNode) implements GraphGenerator {
    public PreferentialAttachment {
        Limits.nodes(nodes);
        if (edgesPerNode < 1 || edgesPerNode >= nodes) {
            throw new IllegalArgumentException(
                    "edgesPerNode must be between 1 and nodes - 1, " + (nodes - 1) + ", got " + edgesPerNode);
        }
        Limits.meanDegree(nodes, 2.0 * edgesPerNode, 0, Double.MAX_VALUE);
    }

    @Override
    public String describe() {
        return "preferential attachment of " + nodes + " nodes, " + edgesPerNode + " edges each";
    }

    @Override
    public Graph generate(String name, long seed) {
        var draws = new Draws(seed);
        var edges = new GraphBuilder();
        int first = edgesPerNode + 1;
        long ends = (long) edgesPerNode * first + 2L * edgesPerNode * (nodes - first);
        int[] ofEdges = new int[Math.toIntExact(ends)]; // each node as often as it has edges
        int size = 0;
        for (int node = 1; node < first; node++) {
            for (int other = 0; other < node; other++) {
                edges.add(node, other);
                ofEdges[size++] = node;
                ofEdges[size++] = other;
            }
        }
        int[] chosen = new int[edgesPerNode];
        int[] chosenBy = new int[nodes];
        for (int node = first; node < nodes; node++) {
            int there = size;
            for (int i = 0; i < edgesPerNode; ) {
                int other = ofEdges[draws.below(there)];
                if (chosenBy[other] != node) {
                    chosenBy[other] = node;
                    chosen[i++] = other;
                }
            }
            for (int other : chosen) {
                edges.add(node, other);
                ofEdges[size++] = node;
                ofEdges[size++] = other;
            }
        }
        return edges.build(name, nodes, new EdgeRules(true, false, false));
    }
}
