package bitwright.conformance.gnn;

import bitwright.arith.ample.AmpleFloat;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.ContentHash;
import bitwright.workload.gnn.Activation;
import bitwright.workload.gnn.Gnn;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GnnModel;
import bitwright.workload.gnn.GnnReference;
import bitwright.workload.gnn.GnnWeights;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.LayerValues;
import bitwright.workload.gnn.NodeArithmetic;
import bitwright.workload.gnn.NodeKernel;
import bitwright.workload.gnn.PrecisionAssignment;
import bitwright.workload.gnn.PrecisionAssignment.DegreeQuant;
import bitwright.workload.gnn.PrecisionAssignment.Interpolation;
import bitwright.workload.gnn.PrecisionAssignment.Protection;
import bitwright.workload.gnn.PrecisionAssignment.TopDegrees;
import bitwright.workload.gnn.PrecisionAssignment.Uniform;
import bitwright.workload.gnn.Scales;
import bitwright.workload.graph.ArrayFile;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** One graph of the golden data: its features and weights, each model's aggregates and outputs, who is protected. */
final class GraphFolder {
    /** Codes are clamp(rint(v · 64)) throughout. */
    private static final int EXPONENT = -6;

    private static final NodeArithmetic FLOAT32 = NodeArithmetic.of("float32");
    private static final NodeArithmetic INT8 = NodeArithmetic.of("int8_f6");
    private static final NodeArithmetic WRAP8 = NodeArithmetic.of("int8_f6/wrap8");
    private static final NodeArithmetic AMPLE = NodeArithmetic.of("ample-float32");

    private final Path folder;
    private final JsonNode meta;
    private final Graph graph;
    private final long seed;
    private final GnnLayer layer;
    private final Map<String, Comparison> comparisons = new LinkedHashMap<>();

    /** Compares one file. */
    @FunctionalInterface
    private interface Comparison {
        void run(Path file, Tally tally) throws IOException;
    }

    GraphFolder(Path folder) throws IOException {
        this.folder = folder;
        Path about = folder.resolve("meta.json");
        if (!Files.isRegularFile(about)) {
            throw new GoldenDataException(folder + ": has no meta.json");
        }
        this.meta = new ObjectMapper().readTree(about);
        this.seed = number("seed");
        int width = (int) number("F");
        this.layer = new GnnLayer("layer", width, (int) number("O"), Activation.NONE);
        this.graph = new Graph(
                        folder.getFileName().toString(),
                        ArrayFile.ints(folder.resolve("rowptr.i32.gz")),
                        ArrayFile.ints(folder.resolve("colidx.i32.gz")))
                .with(new Features.Seeded((int) number("nodes"), width, seed * 1000 + 1));
        aboutOperands();
        aboutValues();
        aboutProtection();
    }

    private long number(String key) {
        JsonNode value = meta.get(key);
        if (value == null || !value.isIntegralNumber()) {
            throw new GoldenDataException(folder + "/meta.json: must have an integer " + key);
        }
        return value.longValue();
    }

    private String sha256(String file) {
        JsonNode about = meta.path("files").path(file).path("sha256");
        if (!about.isString()) {
            throw new GoldenDataException(folder + "/meta.json: must have the sha256 of " + file);
        }
        return about.stringValue();
    }

    /** Compares all files that are there, in the order of their names. */
    void check(Consumer<FileOutcome> report) throws IOException {
        var files = new TreeMap<String, Path>();
        try (var found = Files.newDirectoryStream(folder, "*.gz")) {
            found.forEach(file -> files.put(file.getFileName().toString(), file));
        }
        for (var file : files.entrySet()) {
            String name = folder.getFileName() + "/" + file.getKey();
            var comparison = comparisons.get(file.getKey());
            if (comparison == null) {
                report.accept(FileOutcome.skipped(name, "nothing is known of it"));
                continue;
            }
            var tally = new Tally(name);
            comparison.run(file.getValue(), tally);
            report.accept(tally.outcome());
        }
    }

