package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.arith.block.Tail;
import bitwright.workload.Batch;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Layout;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import bitwright.workload.real.Product;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a small network: a convolution of 6 filters, 3x3, over 4 channels of 5x5, and a classifier of 3 classes. */
class TraceQuantisationTest {
    private static final int INPUTS = 40;

    @TempDir
    Path folder;

    private TraceBundle bundle;

    @BeforeEach
    void network() throws IOException {
        var random = new SplittableRandom(51);
        Map<String, float[]> masters = new HashMap<>();
        masters.put("conv", reals(random, 6 * 9 * 4));
        masters.put("classes", reals(random, 3 * 150));
        var input = new Port(new int[] {1, 5, 5, 4}, new Encoding("int8", -128, 8, false), Scale.of(1 / 255f));
        var middle = new Port(new int[] {1, 5, 5, 6}, new Encoding("int8", -128, 8, false), Scale.of(0.02f));
        var scores = new Port(new int[] {1, 3}, new Encoding("int8", 0, 8, true), Scale.of(0.1f));
        var conv =
                mac("conv", Op.CONV2D, Network.INPUT, new Geometry(1, 1, 1, 1, 1, 1, 1, 1, 1), input, middle, masters);
        var classes =
                mac("classes", Op.FULLY_CONNECTED, "conv", Geometry.UNIT, middle.reshaped(1, 150), scores, masters);
        var network = new Network("small", Optional.of(input), Layout.NHWC, List.of(conv, classes));
        int[] codes = random.ints(INPUTS * 100, -128, 128).toArray();
        int[] labels = random.ints(INPUTS, 0, 3).toArray();
        var note = new TraceWriter.Note("a test", "", "", List.of(), Optional.of(labels));
        var inputs = new Tensor(new int[] {INPUTS, 5, 5, 4}, codes);
        Path own = folder.resolve("small");
        TraceWriter.write(own, network, note, inputs, TraceWriter.Contents.COMPACT, Rounding.DOUBLE, masters);
        bundle = TraceBundle.open(own, 1);
    }

