package bitwright.workload.graph;

/**
 * Every pair of nodes is joined with the same chance (Gilbert's G(n, p)), p = meanDegree / (n − 1). Cost grows with the edges:
 * the pairs between two edges are skipped at once (Batagelj and Brandes, "Efficient generation of large random networks",
 * 2005).
 *
 * @param nodes 1 to 2^28
 * @param meanDegree expected degree, 0 to nodes − 1
 */
public record ErdosRenyi(int nodes, double meanDegree) implements GraphGenerator {
    public ErdosRenyi {
        Limits.nodes(nodes);
        Limits.meanDegree(nodes, meanDegree, 0, nodes - 1);
    }

    @Override
    public String describe() {
        return "Erdős–Rényi of " + nodes + " nodes, mean degree " + meanDegree;
    }

    @Override
    public Graph generate(String name, long seed) {
        var edges = new GraphBuilder();
        double chance = nodes == 1 ? 0 : meanDegree / (nodes - 1);
        if (chance >= 1) {
            for (int node = 1; node < nodes; node++) {
                for (int other = 0; other < node; other++) {
                    edges.add(node, other);
                }
            }
        } else if (chance > 0) {
            var draws = new Draws(seed);
            double logOfNone = StrictMath.log1p(-chance);
            int node = 1;
            long other = -1;
            while (node < nodes) {
                other += 1 + (long) Math.floor(StrictMath.log1p(-draws.unit()) / logOfNone);
                while (other >= node && node < nodes) {
                    other -= node;
                    node++;
                }
                if (node < nodes) {
                    edges.add(node, (int) other);
                }
            }
        }
        return edges.build(name, nodes, new EdgeRules(true, false, false));
    }
}