    private void aboutOperands() {
        comparisons.put("rowptr.i32.gz", (file, tally) -> {
            tally.expect("nodes", number("nodes"), graph.nodes());
            tally.expect("edges", number("directed_edges"), graph.edges());
            tally.expect("largest degree", number("max_degree"), graph.maxDegree());
            tally.expect("isolated nodes", number("isolated"), degrees(0, 0));
            tally.expect("nodes above degree 256", number("deg_gt_256"), degrees(257, Integer.MAX_VALUE));
            tally.expect("SHA-256", sha256("rowptr.i32"), ContentHash.sha256(ArrayFile.bytes(file)));
        });
        comparisons.put("colidx.i32.gz", (file, tally) -> {
            tally.expect("SHA-256", sha256("colidx.i32"), ContentHash.sha256(ArrayFile.bytes(file)));
            for (int node = 0; node < graph.nodes(); node++) {
                for (int n = 0; n < graph.degree(node); n++) {
                    int source = graph.neighbour(node, n);
                    boolean rises = n == 0 || graph.neighbour(node, n - 1) < source;
                    int back = Arrays.binarySearch(
                            graph.columns(), graph.firstEdge(source), graph.endOfEdges(source), node);
                    tally.expect(
                            "edge " + node + " to " + source,
                            "rises, there is one back",
                            (rises ? "rises" : "does not rise") + (back >= 0 ? ", there is one back" : ", none back"));
                }
            }
        });
        var weights = new GnnWeights.Seeded(seed, 0);
        comparisons.put("x.f32.gz", floats(graph.nodes(), layer.inputs(), this::features));
        comparisons.put("w.f32.gz", floats(1, layer.outputs() * layer.inputs(), (row, into) -> {
            System.arraycopy(weights.neighbours(0, layer), 0, into, 0, into.length);
        }));
        comparisons.put("w_self.f32.gz", floats(1, layer.outputs() * layer.inputs(), (row, into) -> {
            System.arraycopy(weights.self(0, layer), 0, into, 0, into.length);
        }));
        NodeKernel int8 = INT8.kernel(new Scales(EXPONENT, EXPONENT, 0));
        comparisons.put("xq.i8.gz", bytes(graph.nodes(), layer.inputs(), (node, into) -> {
            float[] row = new float[layer.inputs()];
            features(node, row);
            int8.encode(row, into, row.length);
        }));
        comparisons.put("wq.i8.gz", bytes(1, layer.outputs() * layer.inputs(), (row, into) -> {
            int8.weights(weights.neighbours(0, layer), 0, into.length, into);
        }));
    }

    private void features(int node, float[] into) {
        graph.features().orElseThrow().row(node, into);
    }

    private long degrees(int least, int most) {
        long count = 0;
        for (int node = 0; node < graph.nodes(); node++) {
            count += graph.degree(node) >= least && graph.degree(node) <= most ? 1 : 0;
        }
        return count;
    }

    private void aboutValues() {
        var gcn = run(GnnModel.GCN, new Uniform(FLOAT32));
        var gin = run(GnnModel.GIN, new Uniform(FLOAT32));
        var sum = run(GnnModel.GRAPHSAGE_SUM, new Uniform(FLOAT32));
        var mean = run(GnnModel.GRAPHSAGE_MEAN, new Uniform(FLOAT32));
        comparisons.put("gcn_agg.f32.gz", aggregates(gcn));
        comparisons.put("gcn_out.f32.gz", outputs(gcn));
        comparisons.put("gin_agg.f32.gz", aggregates(gin));
        comparisons.put("gin_out.f32.gz", outputs(gin));
        comparisons.put("sum_noself.f32.gz", aggregates(sum));
        comparisons.put("sage_mean.f32.gz", aggregates(mean));
        comparisons.put("sage_out.f32.gz", outputs(mean));

        var int8Gin = run(GnnModel.GIN, new Uniform(INT8));
        comparisons.put("gin_agg.i32.gz", integerAggregates(int8Gin));
        comparisons.put("gin_out.i32.gz", integerOutputs(int8Gin));
        comparisons.put("gin_out_dequant.f32.gz", outputs(int8Gin));
        comparisons.put("sum_noself.i32.gz", integerAggregates(run(GnnModel.GRAPHSAGE_SUM, new Uniform(INT8))));
        var wrapped = aggregating(run(GnnModel.GRAPHSAGE_SUM, new Uniform(WRAP8)));
        comparisons.put("sum_noself_wrap8.i8.gz", bytes(graph.nodes(), layer.inputs(), wrapped));
        var ample = aggregating(run(GnnModel.GRAPHSAGE_SUM, new Uniform(AMPLE)));
        comparisons.put(
                "sum_noself_amplefp.u32.gz",
                words(graph.nodes(), layer.inputs(), ample, value -> AmpleFloat.word(value)));
    }

