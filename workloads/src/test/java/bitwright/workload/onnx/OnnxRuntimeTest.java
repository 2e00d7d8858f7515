package bitwright.workload.onnx;

import static bitwright.workload.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our inference beside ONNX Runtime's on models made here. */
class OnnxRuntimeTest {
    private static final long SEED = 11;

    /**
     * A model to be compared.
     *
     * @param tolerance of each element, relative to 1 + its size; steps of the code for quantised outputs
     */
    record Case(String name, byte[] model, int[] shape, double tolerance) {
        @Override
        public String toString() {
            return name;
        }
    }

    static float[] random(SplittableRandom random, int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * (random.nextDouble() * 2 - 1));
        }
        return values;
    }

    static long[] codes(SplittableRandom random, int count, int low, int high) {
        return random.longs(count, low, high + 1).toArray();
    }

    private static Case unary(String op, OnnxMl.AttributeProto... attributes) {
        byte[] model = new OnnxBuilder(op.equals("Gelu") ? 20 : op.equals("Mish") ? 18 : 17)
                .input("x", 2, 3, 8)
                .node(op, "x", "y", attributes)
                .build();
        return new Case(op + " " + attributes.length, model, new int[] {2, 3, 8}, 2e-6);
    }

    private static Case pool(String op, OnnxMl.AttributeProto... attributes) {
        byte[] model = new OnnxBuilder(19)
                .input("x", 1, 3, 9, 10)
                .node(op, "x", "y", attributes)
                .build();
        return new Case(op + attributes.length, model, new int[] {1, 3, 9, 10}, 2e-6);
    }

    private static Case conv(String name, int[] input, int[] kernel, OnnxMl.AttributeProto... attributes) {
        var random = new SplittableRandom(SEED);
        int volume = java.util.Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
        byte[] model = new OnnxBuilder(17)
                .input("x", input)
                .floats("w", random(random, volume, 0.5), kernel)
                .floats("b", random(random, kernel[0], 1), kernel[0])
                .node("Conv", "x w b", "y", attributes)
                .build();
        return new Case("Conv " + name, model, input, 2e-5);
    }

    static Stream<Case> floats() {
        List<Case> cases = new ArrayList<>();
        for (String op : List.of(
                "Relu",
                "Sigmoid",
                "Tanh",
                "Erf",
                "Exp",
                "Softplus",
                "HardSwish",
                "Neg",
                "Abs",
                "Floor",
                "Ceil",
                "Round",
                "Sign",
                "Elu",
                "HardSigmoid",
                "LeakyRelu",
                "Gelu",
                "Mish",
                "Softsign")) {
            cases.add(unary(op));
        }
        cases.add(unary("Gelu", attribute("approximate", "tanh")));
        cases.add(unary("Softmax", attribute("axis", 1)));
        cases.add(unary("LogSoftmax", attribute("axis", -1)));
        cases.add(unary("ReduceMean", attribute("axes", new long[] {-1}), attribute("keepdims", 0)));
        cases.add(unary("ReduceMax", attribute("axes", new long[] {0, 2})));
        cases.add(unary("ReduceL2", attribute("axes", new long[] {1})));
        cases.add(unary("Transpose", attribute("perm", new long[] {2, 0, 1})));
        cases.add(unary("Flatten", attribute("axis", 2)));
        long[] two = {2, 2};
        long[] three = {3, 3};
        cases.add(pool("MaxPool", attribute("kernel_shape", two), attribute("strides", two)));
        cases.add(pool(
                "MaxPool",
                attribute("kernel_shape", three),
                attribute("strides", two),
                attribute("pads", new long[] {1, 0, 1, 1}),
                attribute("ceil_mode", 1)));
        cases.add(pool("MaxPool", attribute("kernel_shape", two), attribute("dilations", two)));
        cases.add(pool(
                "AveragePool",
                attribute("kernel_shape", three),
                attribute("strides", two),
                attribute("pads", new long[] {1, 1, 1, 1})));
        cases.add(pool(
                "AveragePool",
                attribute("kernel_shape", three),
                attribute("pads", new long[] {1, 1, 1, 1}),
                attribute("count_include_pad", 1)));
        cases.add(pool("AveragePool", attribute("kernel_shape", three), attribute("auto_pad", "SAME_UPPER")));
        cases.add(pool("GlobalAveragePool"));
        cases.add(pool("GlobalMaxPool"));
        cases.add(pool("LRN", attribute("size", 3), attribute("alpha", 0.1f)));
        cases.add(conv("plain", new int[] {1, 3, 7, 8}, new int[] {4, 3, 3, 3}));
        cases.add(conv(
                "strided",
                new int[] {2, 4, 7, 8},
                new int[] {6, 2, 3, 2},
                attribute("group", 2),
                attribute("strides", new long[] {2, 1}),
                attribute("dilations", new long[] {1, 2}),
                attribute("pads", new long[] {1, 0, 2, 1})));
        cases.add(conv(
                "same",
                new int[] {1, 2, 7, 8},
                new int[] {3, 2, 4, 4},
                attribute("auto_pad", "SAME_LOWER"),
                attribute("strides", two)));
        cases.add(conv("depthwise", new int[] {1, 4, 6, 6}, new int[] {8, 1, 3, 3}, attribute("group", 4)));
        cases.add(conv("sequence", new int[] {1, 3, 12}, new int[] {5, 3, 3}, attribute("pads", new long[] {1, 1})));
        cases.add(gemm(0, 0));
        cases.add(gemm(0, 1));
        cases.add(gemm(1, 1));
        cases.add(movement());
        cases.add(network());
        cases.add(attention());
        return cases.stream();
    }

    private static Case gemm(int transA, int transB) {
        var random = new SplittableRandom(SEED);
        int[] shape = transA == 1 ? new int[] {5, 3} : new int[] {3, 5};
        byte[] model = new OnnxBuilder(17)
                .input("x", shape)
                .floats("w", random(random, 20, 1), transB == 1 ? new int[] {4, 5} : new int[] {5, 4})
                .floats("c", random(random, 4, 1), 4)
                .node(
                        "Gemm",
                        "x w c",
                        "y",
                        attribute("transA", transA),
                        attribute("transB", transB),
                        attribute("alpha", 0.5f),
                        attribute("beta", 2f))
                .build();
        return new Case("Gemm " + transA + transB, model, shape, 1e-5);
    }

    /** Shapes computed from shapes, slices with steps, splits, paddings, tiles. */
    private static Case movement() {
        byte[] model = new OnnxBuilder(17)
                .input("x", 2, 4, 6)
                .integers("zero", 7, new long[] {0})
                .integers("axes", 7, new long[] {0}, 1)
                .integers("minus", 7, new long[] {-1}, 1)
                .node("Shape", "x", "shape")
                .node("Gather", "shape zero", "batch", attribute("axis", 0))
                .node("Unsqueeze", "batch axes", "batch1")
                .node("Concat", "batch1 minus", "target", attribute("axis", 0))
                .node("Reshape", "x target", "flat")
                .integers("starts", 7, new long[] {22, 1}, 2)
                .integers("ends", 7, new long[] {-100, 2}, 2)
                .integers("both", 7, new long[] {1, 0}, 2)
                .integers("steps", 7, new long[] {-3, 1}, 2)
                .node("Slice", "flat starts ends both steps", "sliced")
                .integers("sizes", 7, new long[] {3, 5}, 2)
                .domain("", "Split", "sliced sizes", "p q", attribute("axis", 1))
                .integers("pads", 7, new long[] {0, 2, 1, 0}, 4)
                .node("Pad", "q pads", "padded")
                .integers("repeats", 7, new long[] {2, 3}, 2)
                .node("Tile", "padded repeats", "tiled")
                .integers("picks", 7, new long[] {3, -1, 0}, 3)
                .node("Gather", "tiled picks", "picked", attribute("axis", 1))
                .build();
        return new Case("movement", model, new int[] {2, 4, 6}, 0);
    }

    /** Convolution, normalisation, residual sum, pooling, classifier. */
    private static Case network() {
        var random = new SplittableRandom(SEED);
        byte[] model = new OnnxBuilder(13)
                .input("x", 1, 3, 8, 8)
                .floats("w1", random(random, 8 * 27, 0.3), 8, 3, 3, 3)
                .floats("gamma", random(random, 8, 1), 8)
                .floats("beta", random(random, 8, 1), 8)
                .floats("mean", random(random, 8, 1), 8)
                .floats("var", new float[] {1, 2, 0.5f, 3, 1, 0.1f, 2, 1}, 8)
                .node("Conv", "x w1", "c1", attribute("pads", new long[] {1, 1, 1, 1}))
                .node("BatchNormalization", "c1 gamma beta mean var", "n1")
                .node("Relu", "n1", "r1")
                .floats("w2", random(random, 8 * 72, 0.2), 8, 8, 3, 3)
                .node("Conv", "r1 w2", "c2", attribute("pads", new long[] {1, 1, 1, 1}))
                .node("Add", "c2 r1", "s")
                .scalar("low", 0)
                .scalar("high", 6)
                .node("Clip", "s low high", "relu6")
                .node("GlobalAveragePool", "relu6", "g")
                .node("Flatten", "g", "f")
                .floats("w3", random(random, 80, 0.5), 8, 10)
                .floats("b3", random(random, 10, 0.5), 10)
                .node("Gemm", "f w3 b3", "logits")
                .node("Softmax", "logits", "y", attribute("axis", 1))
                .build();
        return new Case("network", model, new int[] {1, 3, 8, 8}, 1e-5);
    }

    /** A transformer's block: normalisation, two heads of attention, feed-forward with Gelu by Erf. */
    private static Case attention() {
        var random = new SplittableRandom(SEED);
        var b = new OnnxBuilder(17).input("x", 1, 5, 8);
        b.floats("g", random(random, 8, 1), 8).floats("h", random(random, 8, 1), 8);
        b.node("LayerNormalization", "x g h", "n", attribute("axis", -1));
        b.integers("heads", 7, new long[] {0, 0, 2, 4}, 4).integers("joined", 7, new long[] {0, 0, 8}, 3);
        for (String name : List.of("q", "k", "v")) {
            b.floats("w" + name, random(random, 64, 0.5), 8, 8)
                    .node("MatMul", "n w" + name, name + "1")
                    .node("Reshape", name + "1 heads", name + "2")
                    .node(
                            "Transpose",
                            name + "2",
                            name,
                            attribute("perm", name.equals("k") ? new long[] {0, 2, 3, 1} : new long[] {0, 2, 1, 3}));
        }
        b.node("MatMul", "q k", "scores").scalar("root", 2).node("Div", "scores root", "scaled");
        b.node("Softmax", "scaled", "p", attribute("axis", -1)).node("MatMul", "p v", "o");
        b.node("Transpose", "o", "o1", attribute("perm", new long[] {0, 2, 1, 3}))
                .node("Reshape", "o1 joined", "o2");
        b.floats("wo", random(random, 64, 0.5), 8, 8)
                .node("MatMul", "o2 wo", "a")
                .node("Add", "a x", "r");
        b.floats("w1", random(random, 128, 0.5), 8, 16).node("MatMul", "r w1", "f1");
        b.scalar("sqrt2", (float) Math.sqrt(2)).scalar("one", 1).scalar("half", 0.5f);
        b.node("Div", "f1 sqrt2", "e0").node("Erf", "e0", "e1").node("Add", "e1 one", "e2");
        b.node("Mul", "f1 e2", "e3").node("Mul", "e3 half", "e4");
        b.floats("w2", random(random, 128, 0.5), 16, 8)
                .node("MatMul", "e4 w2", "f2")
                .node("Add", "f2 r", "y");
        return new Case("attention", b.build(), new int[] {1, 5, 8}, 2e-5);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floats")
    void realInferenceIsThatOfOnnxRuntime(Case c) throws OrtException {
        compare(c, 5);
    }

    static Stream<Case> quantised() {
        List<Case> cases = new ArrayList<>();
        for (int type : new int[] {2, 3}) {
            cases.add(qdq(type));
            cases.add(qlinear(type));
        }
        cases.add(integers());
        cases.add(microsoft());
        return cases.stream();
    }

    static OnnxBuilder quantiser(OnnxBuilder b, String name, float scale, int type, int zero) {
        return b.scalar(name + "_s", scale).integers(name + "_z", type, new long[] {zero});
    }

    /** Everything between quantisers, as exporters of quantised networks write it. */
    private static Case qdq(int type) {
        var random = new SplittableRandom(SEED);
        var b = new OnnxBuilder(13).input("x", 1, 3, 6, 6);
        quantiser(b, "x", 0.02f, type, type == 2 ? 120 : 3);
        quantiser(b, "y", 0.06f, type, type == 2 ? 90 : -7);
        b.node("QuantizeLinear", "x x_s x_z", "xq").node("DequantizeLinear", "xq x_s x_z", "xd");
        b.integers("w", 3, codes(random, 4 * 27, -127, 127), 4, 3, 3, 3)
                .floats("w_s", new float[] {0.004f, 0.01f, 0.007f, 0.002f}, 4)
                .integers("w_z", 3, new long[4], 4)
                .node("DequantizeLinear", "w w_s w_z", "wd", attribute("axis", 0));
        b.node("Conv", "xd wd", "c", attribute("pads", new long[] {1, 1, 1, 1})).node("Relu", "c", "r");
        b.node("QuantizeLinear", "r y_s y_z", "rq").node("DequantizeLinear", "rq y_s y_z", "rd");
        b.node("MaxPool", "rd", "m", attribute("kernel_shape", new long[] {2, 2}))
                .node("Flatten", "m", "f");
        b.integers("v", 3, codes(random, 500, -127, 127), 100, 5)
                .floats("v_s", new float[] {0.01f})
                .node("DequantizeLinear", "v v_s", "vd")
                .node("MatMul", "f vd", "y");
        return new Case("QDQ " + type, b.build(), new int[] {1, 3, 6, 6}, 2e-5);
    }

    /**
     * Weights of 7 bits: without VNNI, ONNX Runtime's kernels for uint8 by int8 saturate pairs of products at 16 bits (its
     * documentation advises reduce_range), which is no arithmetic to be compared with.
     */
    private static Case qlinear(int type) {
        var random = new SplittableRandom(SEED);
        var b = new OnnxBuilder(13).input("x", 1, 3, 6, 6);
        quantiser(b, "x", 0.02f, type, type == 2 ? 120 : 3);
        quantiser(b, "y", 0.06f, type, type == 2 ? 90 : -7);
        quantiser(b, "o", 0.5f, type, type == 2 ? 128 : 1);
        b.node("QuantizeLinear", "x x_s x_z", "xq");
        b.integers("w", 3, codes(random, 4 * 27, -63, 63), 4, 3, 3, 3)
                .floats("w_s", new float[] {0.004f, 0.01f, 0.007f, 0.002f}, 4)
                .integers("w_z", 3, new long[4], 4)
                .integers("b", 6, codes(random, 4, -3000, 3000), 4);
        b.node("QLinearConv", "xq x_s x_z w w_s w_z y_s y_z b", "c", attribute("strides", new long[] {2, 1}));
        b.node("Flatten", "c", "f");
        b.integers("v", type, codes(random, 32 * 5, type == 2 ? 0 : -127, type == 2 ? 255 : 127), 32, 5)
                .scalar("v_s", 0.01f)
                .integers("v_z", type, new long[] {type == 2 ? 100 : 0})
                .node("QLinearMatMul", "f y_s y_z v v_s v_z o_s o_z", "q")
                .node("DequantizeLinear", "q o_s o_z", "y");
        return new Case("QLinear " + type, b.build(), new int[] {1, 3, 6, 6}, 1e-6);
    }

    private static Case integers() {
        var random = new SplittableRandom(SEED);
        var b = new OnnxBuilder(13).input("x", 1, 2, 5, 5);
        b.domain("", "DynamicQuantizeLinear", "x", "xq s z");
        b.integers("w", 3, codes(random, 3 * 18, -63, 63), 3, 2, 3, 3)
                .node("ConvInteger", "xq w z", "c")
                .node("Cast", "c", "cf", attribute("to", 1))
                .node("Mul", "cf s", "r");
        b.node("Flatten", "r", "f").domain("", "DynamicQuantizeLinear", "f", "fq fs fz");
        b.integers("v", 2, codes(random, 27 * 4, 0, 255), 27, 4)
                .integers("v_z", 2, new long[] {131})
                .node("MatMulInteger", "fq v fz v_z", "m")
                .node("Cast", "m", "mf", attribute("to", 1))
                .node("Mul", "mf fs", "y");
        return new Case("integers", b.build(), new int[] {1, 2, 5, 5}, 1e-5);
    }

    private static Case microsoft() {
        var b = new OnnxBuilder(13).input("x", 1, 2, 4, 4);
        quantiser(b, "x", 0.02f, 2, 120);
        quantiser(b, "y", 0.03f, 2, 100);
        b.node("QuantizeLinear", "x x_s x_z", "q");
        b.domain("com.microsoft", "QLinearSigmoid", "q x_s x_z y_s y_z", "g");
        b.domain("com.microsoft", "QLinearAdd", "q x_s x_z g y_s y_z y_s y_z", "a");
        b.domain("com.microsoft", "QLinearGlobalAveragePool", "a y_s y_z y_s y_z", "p", attribute("channels_last", 0));
        b.node("DequantizeLinear", "p y_s y_z", "y");
        return new Case("com.microsoft", b.build(), new int[] {1, 2, 4, 4}, 1e-6);
    }

    /** The larger of the models. */
    static List<byte[]> networks() {
        return List.of(
                network().model(),
                attention().model(),
                movement().model(),
                qdq(2).model(),
                qlinear(3).model());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quantised")
    void quantisedInferenceIsThatOfOnnxRuntime(Case c) throws OrtException {
        compare(c, 20);
    }

    /** The one of this process. */
    static OrtEnvironment environment() {
        return Environment.ONE;
    }

    private static final class Environment {
        static final OrtEnvironment ONE =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "test");
    }

    /** Runs a model by ONNX Runtime and by us on seeded inputs. */
    static void compare(Case c, int trials) throws OrtException {
        Graph graph = OnnxImporter.read("test.onnx", c.model()).graph();
        var inference = new GraphInference(graph);
        var random = new SplittableRandom(SEED);
        OrtEnvironment environment = environment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(c.model(), options)) {
                for (int trial = 0; trial < trials; trial++) {
                    float[] values = random(random, Value.volume(c.shape()), 2.5);
                    Value ours = inference
                            .run(Map.of("x", Value.of(c.shape(), values)), Products.PLAIN)
                            .get(graph.outputs().get(0));
                    long[] shape =
                            java.util.Arrays.stream(c.shape()).asLongStream().toArray();
                    Map<String, OnnxTensor> inputs = new HashMap<>();
                    inputs.put("x", OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
                    try (OrtSession.Result result = session.run(inputs)) {
                        var theirs = (OnnxTensor) result.get(0);
                        assertThat(java.util.Arrays.stream(ours.shape())
                                        .asLongStream()
                                        .toArray())
                                .isEqualTo(theirs.getInfo().getShape());
                        float[] expected = new float[ours.volume()];
                        theirs.getFloatBuffer().get(expected);
                        for (int i = 0; i < expected.length; i++) {
                            assertThat(ours.reals()[i])
                                    .as("seed %d trial %d element %d", SEED, trial, i)
                                    .isCloseTo(
                                            expected[i], within((float) (c.tolerance() * (1 + Math.abs(expected[i])))));
                        }
                    }
                }
            }
        }
    }
}
