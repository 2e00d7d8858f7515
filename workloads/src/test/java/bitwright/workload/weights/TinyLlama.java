package bitwright.workload.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A transformer of two blocks with random weights, and a plain forward pass in double precision that shares nothing with
 * what it judges: one position after another, as llama2.c runs it.
 */
public final class TinyLlama {
    public static final int LAYERS = 2;
    public static final int WIDTH = 64;
    public static final int HIDDEN = 96;
    public static final int HEADS = 4;
    public static final int KEYS = 2;
    public static final int HEAD = WIDTH / HEADS;
    public static final int VOCABULARY = 32;

    /** By GGUF's names. */
    public final Map<String, float[]> weights = new LinkedHashMap<>();

    public final Map<String, int[]> shapes = new LinkedHashMap<>();

    public TinyLlama(long seed, boolean ownOutput) {
        var random = new SplittableRandom(seed);
        add(random, "token_embd.weight", VOCABULARY, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            String at = "blk." + layer + ".";
            add(random, at + "attn_norm.weight", WIDTH);
            add(random, at + "attn_q.weight", WIDTH, WIDTH);
            add(random, at + "attn_k.weight", KEYS * HEAD, WIDTH);
            add(random, at + "attn_v.weight", KEYS * HEAD, WIDTH);
            add(random, at + "attn_output.weight", WIDTH, WIDTH);
            add(random, at + "ffn_norm.weight", WIDTH);
            add(random, at + "ffn_gate.weight", HIDDEN, WIDTH);
            add(random, at + "ffn_up.weight", HIDDEN, WIDTH);
            add(random, at + "ffn_down.weight", WIDTH, HIDDEN);
        }
        add(random, "output_norm.weight", WIDTH);
        if (ownOutput) {
            add(random, "output.weight", VOCABULARY, WIDTH);
        }
    }

    private void add(SplittableRandom random, String name, int... shape) {
        int count = shape.length == 1 ? shape[0] : shape[0] * shape[1];
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * (shape.length == 1 ? 2 : 0.5));
        }
        weights.put(name, values);
        shapes.put(name, shape);
    }

    private double[] times(String name, double[] x) {
        float[] w = weights.get(name);
        double[] y = new double[w.length / x.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += w[i * x.length + j] * x[j];
            }
        }
        return y;
    }

    private double[] normal(String name, double[] x) {
        double squares = 0;
        for (double v : x) {
            squares += v * v;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = weights.get(name)[i] * x[i] / Math.sqrt(squares / x.length + 1e-5);
        }
        return y;
    }

    private static void rotate(double[] x, int position, boolean interleaved) {
        for (int from = 0; from < x.length; from += HEAD) {
            for (int i = 0; i < HEAD / 2; i++) {
                double angle = position * Math.pow(10000, -2.0 * i / HEAD);
                int a = from + (interleaved ? 2 * i : i);
                int b = interleaved ? a + 1 : a + HEAD / 2;
                double u = x[a];
                double v = x[b];
                x[a] = u * Math.cos(angle) - v * Math.sin(angle);
                x[b] = u * Math.sin(angle) + v * Math.cos(angle);
            }
        }
    }

    /** The logits of every position. */
    public double[][] logits(long[] tokens, boolean interleaved) {
        double[][][] keys = new double[LAYERS][tokens.length][];
        double[][][] values = new double[LAYERS][tokens.length][];
        double[][] logits = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            double[] x = new double[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                x[i] = weights.get("token_embd.weight")[(int) tokens[t] * WIDTH + i];
            }
            for (int layer = 0; layer < LAYERS; layer++) {
                String at = "blk." + layer + ".";
                double[] n = normal(at + "attn_norm.weight", x);
                double[] q = times(at + "attn_q.weight", n);
                keys[layer][t] = times(at + "attn_k.weight", n);
                values[layer][t] = times(at + "attn_v.weight", n);
                rotate(q, t, interleaved);
                rotate(keys[layer][t], t, interleaved);
                add(x, times(at + "attn_output.weight", attention(q, keys[layer], values[layer], t)));
                double[] m = normal(at + "ffn_norm.weight", x);
                double[] gate = times(at + "ffn_gate.weight", m);
                double[] up = times(at + "ffn_up.weight", m);
                for (int i = 0; i < HIDDEN; i++) {
                    up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
                }
                add(x, times(at + "ffn_down.weight", up));
            }
            boolean own = weights.containsKey("output.weight");
            logits[t] = times(own ? "output.weight" : "token_embd.weight", normal("output_norm.weight", x));
        }
        return logits;
    }

    private static double[] attention(double[] q, double[][] keys, double[][] values, int t) {
        double[] mixed = new double[WIDTH];
        for (int head = 0; head < HEADS; head++) {
            int shared = head / (HEADS / KEYS) * HEAD;
            double[] shares = new double[t + 1];
            double sum = 0;
            for (int s = 0; s <= t; s++) {
                double score = 0;
                for (int i = 0; i < HEAD; i++) {
                    score += q[head * HEAD + i] * keys[s][shared + i];
                }
                shares[s] = Math.exp(score / Math.sqrt(HEAD));
                sum += shares[s];
            }
            for (int s = 0; s <= t; s++) {
                for (int i = 0; i < HEAD; i++) {
                    mixed[head * HEAD + i] += shares[s] / sum * values[s][shared + i];
                }
            }
        }
        return mixed;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }
}
