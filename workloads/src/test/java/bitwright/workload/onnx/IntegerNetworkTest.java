package bitwright.workload.onnx;

import static bitwright.workload.onnx.OnnxBuilder.attribute;
import static bitwright.workload.onnx.OnnxRuntimeTest.codes;
import static bitwright.workload.onnx.OnnxRuntimeTest.quantiser;
import static bitwright.workload.onnx.OnnxRuntimeTest.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import bitwright.workload.Batch;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Node;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.IntegerNetwork;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quantised models as whole networks of integers. */
class IntegerNetworkTest {
    private static final int[] SHAPE = {1, 3, 8, 8};

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(5);

    private OnnxBuilder weights(OnnxBuilder b, String name, int... shape) {
        int volume = Arrays.stream(shape).reduce(1, (x, y) -> x * y);
        float[] scales = new float[shape[0]];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = 0.002f + 0.001f * i;
        }
        return b.integers(name, 3, codes(random, volume, -63, 63), shape)
                .floats(name + "_s", scales, shape[0])
                .integers(name + "_z", 3, new long[shape[0]], shape[0])
                .node("DequantizeLinear", name + " " + name + "_s " + name + "_z", name + "_d", attribute("axis", 0));
    }

    /** A quantiser and a dequantiser behind a value. */
    private static OnnxBuilder requantised(OnnxBuilder b, String value, String name, float scale, int zero) {
        quantiser(b, name, scale, 3, zero);
        return b.node("QuantizeLinear", value + " " + name + "_s " + name + "_z", name + "_q")
                .node("DequantizeLinear", name + "_q " + name + "_s " + name + "_z", name);
    }

    /** Convolution with a rectifier, pooling, depthwise with a bound, residual sum, mean, classifier, softmax in reals. */
    OnnxBuilder network() {
        long[] ones = {1, 1, 1, 1};
        var b = new OnnxBuilder(13).input("x", SHAPE);
        requantised(b, "x", "a", 0.02f, 3);
        weights(b, "w1", 6, 3, 3, 3).floats("b1", random(random, 6, 0.2), 6);
        b.node("Conv", "a w1_d b1", "c1", attribute("pads", ones)).node("Relu", "c1", "r1");
        requantised(b, "r1", "d", 0.031f, -128);
        b.node("MaxPool", "d", "m", attribute("kernel_shape", new long[] {2, 2}), attribute("strides", new long[] {2, 2
        }));
        requantised(b, "m", "m1", 0.031f, -128);
        weights(b, "w2", 6, 1, 3, 3);
        b.node("Conv", "m1 w2_d", "c2", attribute("pads", ones), attribute("group", 6));
        b.scalar("low", 0).scalar("high", 6).node("Clip", "c2 low high", "r2");
        requantised(b, "r2", "e", 0.0237f, -128);
        b.node("Add", "e m1", "s").node("Relu", "s", "r3");
        requantised(b, "r3", "f", 0.043f, -128);
        weights(b, "w3", 5, 6 * 4 * 4);
        b.node("Flatten", "f", "flat").node("Gemm", "flat w3_d", "g", attribute("transB", 1));
        requantised(b, "g", "y", 0.11f, 7);
        return b.node("Softmax", "y", "p", attribute("axis", 1));
    }

    private static List<Map<String, Value>> runs(float[][] inputs) {
        List<Map<String, Value>> runs = new ArrayList<>();
        for (float[] input : inputs) {
            runs.add(Map.of("x", Value.of(SHAPE, input)));
        }
        return runs;
    }

    private float[][] inputs(int count) {
        float[][] inputs = new float[count][];
        for (int i = 0; i < count; i++) {
            inputs[i] = random(random, 192, 2.4);
        }
        return inputs;
    }

    @Test
    void codesAreThoseOfOnnxRuntimeButForTies() throws IOException, OrtException {
        float[][] inputs = inputs(20);
        byte[] model = network().build();
        Graph graph = OnnxImporter.read("q.onnx", model).graph();
        var whole = IntegerNetwork.of(graph, runs(inputs));
        assertThat(whole.network().nodes())
                .extracting(Node::op)
                .containsExactly(Op.CONV2D, Op.MAX_POOL, Op.DEPTHWISE, Op.ADD, Op.FULLY_CONNECTED);
        assertThat(whole.tail()).containsExactly("Softmax" + (nodes(graph) - 1) + " (Softmax)");
        int[] ours = new IntegerInference(whole.network(), Rounding.DOUBLE)
                .run(whole.inputs())
                .output()
                .data();
        var environment = OnnxRuntimeTest.environment();
        int equal = 0;
        try (OrtSession session = environment.createSession(softmaxless(model))) {
            for (int n = 0; n < inputs.length; n++) {
                try (OnnxTensor x = OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(inputs[n]), new long[] {1, 3, 8, 8});
                        OrtSession.Result result = session.run(Map.of("x", x))) {
                    float[] theirs = ((float[][]) result.get(0).getValue())[0];
                    for (int i = 0; i < 5; i++) {
                        int code = Math.round(theirs[i] / 0.11f) + 7;
                        assertThat(Math.abs(ours[5 * n + i] - code))
                                .as("input %d", n)
                                .isLessThanOrEqualTo(2);
                        equal += ours[5 * n + i] == code ? 1 : 0;
                    }
                }
            }
        }
        assertThat(equal).isGreaterThan(85);
        assertThat(whole.agreement().equal()).isEqualTo(equal);
        assertThat(whole.agreement().largestDifference()).isLessThanOrEqualTo(2);
    }

    private static int nodes(Graph graph) {
        return graph.nodes().size() + 3; // the dequantisers of three weights have been computed
    }

    /** The model without its last operator: its output is what softmax took. */
    private static byte[] softmaxless(byte[] model) throws IOException {
        var proto = OnnxMl.ModelProto.parseFrom(model).toBuilder();
        var graph = proto.getGraphBuilder();
        graph.removeNode(graph.getNodeCount() - 1);
        graph.getOutputBuilder(0).setName("y");
        return proto.build().toByteArray();
    }

    @Test
    void itsBundleVerifiesAndRunsByItself() throws IOException {
        var whole =
                IntegerNetwork.of(OnnxImporter.read("q.onnx", network().build()).graph(), runs(inputs(3)));
        var note = new TraceWriter.Note("made", "q.onnx", "0".repeat(64), List.of(), Optional.empty());
        TraceWriter.write(
                folder, whole.network(), note, whole.inputs(), TraceWriter.Contents.EVERYTHING, Rounding.DOUBLE);
        var bundle = TraceBundle.open(folder, 1);
        assertThat(TraceVerification.verify(bundle))
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.mismatches()).isZero());
        assertThat(bundle.trace(new Batch(1, 1)).layers()).hasSize(3);
        assertThat(bundle.network().nodes()).hasSize(5);
    }

    /** Two quantised convolutions as QLinear operators, a sum of both, the mean over all positions, a product. */
    @Test
    void quantisedOperatorsMakeANetwork() throws IOException {
        var b = new OnnxBuilder(13).input("x", SHAPE);
        quantiser(b, "x", 0.02f, 2, 120);
        quantiser(b, "y", 0.06f, 2, 90);
        quantiser(b, "s", 0.1f, 2, 100);
        b.node("QuantizeLinear", "x x_s x_z", "xq");
        for (String name : List.of("u", "v")) {
            b.integers(name, 3, codes(random, 4 * 27, -63, 63), 4, 3, 3, 3)
                    .scalar(name + "_s", 0.004f)
                    .integers(name + "_z", 3, new long[] {0})
                    .integers(name + "_b", 6, codes(random, 4, -900, 900), 4)
                    .node(
                            "QLinearConv",
                            "xq x_s x_z " + name + " " + name + "_s " + name + "_z y_s y_z " + name + "_b",
                            name + "_c");
        }
        b.domain("com.microsoft", "QLinearAdd", "u_c y_s y_z v_c y_s y_z s_s s_z", "sum");
        b.domain(
                "com.microsoft",
                "QLinearGlobalAveragePool",
                "sum s_s s_z y_s y_z",
                "mean",
                attribute("channels_last", 0));
        b.node("Flatten", "mean", "flat");
        b.integers("w", 2, codes(random, 20, 0, 255), 4, 5).scalar("w_s", 0.01f).integers("w_z", 2, new long[] {128});
        b.node("QLinearMatMul", "flat y_s y_z w w_s w_z s_s s_z", "q").node("DequantizeLinear", "q s_s s_z", "out");
        var whole = IntegerNetwork.of(OnnxImporter.read("q.onnx", b.build()).graph(), runs(inputs(10)));
        assertThat(whole.network().nodes())
                .extracting(Node::op)
                .containsExactly(Op.CONV2D, Op.CONV2D, Op.ADD, Op.MEAN, Op.FULLY_CONNECTED);
        var agreement = whole.agreement();
        assertThat(agreement.outputs()).isEqualTo(50);
        assertThat(agreement.equal()).isGreaterThan(40);
        assertThat(agreement.largestDifference()).isLessThanOrEqualTo(1);
    }

    @Test
    void aNetworkThatEndsInSumsKeepsSixteenBitsOfThem() throws IOException {
        var b = new OnnxBuilder(13).input("x", SHAPE);
        requantised(b, "x", "a", 0.02f, 3);
        weights(b, "w", 5, 192);
        b.node("Flatten", "a", "f").node("Gemm", "f w_d", "y", attribute("transB", 1));
        float[][] inputs = inputs(2);
        var graph = OnnxImporter.read("q.onnx", b.build()).graph();
        var whole = IntegerNetwork.of(graph, runs(inputs));
        assertThat(whole.own()).isEmpty();
        int[] ours = new IntegerInference(whole.network(), Rounding.DOUBLE)
                .run(whole.inputs())
                .output()
                .data();
        float[] theirs = new GraphInference(graph)
                .run(runs(inputs).get(0), Products.PLAIN)
                .get("y")
                .reals();
        float scale =
                whole.network().nodes().get(0).output().orElseThrow().scale().at(0);
        for (int i = 0; i < 5; i++) {
            assertThat(ours[i] * scale).isCloseTo(theirs[i], within(2 * scale));
        }
    }

    private void refuses(OnnxBuilder b, String message) {
        Graph graph = OnnxImporter.read("q.onnx", b.build()).graph();
        assertThatThrownBy(() -> IntegerNetwork.of(graph, runs(inputs(1))))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("q: no network of integers")
                .hasMessageContaining(message);
    }

    @Test
    void whatComputesWithRealsInTheMiddleIsNamed() {
        var b = new OnnxBuilder(13).input("x", SHAPE);
        requantised(b, "x", "a", 0.02f, 3);
        b.node("Sigmoid", "a", "g");
        refuses(requantised(b, "g", "h", 0.01f, 0), "takes what 'Sigmoid2' (Sigmoid) computes with reals");

        var anew = new OnnxBuilder(13).input("x", SHAPE);
        requantised(anew, "x", "a", 0.02f, 3);
        refuses(requantised(anew, "a", "h", 0.01f, 0), "scales 'a' anew, with nothing computed between");

        var floats = new OnnxBuilder(13).input("x", SHAPE).floats("w", random(random, 27 * 2, 1), 2, 3, 3, 3);
        requantised(floats, "x", "a", 0.02f, 3);
        floats.node("Conv", "a w", "c");
        refuses(requantised(floats, "c", "h", 0.01f, 0), "has weights of reals");

        var plain = new OnnxBuilder(13).input("x", SHAPE).floats("w", random(random, 27 * 2, 1), 2, 3, 3, 3);
        refuses(plain.node("Conv", "x w", "c"), "its input is not quantised");
    }
}
