package bitwright.workload.weights;

import bitwright.workload.real.Attribute;
import bitwright.workload.real.Element;
import bitwright.workload.real.Graph;
import bitwright.workload.real.Value;
import java.util.List;
import java.util.Map;

/**
 * A transformer of the GPT-2 family as a network: learned positions, layer normalisation before each part, causal
 * attention, GELU by its tanh form (Radford et al., 2019). Its input is tokens {@code [1,T]}, its output the logits
 * {@code [1,T,vocabulary]}. Its layers are {@code blockN.q}, {@code k}, {@code v}, {@code scores.H}, {@code mixed.H},
 * {@code o}, {@code up}, {@code down}, and {@code output}.
 */
public final class GptGraph {
    private final GptWeights weights;
    private final GptShape shape;
    private final GraphBuilder graph = new GraphBuilder();

    private GptGraph(GptWeights weights) {
        this.weights = weights;
        this.shape = weights.shape();
    }

    /** The network of some weights. */
    public static Graph of(String name, GptWeights weights) {
        return new GptGraph(weights).build(name);
    }

    private Graph build(String name) {
        int width = shape.width();
        graph.constant("embedding", Value.of(new int[] {shape.vocabulary(), width}, weights.tokens()));
        graph.constant("positions", Value.of(new int[] {shape.context(), width}, weights.positions()));
        graph.integers("split", 0, 0, shape.heads(), shape.headWidth());
        graph.integers("joined", 0, 0, -1);
        graph.integers("first", 0);
        graph.integers("second", 1);
        graph.constant("root", Value.of(new int[0], (float) (1 / Math.sqrt(shape.headWidth()))));
        String length = graph.node("length", "Gather", graph.node("extents", "Shape", "input"), "second");
        String x = graph.node(
                "embedded",
                "Add",
                graph.node("tokens", "Gather", "embedding", "input"),
                graph.node("places", "Slice", "positions", "first", length));
        for (int layer = 0; layer < shape.layers(); layer++) {
            x = block("block" + layer + ".", weights.blocks().get(layer), x);
        }
        String n = norm("norm", weights.norm(), x);
        graph.constant("output-weights", Value.of(new int[] {shape.vocabulary(), width}, weights.output()));
        String logits = graph.node("output", "Linear", n, "output-weights");
        return graph.build(name, new Graph.Input("input", new int[] {1, -1}, Element.INT64), logits);
    }

    private String norm(String name, GptWeights.Norm norm, String x) {
        graph.constant(name + "-scale", Value.of(new int[] {shape.width()}, norm.scale()));
        graph.constant(name + "-bias", Value.of(new int[] {shape.width()}, norm.bias()));
        return graph.node(
                name,
                "LayerNormalization",
                List.of(x, name + "-scale", name + "-bias"),
                Map.of("epsilon", new Attribute.Real(shape.epsilon())));
    }

    private String linear(String name, GptWeights.Linear linear, String x) {
        graph.constant(name + "-weights", GptWeights.value(linear));
        graph.constant(name + "-bias", Value.of(new int[] {linear.outputs()}, linear.bias()));
        return graph.node(name, "Linear", x, name + "-weights", name + "-bias");
    }

    private String block(String at, GptWeights.Block block, String x) {
        String n = norm(at + "attention-norm", block.attentionNorm(), x);
        String q = heads(at + "q", linear(at + "q", block.q(), n), 0, 2, 1, 3);
        String k = heads(at + "k", linear(at + "k", block.k(), n), 0, 2, 3, 1);
        String v = heads(at + "v", linear(at + "v", block.v(), n), 0, 2, 1, 3);
        String scaled = graph.node(at + "scaled", "Mul", graph.node(at + "scores", "MatMul", q, k), "root");
        String masked = graph.node(at + "masked", "CausalMask", scaled);
        String shares = graph.node(at + "shares", "Softmax", List.of(masked), Map.of("axis", new Attribute.Whole(-1)));
        String mixed = graph.node(at + "mixed", "MatMul", shares, v);
        String joined =
                graph.node(at + "joined", "Reshape", transposed(at + "mixed-rows", mixed, 0, 2, 1, 3), "joined");
        String attended = graph.node(at + "attended", "Add", x, linear(at + "o", block.o(), joined));
        String m = norm(at + "feed-forward-norm", block.feedForwardNorm(), attended);
        String fed = graph.node(
                at + "gelu",
                "Gelu",
                List.of(linear(at + "up", block.up(), m)),
                Map.of("approximate", new Attribute.Text("tanh")));
        return graph.node(at + "out", "Add", attended, linear(at + "down", block.down(), fed));
    }

    private String heads(String name, String x, long... order) {
        return transposed(name + "-heads", graph.node(name + "-split", "Reshape", x, "split"), order);
    }

    private String transposed(String name, String x, long... order) {
        return graph.node(name, "Transpose", List.of(x), Map.of("perm", new Attribute.Wholes(order)));
    }
}
