package bitwright.workload.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GraphTraceTest {
    private final Map<String, Value> constants = new HashMap<>();
    private final List<GraphNode> nodes = new ArrayList<>();

    private void node(String op, String inputs, String output, Map<String, Attribute> attributes) {
        nodes.add(new GraphNode(output, op, List.of(inputs.split(" ")), List.of(output), attributes));
    }

    private Graph graph(int... shape) {
        String output = nodes.get(nodes.size() - 1).outputs().get(0);
        return new Graph(
                "g", 17, List.of(new Graph.Input("x", shape, Element.REAL)), List.of(output), constants, nodes);
    }

    private static Value codes(Element element, int[] shape, long... codes) {
        return Value.of(element, shape, codes);
    }

    /** Operands, sums with the bias and scales of a quantised layer are those that the model says, by hand. */
    @Test
    void aQuantisedModelGivesItsOwnCodes() {
        constants.put("s", Value.of(new int[0], 0.5f));
        constants.put("z", codes(Element.UINT8, new int[0], 10));
        constants.put("w", codes(Element.INT8, new int[] {2, 2}, 1, -2, 3, 4));
        constants.put("ws", Value.of(new int[] {2}, 0.25f, 2));
        constants.put("wz", codes(Element.INT8, new int[] {2}, 0, 1));
        constants.put("b", codes(Element.INT32, new int[] {2}, 100, -7));
        constants.put("bs", Value.of(new int[] {2}, 0.125f, 1));
        node("QuantizeLinear", "x s z", "q", Map.of());
        node("DequantizeLinear", "q s z", "d", Map.of());
        Map<String, Attribute> first = Map.of("axis", new Attribute.Whole(0));
        node("DequantizeLinear", "w ws wz", "wd", first);
        node("DequantizeLinear", "b bs", "bd", first);
        node("Gemm", "d wd bd", "y", Map.of("transB", new Attribute.Whole(1)));
        Graph graph = GraphInference.folded(graph(1, 2));
        // x / 0.5 + 10 = 13 and 6, so hardware sees 3 and −4
        var inputs = List.of(Map.of("x", Value.of(new int[] {1, 2}, 1.5f, -2)));
        GraphTrace trace = GraphTrace.of(graph, inputs, inputs, RoundToNearest.INT8);
        RecordedLayer layer = trace.layers().get(0);
        assertThat(layer.mac().op()).isEqualTo(Op.FULLY_CONNECTED);
        assertThat(layer.activations().data()).containsExactly(13, 6);
        assertThat(layer.mac().activations().zeroPoint()).isEqualTo(10);
        assertThat(layer.master()).isEmpty();
        // zero points that differ by filter are taken off the weights: 1, −2 and 2, 3, a bit wider
        assertThat(layer.mac().weights().encoding().format()).isEqualTo("int9");
        assertThat(load(layer)).containsExactly(1, -2, 2, 3);
        // 3·1 − 4·(−2) + 100 = 111 and 3·2 − 4·3 − 7 = −13
        assertThat(layer.accumulators().data()).containsExactly(111, -13);
        assertThat(trace.quantised().get(0).reals()).containsExactly(111 * 0.125f, -13);
        assertThat(trace.loss().signalToNoiseDb()).isInfinite();
        assertThat(trace.rounded()).isFalse();
    }

    private static int[] load(RecordedLayer layer) {
        try {
            return layer.mac().weights().source().load().data();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Reals are rounded to 8 bits: no weight is further from its master than half a step, the loss is that of 8 bits. */
    @Test
    void aRealModelIsRoundedAtItsMultiplications() {
        long seed = 5;
        var random = new SplittableRandom(seed);
        constants.put("w", random(random, 4, 3, 3, 3));
        constants.put("v", random(random, 4 * 36, 5));
        node("Conv", "x w", "c", Map.of("pads", new Attribute.Wholes(new long[] {1, 1, 1, 1})));
        node("Relu", "c", "r", Map.of());
        node("Flatten", "r", "f", Map.of());
        node("MatMul", "f v", "y", Map.of());
        List<Map<String, Value>> inputs = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            inputs.add(Map.of("x", random(random, 1, 3, 6, 6)));
        }
        GraphTrace trace = GraphTrace.of(graph(1, 3, 6, 6), inputs, inputs, RoundToNearest.INT8);
        assertThat(trace.layers()).extracting(layer -> layer.mac().op()).containsExactly(Op.CONV2D, Op.FULLY_CONNECTED);
        RecordedLayer conv = trace.layers().get(0);
        assertThat(conv.activations().shape()).containsExactly(3, 6, 6, 3);
        assertThat(conv.accumulators().shape()).containsExactly(3, 6, 6, 4);
        assertThat(conv.mac().activations().encoding().signed()).isTrue();
        assertThat(trace.layers().get(1).mac().activations().encoding().signed())
                .isFalse();
        float[] master = conv.master().orElseThrow();
        int[] codes = load(conv);
        for (int i = 0; i < codes.length; i++) {
            float scale = conv.mac().weightScale().at(i / 27);
            assertThat((double) codes[i] * scale).as("seed %d", seed).isCloseTo(master[i], within(0.5001 * scale));
        }
        // uniform values of 8 bits, two layers: 6.02 · 8 + … dB less what sums of errors cost
        assertThat(trace.loss().signalToNoiseDb()).isBetween(35.0, 60.0);
        var rough = GraphTrace.of(graph(1, 3, 6, 6), inputs, inputs, new RoundToNearest(4, 8));
        assertThat(rough.loss().signalToNoiseDb()).isLessThan(trace.loss().signalToNoiseDb() - 10);
    }

    private static Value random(SplittableRandom random, int... shape) {
        float[] values = new float[Value.volume(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return Value.of(shape, values);
    }

    /** A normalisation after a convolution changes nothing but weights and bias. */
    @Test
    void foldedNormalisationsComputeTheSame() {
        long seed = 6;
        var random = new SplittableRandom(seed);
        constants.put("w", random(random, 4, 3, 3, 3));
        constants.put("b", random(random, 4));
        constants.put("gamma", random(random, 4));
        constants.put("beta", random(random, 4));
        constants.put("mean", random(random, 4));
        constants.put("variance", Value.of(new int[] {4}, 0.5f, 1, 2, 4));
        node("Conv", "x w b", "c", Map.of());
        node("BatchNormalization", "c gamma beta mean variance", "n", Map.of());
        node("Relu", "n", "y", Map.of());
        Graph plain = graph(1, 3, 6, 6);
        Graph folded = BatchNormFolding.of(plain);
        assertThat(folded.nodes()).extracting(GraphNode::op).containsExactly("Conv", "Relu");
        Map<String, Value> input = Map.of("x", random(random, 1, 3, 6, 6));
        float[] expected =
                new GraphInference(plain).run(input, Products.PLAIN).get("y").reals();
        float[] actual =
                new GraphInference(folded).run(input, Products.PLAIN).get("y").reals();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("seed %d element %d", seed, i).isCloseTo(expected[i], within(1e-5f));
        }
    }
}
