package bitwright.workload.onnx;

import static bitwright.workload.onnx.OnnxBuilder.attribute;
import static bitwright.workload.onnx.OnnxRuntimeTest.codes;
import static bitwright.workload.onnx.OnnxRuntimeTest.quantiser;
import static bitwright.workload.onnx.OnnxRuntimeTest.random;

import ai.onnxruntime.OrtException;
import bitwright.workload.onnx.OnnxRuntimeTest.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators beside those that make up most networks, against ONNX Runtime. */
class OnnxOperatorsTest {
    private static final int[] SHAPE = {2, 3, 4};

    private static OnnxBuilder x() {
        return new OnnxBuilder(17).input("x", SHAPE);
    }

    private static Case of(String name, OnnxBuilder b, double tolerance) {
        return new Case(name, b.build(), SHAPE, tolerance);
    }

    /** With a row, a column, and one number, which are spread over the other tensor's axes. */
    private static void binary(List<Case> cases, String op) {
        var random = new SplittableRandom(11);
        cases.add(of(op + " row", x().floats("w", random(random, 4, 2), 4).node(op, "x w", "y"), 2e-6));
        cases.add(of(op + " column", x().floats("w", random(random, 3, 2), 3, 1).node(op, "w x", "y"), 2e-6));
        cases.add(of(op + " number", x().scalar("w", 1.5f).node(op, "x w", "y"), 2e-6));
    }

    static Stream<Case> floats() {
        List<Case> cases = new ArrayList<>();
        for (String op : List.of("Add", "Sub", "Mul", "Div", "Min", "Max")) {
            binary(cases, op);
        }
        cases.add(of("Pow", x().scalar("w", 3).node("Pow", "x w", "y"), 2e-6));
        cases.add(of("Sqrt", x().node("Abs", "x", "a").node("Sqrt", "a", "y"), 1e-6));
        cases.add(of("Log", x().node("Exp", "x", "a").node("Log", "a", "y"), 2e-6));
        cases.add(of("Reciprocal", x().node("Reciprocal", "x", "y"), 1e-6));
        cases.add(of("Sin", x().node("Sin", "x", "y"), 1e-6));
        cases.add(of("Cos", x().node("Cos", "x", "y"), 1e-6));
        cases.add(of(
                "PRelu", x().floats("w", new float[] {0.1f, -0.3f, 2}, 3, 1).node("PRelu", "x w", "y"), 1e-6));
        cases.add(of("Where", x().scalar("w", 0.25f).node("Greater", "x w", "c").node("Where", "c x w", "y"), 0));
        cases.add(of(
                "Less",
                x().scalar("w", 0.25f).node("LessOrEqual", "x w", "c").node("Cast", "c", "y", attribute("to", 1)),
                0));
        cases.add(of("Clip", x().scalar("low", -0.5f).scalar("high", 1).node("Clip", "x low high", "y"), 0));
        cases.add(of(
                "InstanceNormalization",
                x().floats("g", new float[] {1, 2, -1}, 3)
                        .floats("h", new float[] {0, 1, 2}, 3)
                        .node("InstanceNormalization", "x g h", "y"),
                2e-5));
        cases.add(of(
                "ReduceSum",
                x().integers("axes", 7, new long[] {1}, 1).node("ReduceSum", "x axes", "y", attribute("keepdims", 0)),
                2e-6));
        cases.add(of("ReduceMin", x().node("ReduceMin", "x", "y", attribute("axes", new long[] {-1})), 0));
        cases.add(of("ReduceProd", x().node("ReduceProd", "x", "y", attribute("axes", new long[] {2})), 2e-6));
        cases.add(of(
                "ArgMax",
                x().node("ArgMax", "x", "a", attribute("axis", 1)).node("Cast", "a", "y", attribute("to", 1)),
                0));
        cases.add(of("Expand", x().integers("w", 7, new long[] {2, 2, 3, 4}, 4).node("Expand", "x w", "y"), 0));
        cases.add(of(
                "Squeeze",
                x().integers("w", 7, new long[] {0}, 1)
                        .node("Unsqueeze", "x w", "u")
                        .node("Squeeze", "u w", "y"),
                0));
        cases.add(of("Sum", x().scalar("w", 2).node("Sum", "x w x", "y"), 1e-6));
        cases.add(of("MatMul with a batch", batched(), 1e-5));
        return cases.stream();
    }

    /** Rows of one batch times a matrix of another, spread over the first axis. */
    private static OnnxBuilder batched() {
        var random = new SplittableRandom(12);
        return x().floats("w", random(random, 40, 1), 2, 4, 5).node("MatMul", "x w", "y");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floats")
    void realOperatorsAreThoseOfOnnxRuntime(Case c) throws OrtException {
        OnnxRuntimeTest.compare(c, 5);
    }

    private static OnnxBuilder quantised() {
        var b = new OnnxBuilder(13).input("x", 1, 2, 4, 4);
        quantiser(b, "x", 0.02f, 2, 120);
        // No simple fraction of the other, or means lie on ties, which rounding errors decide.
        quantiser(b, "y", 0.0317f, 2, 100);
        return b.node("QuantizeLinear", "x x_s x_z", "q");
    }

    private static Case ending(String name, OnnxBuilder b) {
        return new Case(name, b.node("DequantizeLinear", "z y_s y_z", "y").build(), new int[] {1, 2, 4, 4}, 1e-6);
    }

    static Stream<Case> integers() {
        var random = new SplittableRandom(13);
        String own = "com.microsoft";
        return Stream.of(
                ending("QLinearMul", quantised().domain(own, "QLinearMul", "q x_s x_z q x_s x_z y_s y_z", "z")),
                ending(
                        "QLinearLeakyRelu",
                        quantised()
                                .domain(own, "QLinearLeakyRelu", "q x_s x_z y_s y_z", "z", attribute("alpha", 0.1f))),
                ending(
                        "QLinearAveragePool",
                        quantised()
                                .domain(
                                        own,
                                        "QLinearAveragePool",
                                        "q x_s x_z y_s y_z",
                                        "z",
                                        attribute("kernel_shape", new long[] {2, 2}),
                                        attribute("channels_last", 0))),
                ending(
                        "QGemm",
                        quantised()
                                .node("Flatten", "q", "f")
                                .integers("w", 3, codes(random, 32 * 6, -63, 63), 6, 32)
                                .scalar("w_s", 0.004f)
                                .integers("w_z", 3, new long[] {0})
                                .integers("b", 6, codes(random, 6, -900, 900), 6)
                                .domain(
                                        own,
                                        "QGemm",
                                        "f x_s x_z w w_s w_z b y_s y_z",
                                        "z",
                                        attribute("transB", 1),
                                        attribute("alpha", 1f))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("integers")
    void quantisedOperatorsAreThoseOfOnnxRuntime(Case c) throws OrtException {
        OnnxRuntimeTest.compare(c, 20);
    }
}
