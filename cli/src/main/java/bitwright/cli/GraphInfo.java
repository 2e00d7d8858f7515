package bitwright.cli;

import bitwright.config.WorkloadSpec.GraphNetwork;
import bitwright.runner.GraphRuns;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a graph and the network on it look like. */
final class GraphInfo {
    private static final String FILE = "graph.yaml";

    private GraphInfo() {}

    /** The YAML file of a graph, if that is what a path names: the file itself, or a folder that holds {@code graph.yaml}. */
    static Optional<Path> file(Path path) {
        boolean isYaml = path.toString().endsWith(".yaml") || path.toString().endsWith(".yml");
        Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
        return (isYaml || Files.isDirectory(path)) && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    static void print(PrintWriter out, Path file, long seed, boolean json) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        boolean named = file.getFileName().toString().equals(FILE) && folder.getFileName() != null;
        String name = named ? folder.getFileName().toString() : "";
        GraphRun run = GraphRuns.load(name, GraphNetwork.read(file), seed);
        var statistics = GraphStatistics.of(run.graph());
        if (json) {
            Json.print(out, facts(run, statistics));
        } else {
            table(out, run, statistics);
        }
    }

    private static void table(PrintWriter out, GraphRun run, GraphStatistics s) {
        out.println(run.name() + ": " + run.origin());
        out.println("content: " + run.contentHash());
        out.printf(
                Locale.ROOT,
                "%,d nodes, %,d directed edges, %s; %,d self loops, %,d duplicates%n",
                s.nodes(),
                s.edges(),
                s.isSymmetric() ? "each with one back" : "not each with one back",
                s.selfLoops(),
                s.duplicates());
        out.printf(
                Locale.ROOT,
                "degree: mean %.3f, median %d, 99 %% at most %d, largest %d; %,d isolated nodes; Gini %.3f%n",
                s.meanDegree(),
                s.medianDegree(),
                s.percentile99(),
                s.maxDegree(),
                s.isolated(),
                s.degreeGini());
        for (int place = 0; place < run.arithmetics().size(); place++) {
            out.printf(Locale.ROOT, "%s: %,d nodes%n", run.arithmetics().get(place), run.nodesOf(place));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("degree", "nodes", "edges"));
        histogram(run.graph())
                .forEach((degrees, count) -> rows.add(List.of(
                        degrees,
                        String.format(Locale.ROOT, "%,d", count[0]),
                        String.format(Locale.ROOT, "%,d", count[1]))));
        Columns.print(out, rows, 1);
        for (GnnLayer layer : run.network().layers()) {
            out.printf(
                    Locale.ROOT,
                    "%s: %s, %d to %d features, %,d messages, %,d MACs%n",
                    layer.name(),
                    model(run),
                    layer.inputs(),
                    layer.outputs(),
                    run.messages().total(),
                    macs(run, layer));
        }
        out.flush();
    }

    private static String model(GraphRun run) {
        return run.network().model().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of the transformation alone. */
    private static long macs(GraphRun run, GnnLayer layer) {
        int matrices = run.network().model().hasSelfWeights() ? 2 : 1;
        return (long) run.graph().nodes() * layer.inputs() * layer.outputs() * matrices;
    }

    /** Nodes, and the edges that end in them, by degrees between powers of two. */
    private static Map<String, long[]> histogram(Graph graph) {
        var bins = new LinkedHashMap<String, long[]>();
        for (int low = 0; low <= graph.maxDegree() && low >= 0; low = low == 0 ? 1 : 2 * low) {
            bins.put(label(low), new long[2]);
        }
        for (int node = 0; node < graph.nodes(); node++) {
            long[] bin = bins.get(label(Integer.highestOneBit(graph.degree(node))));
            bin[0]++;
            bin[1] += graph.degree(node);
        }
        return bins;
    }

    private static String label(int low) {
        return low <= 1 ? Integer.toString(low) : low + " to " + (2L * low - 1);
    }

    private static Map<String, Object> facts(GraphRun run, GraphStatistics s) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", run.name());
        facts.put("origin", run.origin());
        facts.put("contentHash", run.contentHash());
        facts.put("nodes", s.nodes());
        facts.put("directedEdges", s.edges());
        facts.put("symmetric", s.isSymmetric());
        facts.put("selfLoops", s.selfLoops());
        facts.put("duplicateEdges", s.duplicates());
        facts.put("isolatedNodes", s.isolated());
        facts.put("meanDegree", s.meanDegree());
        facts.put("medianDegree", s.medianDegree());
        facts.put("degree99Percent", s.percentile99());
        facts.put("maxDegree", s.maxDegree());
        facts.put("degreeGini", s.degreeGini());
        var precisions = new LinkedHashMap<String, Integer>();
        for (int place = 0; place < run.arithmetics().size(); place++) {
            precisions.merge(run.arithmetics().get(place).toString(), run.nodesOf(place), Integer::sum);
        }
        facts.put("nodesByPrecision", precisions);
        facts.put("model", model(run));
        facts.put("messages", run.messages().total());
        facts.put(
                "layers",
                run.network().layers().stream().map(layer -> facts(run, layer)).toList());
        return facts;
    }

    private static Map<String, Object> facts(GraphRun run, GnnLayer layer) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", layer.name());
        facts.put("inputs", layer.inputs());
        facts.put("outputs", layer.outputs());
        facts.put("macs", macs(run, layer));
        return facts;
    }
}