    private void aboutProtection() {
        var bernoulli = new DegreeQuant(FLOAT32, INT8, 0, 1, Interpolation.DEGREE, Protection.PROTECTED_HIGH);
        comparisons.put("dq_protect_bernoulli.u8.gz", places(bernoulli));
        comparisons.put("dq_protect_top5pct.u8.gz", places(new TopDegrees(FLOAT32, INT8, 0.95)));
        comparisons.put("gin_out_mixed.f32.gz", outputs(run(GnnModel.GIN, bernoulli)));
    }

    private GraphRun run(GnnModel model, PrecisionAssignment precision) {
        var network = new Gnn(model, true, List.of(layer), new GnnWeights.Seeded(seed, 0));
        return new GraphRun(graph.name(), "golden data", "", graph, network, precision, seed);
    }

    /** Writes a row of doubles. */
    @FunctionalInterface
    private interface Row {
        void write(int row, double[] into);
    }

    /** Writes a row of floats. */
    @FunctionalInterface
    private interface FloatRow {
        void write(int row, float[] into);
    }

    /** The bits of a value. */
    @FunctionalInterface
    private interface Bits {
        int of(double value);
    }

    private Row aggregating(GraphRun run) {
        var values = new LayerValues(run, 0, run.features());
        float[] row = new float[layer.inputs()];
        double[] message = new double[layer.inputs()];
        return (node, into) -> GnnReference.aggregate(run, values, node, row, message, into);
    }

    private Comparison aggregates(GraphRun run) {
        return words(graph.nodes(), layer.inputs(), aggregating(run), value -> Float.floatToRawIntBits((float) value));
    }

    private Comparison integerAggregates(GraphRun run) {
        return words(graph.nodes(), layer.inputs(), aggregating(run), value -> (int) value);
    }

    private Comparison outputs(GraphRun run) {
        return (file, tally) -> {
            var outputs = GnnReference.run(run).get(0);
            floats(graph.nodes(), layer.outputs(), outputs::row).run(file, tally);
        };
    }

    /** The register's contents before they are written back. */
    private Comparison integerOutputs(GraphRun run) {
        return (file, tally) -> {
            var outputs = GnnReference.run(run).get(0);
            float[] row = new float[layer.outputs()];
            Row codes = (node, into) -> {
                outputs.row(node, row);
                for (int i = 0; i < row.length; i++) {
                    into[i] = Math.scalb((double) row[i], -2 * EXPONENT);
                }
            };
            words(graph.nodes(), layer.outputs(), codes, value -> (int) value).run(file, tally);
        };
    }

    private Comparison places(PrecisionAssignment precision) {
        return (file, tally) -> {
            byte[] places = precision.of(graph, seed);
            bytes(graph.nodes(), 1, (node, into) -> into[0] = places[node]).run(file, tally);
        };
    }

    private static Comparison floats(int rows, int width, FloatRow ours) {
        return (file, tally) -> {
            float[] values = new float[width];
            Row row = (index, into) -> {
                ours.write(index, values);
                for (int i = 0; i < width; i++) {
                    into[i] = values[i];
                }
            };
            words(rows, width, row, value -> Float.floatToRawIntBits((float) value))
                    .run(file, tally);
        };
    }

    private static Comparison words(int rows, int width, Row ours, Bits bits) {
        return (file, tally) -> {
            int[] expected = ArrayFile.ints(file);
            requireSize(file, expected.length, rows, width);
            double[] row = new double[width];
            for (int index = 0; index < rows; index++) {
                ours.write(index, row);
                for (int i = 0; i < width; i++) {
                    tally.expect("[" + index + ", " + i + "]", expected[index * width + i], bits.of(row[i]));
                }
            }
        };
    }

    private static Comparison bytes(int rows, int width, Row ours) {
        return (file, tally) -> {
            byte[] expected = ArrayFile.bytes(file);
            requireSize(file, expected.length, rows, width);
            double[] row = new double[width];
            for (int index = 0; index < rows; index++) {
                ours.write(index, row);
                for (int i = 0; i < width; i++) {
                    tally.expect("[" + index + ", " + i + "]", expected[index * width + i], (long) row[i]);
                }
            }
        };
    }

    private static void requireSize(Path file, int size, int rows, int width) {
        if (size != rows * width) {
            throw new GoldenDataException(file + ": must hold [" + rows + ", " + width + "] values, holds " + size);
        }
    }
}
