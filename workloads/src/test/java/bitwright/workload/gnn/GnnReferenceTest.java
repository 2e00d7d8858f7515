package bitwright.workload.gnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arith.NumberFormat;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.catalog.Formats;
import bitwright.workload.WorkloadException;
import bitwright.workload.gnn.PrecisionAssignment.ByDegree;
import bitwright.workload.gnn.PrecisionAssignment.DegreeClass;
import bitwright.workload.gnn.PrecisionAssignment.Uniform;
import bitwright.workload.graph.EdgeRules;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GnnReferenceTest {
    private static final GnnWeights ONE_AND_TWO =
            new GnnWeights.Stored(List.of(new float[] {1, 2}), List.of(new float[] {10, 0}), "hand-made");

    /** 0 takes 1, 2, 2 (twice) and itself; 1 takes 0; 2 takes nothing; two features. */
    private static Graph small() {
        var edges = new GraphBuilder();
        for (int[] edge : new int[][] {{0, 1}, {0, 2}, {0, 2}, {0, 0}, {1, 0}}) {
            edges.add(edge[0], edge[1]);
        }
        return edges.build("small", 3, EdgeRules.AS_LISTED)
                .with(new Features.Dense(3, 2, new float[] {1, 8, 2, 16, 4, -32}));
    }

    private static GraphRun run(Graph graph, Gnn network, String arithmetic) {
        return new GraphRun("test", "test", "", graph, network, new Uniform(NodeArithmetic.of(arithmetic)), 1);
    }

    private static float[] outputs(GnnModel model, boolean normalised, String arithmetic) {
        var layer = new GnnLayer("one", 2, 1, Activation.NONE);
        var network = new Gnn(model, normalised, List.of(layer), ONE_AND_TWO);
        return GnnReference.run(run(small(), network, arithmetic)).get(0).values();
    }

    /** Node 0 sums 0 + 1 + 2 + 2 = [11, −40], then 1 · 11 + 2 · (−40); in GIN it comes once more: [12, −32]. */
    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "bfloat16", "posit16_es1", "int16_f2"})
    void duplicateEdgesAndSelfLoopsCountAsListed(String arithmetic) {
        assertThat(outputs(GnnModel.GIN, true, arithmetic)).containsExactly(12 - 64, (2 + 1) + 2 * (16 + 8), 4 - 64);
        assertThat(outputs(GnnModel.GRAPHSAGE_SUM, true, arithmetic))
                .containsExactly(10 + 11 - 80, 20 + 1 + 16, 40 + 0);
    }

    /** Node 0 has 3 listed messages that are not its own, node 1 one, node 2 none; the self loop is the self message. */
    @Test
    void gcnScalesByBothDegreesAndCountsASelfLoopOnce() {
        float c01 = (float) (1 / Math.sqrt(4.0 * 2.0));
        float c02 = (float) (1 / Math.sqrt(4.0 * 1.0));
        float c00 = 0.25f;
        float first = c01 * 2f + c02 * 4f + c02 * 4f + c00 * 1f;
        float second = c01 * 16f + c02 * -32f + c02 * -32f + c00 * 8f;
        assertThat(outputs(GnnModel.GCN, true, "float32")[0]).isEqualTo(first + 2f * second);
        assertThat(outputs(GnnModel.GCN, true, "float32")[2]).isEqualTo(4f - 64f); // alone: scale 1
        assertThat(outputs(GnnModel.GCN, false, "float32")[0]).isEqualTo(2 + 4 + 4 + 1 + 2 * (16 - 64 + 8f));
    }

    @Test
    void theMeanScalesEachMessageBeforeItIsAdded() {
        assertThat(outputs(GnnModel.GRAPHSAGE_MEAN, true, "float32")).containsExactly(10 + 11 / 4f - 20, 20 + 17, 40);
        assertThat(outputs(GnnModel.GRAPHSAGE_MEAN, false, "float32")[0]).isEqualTo(10 + 11 - 80f);
    }

    /** Sums of int8 in a register of 8 bits: 100 + 100 wraps to −56, saturates at 127. */
    @Test
    void registersWrapOrSaturate() {
        var edges = new GraphBuilder();
        edges.add(0, 1);
        edges.add(0, 1);
        Graph graph = edges.build("g", 2, EdgeRules.AS_LISTED).with(new Features.Dense(2, 1, new float[] {0, 100}));
        var network = new Gnn(
                GnnModel.GRAPHSAGE_SUM,
                true,
                List.of(new GnnLayer("one", 1, 1, Activation.NONE)),
                new GnnWeights.Stored(List.of(new float[] {1}), List.of(new float[] {0}), "hand-made"));
        for (var expected : List.of(
                new Object[] {"int8", 200f}, new Object[] {"int8/wrap8", -56f}, new Object[] {"int8/saturate8", 127f
                })) {
            var run = run(graph, network, (String) expected[0]);
            var values = new LayerValues(run, 0, run.features());
            double[] sum = new double[1];
            GnnReference.aggregate(run, values, 0, new float[1], new double[1], sum);
            assertThat(sum[0]).as((String) expected[0]).isEqualTo((float) expected[1]);
        }
    }

    /** Every precision against sums made of exact products and exact sums, each rounded by the format alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {"float32", "float16", "float16/float32", "bfloat16", "float8_e4m3fn", "posit16_es1", "tf32"})
    void roundsEachProductAndEachSumOnce(String arithmetic) {
        NodeArithmetic precision = NodeArithmetic.of(arithmetic);
        NumberFormat operands = Formats.named(precision.operands());
        NumberFormat sums = Formats.named(precision.sums());
        var random = new SplittableRandom(3);
        int nodes = 20;
        var edges = new GraphBuilder();
        for (int i = 0; i < 60; i++) {
            edges.add(random.nextInt(nodes), random.nextInt(nodes));
        }
        Graph graph = edges.build("g", nodes, EdgeRules.SIMPLE_UNDIRECTED).with(new Features.Seeded(nodes, 3, 4));
        var layer = new GnnLayer("one", 3, 2, Activation.RELU);
        var weights = new GnnWeights.Seeded(5, -1);
        var run = run(graph, new Gnn(GnnModel.GCN, true, List.of(layer), weights), arithmetic);
        float[] ours = GnnReference.run(run).get(0).values();
        float[] w = weights.neighbours(0, layer);
        float[] x = new float[3];
        for (int node = 0; node < nodes; node++) {
            double[] sum = new double[3];
            for (int n = 0; n <= graph.degree(node); n++) {
                int source = n < graph.degree(node) ? graph.neighbour(node, n) : node;
                graph.features().orElseThrow().row(source, x);
                double c = operands.quantize(
                        (float) (1.0 / Math.sqrt((graph.degree(node) + 1.0) * (graph.degree(source) + 1.0))));
                for (int k = 0; k < 3; k++) {
                    double product = rounded(sums, exact(c).multiply(exact(operands.quantize(x[k]))));
                    sum[k] = n == 0 ? product : rounded(sums, exact(sum[k]).add(exact(product)));
                }
            }
            for (int o = 0; o < 2; o++) {
                double y = 0;
                for (int k = 0; k < 3; k++) {
                    double product =
                            rounded(sums, exact(operands.quantize(w[o * 3 + k])).multiply(exact(sum[k])));
                    y = rounded(sums, exact(y).add(exact(product)));
                }
                assertThat(ours[node * 2 + o]).as("node %d output %d", node, o).isEqualTo((float) Math.max(y, 0));
            }
        }
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    /** Rounding an exact number by way of a double rounded to odd, found by comparing, not by arithmetic. */
    private static double rounded(NumberFormat format, BigDecimal value) {
        double near = value.doubleValue();
        int side = value.compareTo(new BigDecimal(near));
        if (side != 0 && (Double.doubleToRawLongBits(near) & 1) == 0) {
            near = side > 0 ? Math.nextUp(near) : Math.nextDown(near);
        }
        return format.quantize(near);
    }

    /** Blocks along the features: rows are quantised as block tensors, everything behind them is float32. */
    @ParameterizedTest
    @ValueSource(strings = {"mxfp8_e4m3", "mxfp4_e2m1", "mxint8", "nvfp4"})
    void blocksOfFeaturesShareTheirScale(String arithmetic) {
        BlockFormat blocks = arithmetic.equals("nvfp4")
                ? BlockFormat.nvfp4SingleLevel()
                : BlockFormat.MX.stream()
                        .filter(format -> format.name().equals(arithmetic))
                        .findFirst()
                        .orElseThrow();
        int inputs = 40; // a block and a short one of 32, two and a half of 16
        Graph graph =
                new Graph("g", new int[] {0, 2, 3, 3}, new int[] {1, 2, 0}).with(new Features.Seeded(3, inputs, 4));
        var layer = new GnnLayer("one", inputs, 2, Activation.NONE);
        var weights = new GnnWeights.Seeded(5, 0);
        var network = new Gnn(GnnModel.GIN, true, List.of(layer), weights);
        float[] ours = GnnReference.run(run(graph, network, arithmetic)).get(0).values();
        float[][] x = new float[3][inputs];
        for (int node = 0; node < 3; node++) {
            graph.features().orElseThrow().row(node, x[node]);
            x[node] = blocks.encode(x[node]).decode();
        }
        int[][] lists = {{1, 2, 0}, {0, 1}, {2}};
        for (int node = 0; node < 3; node++) {
            float[] sum = x[lists[node][0]].clone();
            for (int n = 1; n < lists[node].length; n++) {
                for (int k = 0; k < inputs; k++) {
                    sum[k] += x[lists[node][n]][k];
                }
            }
            for (int out = 0; out < 2; out++) {
                float[] w = Arrays.copyOfRange(weights.neighbours(0, layer), out * inputs, (out + 1) * inputs);
                w = blocks.encode(w).decode();
                float y = 0;
                for (int k = 0; k < inputs; k++) {
                    float product = w[k] * sum[k];
                    y += product;
                }
                assertThat(ours[node * 2 + out]).isEqualTo(y);
            }
        }
    }

    /** Integers against whole numbers of any size, wrapped at the end only: wrapping commutes with sums and products. */
    @ParameterizedTest
    @EnumSource(names = {"GIN", "GRAPHSAGE_SUM"})
    void integersAreExactModuloTheRegister(GnnModel model) {
        var random = new SplittableRandom(9);
        int nodes = 12;
        var edges = new GraphBuilder();
        for (int i = 0; i < 90; i++) {
            edges.add(random.nextInt(nodes), random.nextInt(nodes));
        }
        Graph graph = edges.build("g", nodes, EdgeRules.AS_LISTED).with(new Features.Seeded(nodes, 4, 8));
        var layer = new GnnLayer("one", 4, 3, Activation.NONE);
        var run = run(graph, new Gnn(model, true, List.of(layer), new GnnWeights.Seeded(2, 0)), "int8_f6/wrap12");
        var values = new LayerValues(run, 0, run.features());
        double[] sum = new double[4];
        double[] outputs = new double[3];
        float[] x = new float[4];
        for (int node = 0; node < nodes; node++) {
            GnnReference.aggregate(run, values, node, new float[4], new double[4], sum);
            BigInteger[] exact = {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
            for (int n = 0; n < run.messages().count(node); n++) {
                graph.features().orElseThrow().row(run.messages().source(node, n), x);
                for (int k = 0; k < 4; k++) {
                    exact[k] = exact[k].add(code(x[k]));
                }
            }
            for (int k = 0; k < 4; k++) {
                assertThat(sum[k]).isEqualTo(wrapped(exact[k], 12));
            }
            float[] w = run.network().weights().neighbours(0, layer);
            double[] transposed = new double[12];
            for (int i = 0; i < 12; i++) {
                transposed[i % 4 * 3 + i / 4] = code(w[i]).intValue();
            }
            values.kernel(node).transform(transposed, sum, 4, outputs, 3);
            for (int o = 0; o < 3; o++) {
                BigInteger y = BigInteger.ZERO;
                for (int k = 0; k < 4; k++) {
                    y = y.add(code(w[o * 4 + k]).multiply(exact[k]));
                }
                assertThat(outputs[o]).isEqualTo(wrapped(y, 12));
            }
        }
    }

    private static BigInteger code(float value) {
        return BigInteger.valueOf((long) Math.max(-128, Math.min(127, Math.rint(value * 64.0))));
    }

    private static long wrapped(BigInteger value, int bits) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
        long rest = value.mod(modulus).longValue();
        return rest >= 1L << bits - 1 ? rest - (1L << bits) : rest;
    }

    /** Scales of messages are codes of 2^−6: 1/2 is 32, so int8 sums of halves are exact and come back so. */
    @Test
    void scaledIntegersComeBackAtTheirScale() {
        var edges = new GraphBuilder();
        edges.add(0, 1);
        edges.add(0, 1);
        Graph graph =
                edges.build("g", 2, EdgeRules.AS_LISTED).with(new Features.Dense(2, 1, new float[] {0.5f, 1.25f}));
        var network = new Gnn(
                GnnModel.GRAPHSAGE_MEAN,
                true,
                List.of(new GnnLayer("one", 1, 1, Activation.NONE)),
                new GnnWeights.Stored(List.of(new float[] {1}), List.of(new float[] {-2}), "hand-made"));
        assertThat(GnnReference.run(run(graph, network, "int8")).get(0).values()[0])
                .isEqualTo(1.25f - 1f);
    }

    /** The second layer's inputs are the first one's outputs after the rectifier. */
    @Test
    void layersFollowOneAnother() {
        var network = new Gnn(
                GnnModel.GIN,
                true,
                List.of(new GnnLayer("a", 2, 1, Activation.RELU), new GnnLayer("b", 1, 1, Activation.NONE)),
                new GnnWeights.Stored(List.of(new float[] {1, 2}, new float[] {3}), List.of(), "hand-made"));
        var outputs = GnnReference.run(run(small(), network, "float32"));
        assertThat(outputs.get(0).values()).containsExactly(0, 51, 0); // −52, 51, −60 before the rectifier
        assertThat(outputs.get(1).values()).containsExactly(3 * (51 + 0 + 0 + 0 + 0), 3 * (0 + 51), 0);
        assertThatThrownBy(() -> new Gnn(
                        GnnModel.GIN,
                        true,
                        List.of(new GnnLayer("a", 2, 3, Activation.NONE), new GnnLayer("b", 4, 1, Activation.NONE)),
                        ONE_AND_TWO))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("layer b must take the 3 features of the layer before, got 4");
    }

    @Test
    void eachNodeHasItsOwnPrecision() {
        var layer = new GnnLayer("one", 2, 1, Activation.NONE);
        var network = new Gnn(GnnModel.GIN, true, List.of(layer), ONE_AND_TWO);
        var classes = new ByDegree(List.of(
                new DegreeClass(0, NodeArithmetic.of("int4")),
                new DegreeClass(1, NodeArithmetic.of("bfloat16")),
                new DegreeClass(4, NodeArithmetic.of("float32"))));
        var run = new GraphRun("test", "test", "", small(), network, classes, 1);
        assertThat(List.of(run.nodesOf(0), run.nodesOf(1), run.nodesOf(2))).containsExactly(1, 1, 1);
        float[] mixed = GnnReference.run(run).get(0).values();
        assertThat(mixed[0]).isEqualTo(outputs(GnnModel.GIN, true, "float32")[0]);
        assertThat(mixed[1]).isEqualTo(outputs(GnnModel.GIN, true, "bfloat16")[1]);
        // node 2 is alone: [4, −32] in int4 with steps of 4 is [1, −8]; [1, 2] with steps of 1/4 is [4, 7], clipped
        assertThat(mixed[2]).isEqualTo(4 * 1 - 7 * 8f);
    }

    @Test
    void aNodeOfDegreeAHundredThousandAddsUp() {
        int leaves = 100_000;
        var edges = new GraphBuilder();
        for (int leaf = 1; leaf <= leaves; leaf++) {
            edges.add(0, leaf);
        }
        Graph star = edges.build("star", leaves + 1, EdgeRules.SIMPLE_UNDIRECTED)
                .with(new Features.Seeded(leaves + 1, 1, 6));
        var layer = new GnnLayer("one", 1, 1, Activation.NONE);
        var unit = new GnnWeights.Stored(List.of(new float[] {1}), List.of(), "hand-made");
        var network = new Gnn(GnnModel.GIN, true, List.of(layer), unit);
        float expected = 0;
        long codes = 0;
        float[] x = new float[1];
        for (int node = 1; node <= leaves + 1; node++) {
            star.features().orElseThrow().row(node % (leaves + 1), x);
            expected += x[0];
            codes += code(x[0]).longValue();
        }
        assertThat(GnnReference.run(run(star, network, "float32")).get(0).values()[0])
                .isEqualTo(expected);
        var int8 = run(star, network, "int8_f6");
        double[] sum = new double[1];
        GnnReference.aggregate(int8, new LayerValues(int8, 0, int8.features()), 0, x, new double[1], sum);
        assertThat(sum[0]).isEqualTo(codes);
    }

    @Test
    void layersThatNoArrayHoldsAreRefused() {
        var layer = new GnnLayer("wide", 4096, 65536, Activation.NONE);
        assertThat(layer.outputsOf(32767)).isEqualTo(32767 * 65536);
        assertThatThrownBy(() -> layer.outputsOf(32768))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(
                        "layer wide: values can be computed for at most 2147483639 outputs, got 32768 nodes of 65536");
        assertThatThrownBy(() -> new GnnLayer("wide", 4097, 65536, Activation.NONE))
                .hasMessage("layer wide: inputs times outputs must be at most 268435456, got 4097 times 65536");
    }

    @Test
    void anEmptyGraphHasNoOutputs() {
        Graph empty = new GraphBuilder().build("none", 0, EdgeRules.AS_LISTED).with(new Features.Seeded(0, 2, 1));
        var network = new Gnn(GnnModel.GCN, true, List.of(new GnnLayer("one", 2, 1, Activation.NONE)), ONE_AND_TWO);
        assertThat(GnnReference.run(run(empty, network, "int8")).get(0).values())
                .isEmpty();
    }
}
