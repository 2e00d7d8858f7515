package bitwright.accel.pim.value;

import bitwright.accel.pim.Mapping;
import bitwright.accel.pim.Mapping.Kind;
import bitwright.accel.pim.Mapping.Region;
import bitwright.accel.pim.PimMemory;
import bitwright.accel.pim.asic.Approximation;
import bitwright.accel.pim.asic.AsicMath;
import bitwright.accel.pim.asic.Bfloat16;
import bitwright.workload.WorkloadException;
import bitwright.workload.language.Choice;
import bitwright.workload.language.Perplexity;
import bitwright.workload.transformer.Transformer;
import bitwright.workload.weights.GptShape;
import bitwright.workload.weights.GptWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A GPT whose every value is computed as PIM-GPT would: weights, keys and values lie as codes where the mapping places them,
 * products of matrices and vectors, scores and mixtures are the banks' MAC units', all else the companion chip's in
 * bfloat16. Weights are rounded to bfloat16 when they are stored.
 *
 * <p>A vector longer than the channels' buffers is cut into chunks, and the banks' partial sums are added on the chip in
 * their order; then comes the bias. The last normalisation's scale and bias, which the mapping leaves out, stay on the chip.
 * Not safe for use by several threads.
 */
public final class BankedGpt implements Perplexity.Predictor {
    private record Norm(float[] scale, float[] bias) {}

    /** A block's matrices in the banks, and what the chip reads of it. */
    private record Block(
            Region qkv,
            float[] qkvBias,
            Region projection,
            float[] projectionBias,
            Region up,
            float[] upBias,
            Region down,
            float[] downBias,
            Norm attentionNorm,
            Norm feedForwardNorm,
            Region keys,
            Region values) {}

    private final Transformer model;
    private final Banks banks;
    private final int chunk;
    private final AsicMath chip;
    private final float epsilon;
    private final float root;
    private final Region embedding;
    private final Region positions;
    private final List<Block> blocks = new ArrayList<>();
    private final Norm norm;
    private int length;

    /**
     * Stores a model.
     *
     * @param memory the banks
     * @param accumulator the format in which their MAC units add
     * @param approximation of the companion chip
     * @throws WorkloadException if the model does not fit the memory, or has an output layer of its own
     */
    public BankedGpt(GptWeights weights, PimMemory memory, MacUnit.Register accumulator, Approximation approximation) {
        GptShape shape = weights.shape();
        if (!Arrays.equals(weights.output(), weights.tokens())) {
            throw new WorkloadException(
                    "the output layer must share the embedding's weights, which the mapping stores once");
        }
        model = new Transformer(
                shape.layers(), shape.heads(), shape.width(), shape.hidden(), shape.vocabulary(), shape.context());
        var mapping = new Mapping(memory, model);
        banks = new Banks(memory, mapping, new MacUnit(memory.macWidth(), accumulator));
        chunk = memory.chunkValues();
        chip = new AsicMath(approximation);
        epsilon = Bfloat16.of(shape.epsilon());
        root = Bfloat16.of(1 / Math.sqrt(shape.headWidth()));
        embedding = stored(mapping.region(Kind.EMBEDDING, -1), 0, weights.tokens(), shape.width());
        positions = stored(mapping.region(Kind.POSITIONS, -1), 0, weights.positions(), shape.width());
        for (int layer = 0; layer < shape.layers(); layer++) {
            blocks.add(block(mapping, layer, weights.blocks().get(layer)));
        }
        norm = new Norm(rounded(weights.norm().scale()), rounded(weights.norm().bias()));
    }

    private Block block(Mapping mapping, int layer, GptWeights.Block block) {
        int width = model.dModel();
        Region qkv = mapping.region(Kind.QKV, layer);
        stored(qkv, 0, block.q().weights(), width);
        stored(qkv, width, block.k().weights(), width);
        stored(qkv, 2 * width, block.v().weights(), width);
        float[][] vectors = vectors(
                mapping.region(Kind.VECTORS, layer),
                block.q().bias(),
                block.k().bias(),
                block.v().bias(),
                block.o().bias(),
                block.up().bias(),
                block.down().bias(),
                block.attentionNorm().scale(),
                block.attentionNorm().bias(),
                block.feedForwardNorm().scale(),
                block.feedForwardNorm().bias());
        float[] qkvBias = Arrays.copyOf(vectors[0], 3 * width);
        System.arraycopy(vectors[1], 0, qkvBias, width, width);
        System.arraycopy(vectors[2], 0, qkvBias, 2 * width, width);
        return new Block(
                qkv,
                qkvBias,
                stored(mapping.region(Kind.PROJECTION, layer), 0, block.o().weights(), width),
                vectors[3],
                stored(mapping.region(Kind.FEED_FORWARD_1, layer), 0, block.up().weights(), width),
                vectors[4],
                stored(
                        mapping.region(Kind.FEED_FORWARD_2, layer),
                        0,
                        block.down().weights(),
                        model.dFf()),
                vectors[5],
                new Norm(vectors[6], vectors[7]),
                new Norm(vectors[8], vectors[9]),
                mapping.region(Kind.KEYS, layer),
                mapping.region(Kind.VALUES, layer));
    }

