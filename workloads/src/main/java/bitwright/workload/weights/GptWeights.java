package bitwright.workload.weights;

import bitwright.workload.real.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weights of a GPT-2, taken from a file in which tensors are named and laid out as Hugging Face's (matrices
 * {@code [in,out]}, queries, keys and values side by side, perhaps all under {@code transformer.}). Arrays are not copied.
 *
 * @param tokens the embedding {@code [vocabulary,width]}
 * @param positions {@code [context,width]}
 * @param blocks one a layer
 * @param norm after the last block
 * @param output {@code [vocabulary,width]}; the embedding where the file has none of its own
 */
public record GptWeights(
        GptShape shape, float[] tokens, float[] positions, List<Block> blocks, Norm norm, float[] output) {
    /** A normalisation's factors and offsets, {@code [width]} each. */
    public record Norm(float[] scale, float[] bias) {}

    /**
     * A linear layer.
     *
     * @param weights {@code [outputs,inputs]}
     * @param bias {@code [outputs]}
     */
    public record Linear(int outputs, int inputs, float[] weights, float[] bias) {}

    /** A block; {@code up} and {@code down} are the feed-forward network's layers. */
    public record Block(
            Norm attentionNorm, Linear q, Linear k, Linear v, Linear o, Norm feedForwardNorm, Linear up, Linear down) {}

    public GptWeights {
        blocks = List.copyOf(blocks);
    }

    /** Reads the weights; a tensor that is missing or of another shape is told by name. */
    public static GptWeights read(GptShape shape, TensorStore store) throws IOException {
        return new Reader(shape, store).read();
    }

    private record Reader(GptShape shape, TensorStore store, String prefix) {
        Reader(GptShape shape, TensorStore store) {
            this(shape, store, store.shapes().containsKey("transformer.wte.weight") ? "transformer." : "");
        }

        GptWeights read() throws IOException {
            int width = shape.width();
            float[] tokens = tensor("wte.weight", shape.vocabulary(), width);
            var blocks = new ArrayList<Block>();
            for (int layer = 0; layer < shape.layers(); layer++) {
                blocks.add(block("h." + layer + "."));
            }
            boolean own = store.shapes().containsKey("lm_head.weight");
            return new GptWeights(
                    shape,
                    tokens,
                    tensor("wpe.weight", shape.context(), width),
                    blocks,
                    norm("ln_f"),
                    own
                            ? store.value("lm_head.weight", shape.vocabulary(), width)
                                    .reals()
                            : tokens);
        }

        private float[] tensor(String name, int... extents) throws IOException {
            return store.value(prefix + name, extents).reals();
        }

        private Norm norm(String name) throws IOException {
            return new Norm(tensor(name + ".weight", shape.width()), tensor(name + ".bias", shape.width()));
        }

        private Block block(String at) throws IOException {
            int width = shape.width();
            return new Block(
                    norm(at + "ln_1"),
                    linear(at + "attn.c_attn", width, 3 * width, 0, width),
                    linear(at + "attn.c_attn", width, 3 * width, width, width),
                    linear(at + "attn.c_attn", width, 3 * width, 2 * width, width),
                    linear(at + "attn.c_proj", width, width, 0, width),
                    norm(at + "ln_2"),
                    linear(at + "mlp.c_fc", width, shape.hidden(), 0, shape.hidden()),
                    linear(at + "mlp.c_proj", shape.hidden(), width, 0, width));
        }

        /** Some of the columns of a stored matrix as the rows of a layer's. */
        private Linear linear(String name, int inputs, int columns, int from, int outputs) throws IOException {
            float[] stored = tensor(name + ".weight", inputs, columns);
            float[] weights = new float[outputs * inputs];
            for (int k = 0; k < outputs; k++) {
                for (int c = 0; c < inputs; c++) {
                    weights[k * inputs + c] = stored[c * columns + from + k];
                }
            }
            float[] bias = Arrays.copyOfRange(tensor(name + ".bias", columns), from, from + outputs);
            return new Linear(outputs, inputs, weights, bias);
        }
    }

    static Value value(Linear linear) {
        return Value.of(new int[] {linear.outputs(), linear.inputs()}, linear.weights());
    }
}