    private static float[] reals(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) * (i % 7 == 0 ? 0.6f : 0.2f);
        }
        return values;
    }

    private static Node.Mac mac(
            String name, Op op, String from, Geometry geometry, Port in, Port out, Map<String, float[]> masters) {
        int[] shape = op == Op.CONV2D ? new int[] {6, 3, 3, 4} : new int[] {3, 150};
        var weights = RoundToNearestWeights.quantise(new IntegerSteps(8, 0), masters.get(name), shape);
        return new Node.Mac(
                name,
                op,
                List.of(from),
                geometry,
                in,
                new Operand(IntegerFormat.INT8.encoding(0), TensorSource.of(new Tensor(shape, weights.codes()))),
                new Scale(weights.scales()),
                new long[shape[0]],
                32,
                Optional.of(out),
                Clamp.of(out.format()));
    }

    private static Recipe recipe(Method method) {
        Recipe base = Recipe.of(method, method.weighsNetwork() ? "" : "int5");
        return method.weighsNetwork() ? base.withBits(List.of(3, 4, 6), 4) : base;
    }

    /** What runs is what is written, code by code, and every stored sum is that of its codes. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void whatRunsIsWhatIsWritten(Method method) throws IOException {
        QuantisedTrace made = TraceQuantisation.of(bundle, recipe(method));
        Path written = folder.resolve("written");
        made.write(written, "");
        TraceBundle read = TraceBundle.open(written, 1);
        LayerTrace ours = made.trace(Batch.FIRST);
        LayerTrace theirs = read.trace(Batch.FIRST);
        assertThat(theirs.layers()).hasSameSizeAs(ours.layers());
        for (int i = 0; i < ours.layers().size(); i++) {
            Layer one = ours.layers().get(i);
            Layer other = theirs.layers().get(i);
            assertThat(other.name()).isEqualTo(one.name());
            assertThat(other.weights().encoding()).isEqualTo(one.weights().encoding());
            assertThat(other.activations().encoding())
                    .isEqualTo(one.activations().encoding());
            assertThat(other.weights().source().load().data())
                    .containsExactly(one.weights().source().load().data());
            assertThat(other.activations().source().load().data())
                    .containsExactly(one.activations().source().load().data());
        }
        if (made.network().isEmpty()) {
            assertThat(TraceVerification.verify(read)).allMatch(check -> check.mismatches() == 0);
        }
        QuantisedTrace.Quality quality = made.quality().orElseThrow();
        assertThat(quality.real().rows()).isEqualTo(INPUTS);
        assertThat(made.layers()).allMatch(layer -> layer.signalToNoiseDb() > 5);
    }

    /** With whole scales the network stays one, whose integers say what the new weights say, and whose hash is its own. */
    @Test
    void aNetworkStaysOne() throws IOException {
        QuantisedTrace made = TraceQuantisation.of(bundle, Recipe.of(Method.RTN, "int8"));
        TraceBundle network = made.network().orElseThrow();
        // The masters' own 8 bits again: the same codes as before.
        for (int i = 0; i < 2; i++) {
            assertThat(network.trace(Batch.FIRST)
                            .layers()
                            .get(i)
                            .weights()
                            .source()
                            .load()
                            .data())
                    .containsExactly(bundle.trace(Batch.FIRST)
                            .layers()
                            .get(i)
                            .weights()
                            .source()
                            .load()
                            .data());
        }
        assertThat(TraceVerification.accuracy(network)).isEqualTo(TraceVerification.accuracy(bundle));
        assertThat(network.contentHash()).isNotEqualTo(bundle.contentHash());
        assertThat(made.trace(Batch.FIRST).contentHash()).isEqualTo(network.contentHash());
        var hashes = new HashSet<String>();
        for (Method method : Method.values()) {
            hashes.add(TraceQuantisation.of(bundle, recipe(method))
                    .trace(Batch.FIRST)
                    .contentHash());
            assertThat(TraceQuantisation.of(bundle, recipe(method))
                            .trace(Batch.FIRST)
                            .contentHash())
                    .isIn(hashes);
        }
        assertThat(hashes).hasSize(Method.values().length);
    }

    /** Sums of codes times scales are what the plan computes, by integers and independent loops. */
    @Test
    void codesStandForWhatIsComputed() throws IOException {
        Recipe recipe = Recipe.of(Method.SMOOTHQUANT, "int6");
        LayerSample layer = new BundleNetwork(bundle).samples(new Batch(0, 15)).get(1);
        LayerPlan plan = new Planner(recipe).plan(layer).plan();
        Layer codes =
                TraceQuantisation.of(bundle, recipe).trace(Batch.FIRST).layers().get(1);
        int[] x = codes.activations().source().load().data();
        int[] w = codes.weights().source().load().data();
        float step = plan.dense()
                .activations()
                .orElseThrow()
                .round(layer.inputs(), layer.inputShape())
                .scales()[0];
        var product = new Product(
                "classes",
                Op.FULLY_CONNECTED,
                Geometry.UNIT,
                Value.of(new int[] {1, 150}, Arrays.copyOf(layer.inputs(), 150)),
                Value.of(layer.shape(), layer.weights()),
                true,
                new long[0]);
        double[] sums = plan.of(product);
        for (int k = 0; k < 3; k++) {
            long sum = 0;
            for (int c = 0; c < 150; c++) {
                sum += (long) x[c] * w[k * 150 + c];
            }
            assertThat(sums[k])
                    .isCloseTo(sum * (double) step * plan.dense().weights().scales()[k], within(1e-5));
        }
    }

    @Test
    void profilesBecomePrecisions() throws IOException {
        var recipe = Recipe.of(Method.PROFILE, "").withBits(List.of(2, 8), 4);
        QuantisedTrace made = TraceQuantisation.of(bundle, recipe);
        for (Layer layer : made.trace(Batch.FIRST).layers()) {
            int bits = layer.activations().encoding().precisionBits();
            assertThat(bits).isBetween(2, 8);
            for (int code : layer.activations().source().load().data()) {
                assertThat(code).isBetween(0, (1 << bits) - 1);
            }
            assertThat(layer.weights().encoding().precisionBits()).isBetween(2, 8);
        }
        assertThat(made.quality().orElseThrow().rounded().error()).isLessThan(0.06);
        assertThat(made.notes().get(0)).contains("of the output, the bound 0.05");
    }

    /** The table's lines are what the same recipes make by themselves; clado is never dearer than hawq, nor hawq's search. */
    @Test
    void quantisersAreComparedByTheSameRules() throws IOException {
        Comparison comparison = Comparison.of(bundle, 1, line -> {});
        assertThat(comparison.isProven()).isTrue();
        List<Comparison.Result> results = comparison.results();
        Map<String, Comparison.Result> byName = new HashMap<>();
        results.forEach(one -> byName.put(
                one.line().weights() + "/" + one.line().activations() + "/"
                        + one.line().method(),
                one));
        assertThat(byName).hasSameSizeAs(results);
        var made = TraceQuantisation.of(bundle, Recipe.of(Method.GPTQ, "int4"))
                .quality()
                .orElseThrow();
        assertThat(byName.get("int4 a channel//gptq").judgement()).isEqualTo(made.rounded());
        assertThat(byName.get("float32//masters").judgement().error()).isZero();
        String mixed = "int2, int3, int4 at 3 bits//";
        double clado = byName.get(mixed + "clado").cost();
        assertThat(clado).isLessThanOrEqualTo(byName.get(mixed + "hawq").cost());
        for (String method : List.of("hawq", "clado")) {
            // 3 bits a weight, and 9 scales of 16 bits for the 216 + 450 weights
            assertThat(byName.get(mixed + method).bits()).isLessThanOrEqualTo(3 + 9 * 16 / 666.0);
        }
    }

    /** Factors by powers of two that weights undo: reals do not see them, an int8 scale for all channels does. */
    @Test
    void injectedOutliersChangeNothingButRounding() throws IOException {
        LayerSample layer = new BundleNetwork(bundle).samples(Batch.FIRST).get(1);
        float[] factors = InjectedOutliers.factors(layer);
        int outliers = 0;
        for (float factor : factors) {
            outliers += factor == InjectedOutliers.FACTOR ? 1 : 0;
        }
        assertThat(outliers).isBetween(1, 2);
        var product = new Product(
                "classes",
                Op.FULLY_CONNECTED,
                Geometry.UNIT,
                Value.of(layer.inputShape(), layer.inputs()),
                Value.of(layer.shape(), layer.weights()),
                true,
                new long[0]);
        Recipe weightsAlone = Recipe.of(Method.RTN, "int8");
        double[] plain = new Planner(weightsAlone).plan(layer).plan().of(product);
        double[] injected =
                InjectedOutliers.plan(layer, new Planner(weightsAlone)).of(product);
        double[] rounded = InjectedOutliers.plan(layer, new Planner(weightsAlone.withActivations("int8", "tensor")))
                .of(product);
        for (int k = 0; k < 3; k++) {
            assertThat(injected[k]).isCloseTo(plain[k], within(0.02));
            assertThat(rounded[k]).isNotEqualTo(injected[k]);
        }
    }

    @Test
    void whatIsMissingIsTold() throws IOException {
        assertThatThrownBy(() -> TraceQuantisation.of(
                        bundle,
                        new Recipe(
                                Method.GPTQ,
                                "int4",
                                "channel",
                                Blocks.Lines.CHANNELS,
                                Tail.SHORT_BLOCK,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Batch(0, 40)),
                                0.5,
                                6,
                                0.01,
                                Recipe.BITS,
                                4,
                                0.1,
                                Optional.empty(),
                                false)))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("small: calibration 0..40 asks for more inputs than the 40 that the bundle holds");
        assertThatThrownBy(() -> Recipe.of(Method.CLADO, "").withBits(List.of(4, 8), 3))
                .hasMessage("averageBits must be between the least of bits, 4, and 16, got 3.0");
        Files.delete(folder.resolve("small/conv.weights.f32.npy"));
        assertThatThrownBy(() -> TraceQuantisation.of(
                        TraceBundle.open(folder.resolve("small"), 1), Recipe.of(Method.RTN, "int4")))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("small: layer conv has no float master to be rounded anew (conv.weights.f32.npy)");
    }
}