    /** Stores rows of a matrix from an output on. */
    private Region stored(Region region, int from, float[] weights, int columns) {
        for (int i = 0; i < weights.length; i++) {
            banks.store(region, from + i / columns, i % columns, Bfloat16.of(weights[i]));
        }
        return region;
    }

    /** Stores vectors one behind the other, an equal share in every bank, and reads them again. */
    private float[][] vectors(Region region, float[]... vectors) {
        int share = region.layout().inputs();
        float[][] read = new float[vectors.length][];
        int at = 0;
        for (int v = 0; v < vectors.length; v++) {
            read[v] = new float[vectors[v].length];
            for (int i = 0; i < vectors[v].length; i++, at++) {
                banks.store(region, at / share, at % share, Bfloat16.of(vectors[v][i]));
                read[v][i] = banks.read(region, at / share, at % share);
            }
        }
        return read;
    }

    private static float[] rounded(float[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Bfloat16.of(values[i]);
        }
        return rounded;
    }

    /** The model's dimensions. */
    public Transformer model() {
        return model;
    }

    /** The companion chip, with its counts of operations. */
    public AsicMath chip() {
        return chip;
    }

    /** Forgets the sequence. */
    public void restart() {
        length = 0;
    }

    @Override
    public float[] logits(int[] sequence) {
        restart();
        float[] logits = new float[sequence.length * model.vocabulary()];
        for (int t = 0; t < sequence.length; t++) {
            System.arraycopy(next(sequence[t]), 0, logits, t * model.vocabulary(), model.vocabulary());
        }
        return logits;
    }

    /**
     * Passes the next token of the sequence through the model.
     *
     * @return the logits of what follows
     * @throws IllegalStateException if the context is full
     */
    public float[] next(int token) {
        if (length == model.context()) {
            throw new IllegalStateException("a sequence may have at most " + model.context() + " tokens");
        }
        float[] x = new float[model.dModel()];
        for (int i = 0; i < x.length; i++) {
            x[i] = chip.add(banks.read(embedding, token, i), banks.read(positions, length, i));
        }
        for (Block block : blocks) {
            float[] qkv = times(block.qkv, normal(block.attentionNorm, x), block.qkvBias);
            add(x, times(block.projection, attention(block, qkv), block.projectionBias));
            float[] up = times(block.up, normal(block.feedForwardNorm, x), block.upBias);
            for (int i = 0; i < up.length; i++) {
                up[i] = chip.gelu(up[i]);
            }
            add(x, times(block.down, up, block.downBias));
        }
        length++;
        return times(embedding, normal(norm, x), new float[0]);
    }

    private void add(float[] x, float[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] = chip.add(x[i], y[i]);
        }
    }

    private float[] normal(Norm by, float[] x) {
        float[] y = x.clone();
        chip.layerNorm(y, by.scale, by.bias, epsilon);
        return y;
    }

    private float[] times(Region matrix, float[] x, float[] bias) {
        float[] y = new float[matrix.layout().outputs()];
        for (int k = 0; k < y.length; k++) {
            float sum = dot(matrix, k, x, x.length);
            y[k] = bias.length == 0 ? sum : chip.add(sum, bias[k]);
        }
        return y;
    }

    /** Chunks by the banks, their sums by the chip. */
    private float dot(Region matrix, int output, float[] x, int count) {
        float sum = banks.dot(matrix, output, 0, x, 0, Math.min(chunk, count));
        for (int at = chunk; at < count; at += chunk) {
            sum = chip.add(sum, banks.dot(matrix, output, at, x, at, Math.min(chunk, count - at)));
        }
        return sum;
    }

    private float[] attention(Block block, float[] qkv) {
        int width = model.dModel();
        for (int i = 0; i < width; i++) {
            banks.store(block.keys, length, i, qkv[width + i]);
            banks.store(block.values, i, length, qkv[2 * width + i]);
        }
        int each = model.dHead();
        float[] mixed = new float[width];
        for (int head = 0; head < model.heads(); head++) {
            int from = head * each;
            float[] shares = new float[length + 1];
            for (int t = 0; t <= length; t++) {
                shares[t] = chip.multiply(banks.dot(block.keys, t, from, qkv, from, each), root);
            }
            chip.softmax(shares);
            for (int i = from; i < from + each; i++) {
                mixed[i] = dot(block.values, i, shares, length + 1);
            }
        }
        return mixed;
    }

    /** Some tokens, one at least, and so many that the model writes after them. */
    public int[] write(int[] prompt, int count, Choice choice) {
        restart();
        float[] logits = {};
        for (int token : prompt) {
            logits = next(token);
        }
        int[] text = Arrays.copyOf(prompt, prompt.length + count);
        for (int at = prompt.length; at < text.length; at++) {
            text[at] = choice.of(logits, 0, model.vocabulary());
            if (at + 1 < text.length) {
                logits = next(text[at]);
            }
        }
        return text;
    }
}
