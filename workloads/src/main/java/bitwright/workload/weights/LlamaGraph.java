package bitwright.workload.weights;

import bitwright.workload.real.Attribute;
import bitwright.workload.real.Element;
import bitwright.workload.real.Graph;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A transformer of the LLaMA family as a network: RMS normalisations, rotary positions, causal attention whose heads may
 * share keys and values, SwiGLU (Touvron et al., arXiv 2302.13971). Its input is tokens {@code [1,T]}, its output the
 * logits {@code [1,T,vocabulary]}.
 */
public final class LlamaGraph {
    /** Positions whose angles are tabulated. */
    private static final int LONGEST = 4096;

    /** Where a file has the weights, {@code %d} standing for the block. */
    public enum Names {
        GGUF(
                "token_embd.weight",
                "blk.%d.",
                List.of("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output"),
                List.of("ffn_norm", "ffn_gate", "ffn_up", "ffn_down"),
                "output_norm.weight",
                "output.weight"),
        HUGGING_FACE(
                "model.embed_tokens.weight",
                "model.layers.%d.",
                List.of(
                        "input_layernorm",
                        "self_attn.q_proj",
                        "self_attn.k_proj",
                        "self_attn.v_proj",
                        "self_attn.o_proj"),
                List.of("post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"),
                "model.norm.weight",
                "lm_head.weight");

        private final String embedding;
        private final String block;
        private final List<String> attention;
        private final List<String> feedForward;
        private final String norm;
        private final String output;

        Names(
                String embedding,
                String block,
                List<String> attention,
                List<String> feedForward,
                String norm,
                String output) {
            this.embedding = embedding;
            this.block = block;
            this.attention = attention;
            this.feedForward = feedForward;
            this.norm = norm;
            this.output = output;
        }
    }

    private final LlamaShape shape;
    private final TensorStore store;
    private final Names names;
    private final GraphBuilder graph = new GraphBuilder();

    private LlamaGraph(LlamaShape shape, TensorStore store, Names names) {
        this.shape = shape;
        this.store = store;
        this.names = names;
    }

    /** The network of a file's weights; one without weights of an output of its own shares those of its tokens. */
    public static Graph of(String name, LlamaShape shape, TensorStore store, Names names) throws IOException {
        return new LlamaGraph(shape, store, names).build(name);
    }

    private Graph build(String name) throws IOException {
        int vocabulary = shape.vocabulary();
        String embedding = graph.constant("embedding", store.value(names.embedding, vocabulary, shape.width()));
        tables();
        graph.integers(
                "split-q", 0, 0, shape.keyValueHeads(), shape.heads() / shape.keyValueHeads(), shape.headWidth());
        graph.integers("split-k", 0, 0, shape.keyValueHeads(), 1, shape.headWidth());
        graph.integers("joined", 0, 0, -1);
        graph.constant("root", Value.of(new int[0], (float) (1 / Math.sqrt(shape.headWidth()))));
        String x = graph.node("tokens", "Gather", embedding, "input");
        for (int layer = 0; layer < shape.layers(); layer++) {
            x = block(layer, x);
        }
        String n = norm("norm", names.norm, x);
        boolean own = store.shapes().containsKey(names.output);
        String output = own
                ? graph.constant("output-weights", store.value(names.output, vocabulary, shape.width()))
                : embedding;
        String logits = graph.node("output", "Linear", n, output);
        return graph.build(name, new Graph.Input("input", new int[] {1, -1}, Element.INT64), logits);
    }

    /** The cosines and sines of positions, single precision of the exact angle. */
    private void tables() {
        int positions = Math.min(shape.context(), LONGEST);
        int half = shape.headWidth() / 2;
        float[] cosines = new float[positions * half];
        float[] sines = new float[positions * half];
        for (int i = 0; i < half; i++) {
            double frequency = StrictMath.pow(shape.rotaryBase(), -2.0 * i / shape.headWidth());
            for (int position = 0; position < positions; position++) {
                cosines[position * half + i] = (float) StrictMath.cos(position * frequency);
                sines[position * half + i] = (float) StrictMath.sin(position * frequency);
            }
        }
        graph.constant("cosines", Value.of(new int[] {positions, half}, cosines));
        graph.constant("sines", Value.of(new int[] {positions, half}, sines));
    }

    private String norm(String name, String weights, String x) throws IOException {
        graph.constant(name + "-scale", store.value(weights, shape.width()));
        return graph.node(
                name,
                "RMSNormalization",
                List.of(x, name + "-scale"),
                Map.of("epsilon", new Attribute.Real(shape.epsilon())));
    }

    private String linear(String name, String weights, String x, int rows, int columns) throws IOException {
        graph.constant(name + "-weights", store.value(weights, rows, columns));
        return graph.node(name, "Linear", x, name + "-weights");
    }

    private String block(int layer, String x) throws IOException {
        String at = "block" + layer + ".";
        String prefix = names.block.replace("%d", Integer.toString(layer));
        List<String> a =
                names.attention.stream().map(part -> prefix + part + ".weight").toList();
        List<String> f = names.feedForward.stream()
                .map(part -> prefix + part + ".weight")
                .toList();
        int width = shape.width();
        String n = norm(at + "attention-norm", a.get(0), x);
        String q = heads(at, "q", "split-q", linear(at + "q", a.get(1), n, shape.queryWidth(), width));
        String k = heads(at, "k", "split-k", linear(at + "k", a.get(2), n, shape.keyWidth(), width));
        String v = transposed(
                at + "v-heads",
                graph.node(
                        at + "v-split", "Reshape", linear(at + "v", a.get(3), n, shape.keyWidth(), width), "split-k"),
                0,
                2,
                3,
                1,
                4);
        String scores = graph.node(at + "scores", "MatMul", q, transposed(at + "k-columns", k, 0, 1, 2, 4, 3));
        String scaled = graph.node(at + "scaled", "Mul", scores, "root");
        String masked = graph.node(at + "masked", "CausalMask", scaled);
        String shares = graph.node(at + "shares", "Softmax", List.of(masked), Map.of("axis", new Attribute.Whole(-1)));
        String mixed = graph.node(at + "mixed", "MatMul", shares, v);
        String joined =
                graph.node(at + "joined", "Reshape", transposed(at + "mixed-rows", mixed, 0, 3, 1, 2, 4), "joined");
        String attended =
                graph.node(at + "attended", "Add", linear(at + "o", a.get(4), joined, width, shape.queryWidth()), x);
        String m = norm(at + "feed-forward-norm", f.get(0), attended);
        String gate = graph.node(at + "silu", "Silu", linear(at + "gate", f.get(1), m, shape.hidden(), width));
        String gated = graph.node(at + "gated", "Mul", gate, linear(at + "up", f.get(2), m, shape.hidden(), width));
        return graph.node(at + "out", "Add", linear(at + "down", f.get(3), gated, width, shape.hidden()), attended);
    }

    private String heads(String at, String name, String split, String x) {
        String rows =
                transposed(at + name + "-heads", graph.node(at + name + "-split", "Reshape", x, split), 0, 2, 3, 1, 4);
        return graph.node(
                at + name + "-rotated",
                "RotaryEmbedding",
                List.of(rows, "cosines", "sines"),
                Map.of("interleaved", new Attribute.Whole(shape.interleaved() ? 1 : 0)));
    }

    private String transposed(String name, String x, long... order) {
        return graph.node(name, "Transpose", List.of(x), Map.of("perm", new Attribute.Wholes(order)));
    }
}
