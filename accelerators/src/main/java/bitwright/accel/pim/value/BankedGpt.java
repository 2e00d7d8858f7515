package bitwright.accel.pim.value;

import bitwright.accel.pim.asic.Approximation;
import bitwright.accel.pim.asic.AsicMath;
import bitwright.accel.pim.asic.Bfloat16;
import bitwright.workload.language.Choice;
import bitwright.workload.language.Perplexity;
import bitwright.workload.weights.GptWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A GPT whose every value is computed as PIM-GPT would: products of matrices and vectors, scores and mixtures by the banks'
 * MAC units, all else by the companion chip in bfloat16. Weights are rounded to bfloat16 when they are stored.
 *
 * <p>A vector longer than a DRAM row's numbers is cut into chunks of a row; the banks' partial sums are added on the chip
 * in their order. Keys are kept a row a token, values a row a channel, so that both products run along rows. Not safe for
 * use by several threads.
 */
public final class BankedGpt implements Perplexity.Predictor {
    /** A matrix of bfloat16 numbers with a bias. */
    private record Matrix(int rows, int columns, float[] weights, float[] bias) {
        static Matrix of(GptWeights.Linear linear) {
            return new Matrix(linear.outputs(), linear.inputs(), rounded(linear.weights()), rounded(linear.bias()));
        }
    }

    private record Norm(float[] scale, float[] bias) {
        static Norm of(GptWeights.Norm norm) {
            return new Norm(rounded(norm.scale()), rounded(norm.bias()));
        }
    }

    /** A block with the keys {@code [token][width]} and values {@code [width][token]} of the sequence so far. */
    private static final class Block {
        private final Norm attentionNorm;
        private final Matrix q;
        private final Matrix k;
        private final Matrix v;
        private final Matrix o;
        private final Norm feedForwardNorm;
        private final Matrix up;
        private final Matrix down;
        private final float[] keys;
        private final float[] values;

        Block(GptWeights.Block block, int context, int width) {
            attentionNorm = Norm.of(block.attentionNorm());
            q = Matrix.of(block.q());
            k = Matrix.of(block.k());
            v = Matrix.of(block.v());
            o = Matrix.of(block.o());
            feedForwardNorm = Norm.of(block.feedForwardNorm());
            up = Matrix.of(block.up());
            down = Matrix.of(block.down());
            keys = new float[context * width];
            values = new float[context * width];
        }
    }

    private final MacUnit unit;
    private final int rowNumbers;
    private final AsicMath chip;
    private final int width;
    private final int heads;
    private final int context;
    private final int vocabulary;
    private final float epsilon;
    private final float root;
    private final float[] tokens;
    private final float[] positions;
    private final List<Block> blocks = new ArrayList<>();
    private final Norm norm;
    private final Matrix output;
    private final float[] tree;
    private int length;

    /**
     * @param weights the model
     * @param unit the banks' arithmetic
     * @param rowNumbers numbers of a DRAM row, 1,024 in one of 2 KiB
     * @param approximation of the companion chip
     */
    public BankedGpt(GptWeights weights, MacUnit unit, int rowNumbers, Approximation approximation) {
        this.unit = unit;
        this.rowNumbers = rowNumbers;
        this.chip = new AsicMath(approximation);
        this.width = weights.shape().width();
        this.heads = weights.shape().heads();
        this.context = weights.shape().context();
        this.vocabulary = weights.shape().vocabulary();
        this.epsilon = Bfloat16.of(weights.shape().epsilon());
        this.root = Bfloat16.of(1 / Math.sqrt(weights.shape().headWidth()));
        this.tokens = rounded(weights.tokens());
        this.positions = rounded(weights.positions());
        weights.blocks().forEach(block -> blocks.add(new Block(block, context, width)));
        this.norm = Norm.of(weights.norm());
        this.output = new Matrix(vocabulary, width, rounded(weights.output()), new float[0]);
        this.tree = new float[unit.width()];
    }

    private static float[] rounded(float[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Bfloat16.of(values[i]);
        }
        return rounded;
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
        float[] logits = new float[sequence.length * vocabulary];
        for (int t = 0; t < sequence.length; t++) {
            System.arraycopy(next(sequence[t]), 0, logits, t * vocabulary, vocabulary);
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
        if (length == context) {
            throw new IllegalStateException("a sequence may have at most " + context + " tokens");
        }
        float[] x = new float[width];
        for (int i = 0; i < width; i++) {
            x[i] = chip.add(tokens[token * width + i], positions[length * width + i]);
        }
        for (Block block : blocks) {
            add(x, times(block.o, attention(block, normal(block.attentionNorm, x))));
            float[] up = times(block.up, normal(block.feedForwardNorm, x));
            for (int i = 0; i < up.length; i++) {
                up[i] = chip.gelu(up[i]);
            }
            add(x, times(block.down, up));
        }
        length++;
        return times(output, normal(norm, x));
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

    private float[] times(Matrix matrix, float[] x) {
        float[] y = new float[matrix.rows];
        for (int k = 0; k < y.length; k++) {
            float sum = dot(matrix.weights, k * matrix.columns, x, 0, matrix.columns);
            y[k] = matrix.bias.length == 0 ? sum : chip.add(sum, matrix.bias[k]);
        }
        return y;
    }

    /** Chunks of a DRAM row by the banks, their sums by the chip. */
    private float dot(float[] stored, int from, float[] x, int with, int count) {
        float sum = unit.dot(stored, from, x, with, Math.min(rowNumbers, count), tree);
        for (int at = rowNumbers; at < count; at += rowNumbers) {
            int chunk = Math.min(rowNumbers, count - at);
            sum = chip.add(sum, unit.dot(stored, from + at, x, with + at, chunk, tree));
        }
        return sum;
    }

    private float[] attention(Block block, float[] n) {
        float[] q = times(block.q, n);
        float[] k = times(block.k, n);
        float[] v = times(block.v, n);
        System.arraycopy(k, 0, block.keys, length * width, width);
        for (int i = 0; i < width; i++) {
            block.values[i * context + length] = v[i];
        }
        int each = width / heads;
        float[] mixed = new float[width];
        for (int head = 0; head < heads; head++) {
            float[] shares = new float[length + 1];
            for (int t = 0; t <= length; t++) {
                shares[t] = chip.multiply(dot(block.keys, t * width + head * each, q, head * each, each), root);
            }
            chip.softmax(shares);
            for (int i = head * each; i < (head + 1) * each; i++) {
                mixed[i] = dot(block.values, i * context, shares, 0, length + 1);
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
            text[at] = choice.of(logits, 0, vocabulary);
            if (at + 1 < text.length) {
                logits = next(text[at]);
            }
        }
        return text;
    }
}
