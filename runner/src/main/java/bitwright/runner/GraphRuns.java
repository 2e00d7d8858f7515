package bitwright.runner;

import bitwright.config.WorkloadSpec;
import bitwright.config.WorkloadSpec.NodeFeatures;
import bitwright.workload.ContentHash;
import bitwright.workload.WorkloadException;
import bitwright.workload.gnn.Gnn;
import bitwright.workload.gnn.GnnWeights;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.PrecisionAssignment;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.Graph;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** From what a run file says of a graph and a network to the two of them. */
public final class GraphRuns {
    private GraphRuns() {}

    /**
     * Loads or makes a graph.
     *
     * @param name the workload's, or empty for the graph's
     * @throws WorkloadException if a file is broken, or what it holds does not fit the network
     */
    public static GraphRun load(String name, WorkloadSpec.GraphNetwork spec, long seed) throws IOException {
        Graph graph = spec.graph().load(seed);
        if (!name.isEmpty()) {
            graph = graph.named(name);
        }
        int width = spec.widths().get(0);
        if (spec.features() == NodeFeatures.SEEDED) {
            graph = graph.with(new Features.Seeded(graph.nodes(), width, 1000 * seed + 1));
        } else if (graph.features().isEmpty()) {
            throw new WorkloadException(
                    "workload " + graph.name() + ": features are to be stored, but the graph comes without any");
        }
        GnnWeights weights = spec.weights().isPresent()
                ? GnnWeights.Stored.read(spec.weights().get(), spec.model(), spec.layers())
                : new GnnWeights.Seeded(seed, spec.weightExponent());
        var network = new Gnn(spec.model(), spec.normalised(), spec.layers(), weights);
        PrecisionAssignment precision = spec.precision().assignment();
        String features = spec.features() == NodeFeatures.SEEDED ? "seeded" : "the graph's";
        String origin = spec.graph().origin() + "; features " + features + ", weights "
                + (spec.weights().isPresent() ? "stored" : "synthetic");
        return new GraphRun(
                graph.name(), origin, hash(graph, network, precision, seed), graph, network, precision, seed);
    }

    /** Over everything that can change a result. */
    private static String hash(Graph graph, Gnn network, PrecisionAssignment precision, long seed) {
        var hash = new ContentHash()
                .add("rows", graph.rowPointers())
                .add("columns", graph.columns())
                .add("model", bytes(network.model() + " " + network.normalised()))
                .add("layers", bytes(network.layers().toString()))
                .add("weights", bytes(network.weights().describe()))
                .add("precision", bytes(precision.describe()))
                .add("seed", bytes(Long.toString(seed)));
        Features features = graph.features().orElseThrow();
        if (features instanceof Features.Seeded seeded) {
            return hash.add("seeded features", bytes(seeded.toString())).hex();
        }
        float[] row = new float[features.width()];
        for (int node = 0; node < features.nodes(); node++) {
            features.row(node, row);
            hash.add("features", row);
        }
        return hash.hex();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
