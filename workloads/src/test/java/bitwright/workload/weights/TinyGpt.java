package bitwright.workload.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A GPT-2 of two blocks with random weights, laid out as Hugging Face's, and a plain forward pass in double precision that
 * shares nothing with what it judges: one position after another.
 */
public final class TinyGpt {
    public static final GptShape SHAPE = new GptShape(2, 12, 3, 20, 11, 9, 1e-5f);

    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Map<String, int[]> shapes = new LinkedHashMap<>();
    private final String prefix;

    public TinyGpt(long seed, String prefix, boolean ownOutput) {
        this.prefix = prefix;
        var random = new SplittableRandom(seed);
        add(random, prefix + "wte.weight", 11, 12);
        add(random, prefix + "wpe.weight", 9, 12);
        for (int layer = 0; layer < 2; layer++) {
            String at = prefix + "h." + layer + ".";
            norm(random, at + "ln_1");
            norm(random, at + "ln_2");
            linear(random, at + "attn.c_attn", 12, 36);
            linear(random, at + "attn.c_proj", 12, 12);
            linear(random, at + "mlp.c_fc", 12, 20);
            linear(random, at + "mlp.c_proj", 20, 12);
        }
        norm(random, prefix + "ln_f");
        if (ownOutput) {
            add(random, "lm_head.weight", 11, 12);
        }
    }

    private void norm(SplittableRandom random, String name) {
        add(random, name + ".weight", 12);
        add(random, name + ".bias", 12);
    }

    private void linear(SplittableRandom random, String name, int inputs, int outputs) {
        add(random, name + ".weight", inputs, outputs);
        add(random, name + ".bias", outputs);
    }

    private void add(SplittableRandom random, String name, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        weights.put(name, values);
        shapes.put(name, shape);
    }

    /** All weights as a file. */
    public byte[] safetensors() {
        var header = new StringBuilder("{");
        int at = 0;
        for (var entry : weights.entrySet()) {
            int end = at + 4 * entry.getValue().length;
            header.append(at == 0 ? "" : ",").append('"').append(entry.getKey());
            header.append("\":{\"dtype\":\"F32\",\"shape\":").append(Arrays.toString(shapes.get(entry.getKey())));
            header.append(",\"data_offsets\":[")
                    .append(at)
                    .append(',')
                    .append(end)
                    .append("]}");
            at = end;
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        weights.values().forEach(values -> {
            for (float value : values) {
                bytes.putFloat(value);
            }
        });
        return bytes.array();
    }

    private double[] times(String name, double[] x) {
        float[] w = weights.get(prefix + name + ".weight");
        float[] bias = weights.get(prefix + name + ".bias");
        double[] y = new double[bias.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = bias[k];
            for (int c = 0; c < x.length; c++) {
                y[k] += x[c] * w[c * y.length + k];
            }
        }
        return y;
    }

    private double[] normal(String name, double[] x) {
        double mean = Arrays.stream(x).sum() / x.length;
        double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = weights.get(prefix + name + ".weight")[i] * (x[i] - mean) / Math.sqrt(variance + 1e-5)
                    + weights.get(prefix + name + ".bias")[i];
        }
        return y;
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    /** The logits of every position. */
    public double[][] logits(int... tokens) {
        double[][][] past = new double[2][tokens.length][];
        double[][] logits = new double[tokens.length][11];
        for (int t = 0; t < tokens.length; t++) {
            double[] x = new double[12];
            for (int i = 0; i < 12; i++) {
                x[i] = weights.get(prefix + "wte.weight")[tokens[t] * 12 + i]
                        + weights.get(prefix + "wpe.weight")[t * 12 + i];
            }
            for (int layer = 0; layer < 2; layer++) {
                String at = "h." + layer + ".";
                past[layer][t] = times(at + "attn.c_attn", normal(at + "ln_1", x));
                add(x, times(at + "attn.c_proj", attention(past[layer], t)));
                double[] up = times(at + "mlp.c_fc", normal(at + "ln_2", x));
                for (int i = 0; i < up.length; i++) {
                    double u = up[i];
                    up[i] = 0.5 * u * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * Math.pow(u, 3))));
                }
                add(x, times(at + "mlp.c_proj", up));
            }
            double[] n = normal("ln_f", x);
            float[] output = weights.getOrDefault("lm_head.weight", weights.get(prefix + "wte.weight"));
            for (int k = 0; k < 11; k++) {
                for (int i = 0; i < 12; i++) {
                    logits[t][k] += n[i] * output[k * 12 + i];
                }
            }
        }
        return logits;
    }

    private static double[] attention(double[][] qkv, int t) {
        double[] mixed = new double[12];
        for (int head = 0; head < 3; head++) {
            double[] shares = new double[t + 1];
            double sum = 0;
            for (int s = 0; s <= t; s++) {
                double score = 0;
                for (int i = 0; i < 4; i++) {
                    score += qkv[t][head * 4 + i] * qkv[s][12 + head * 4 + i];
                }
                shares[s] = Math.exp(score / 2);
                sum += shares[s];
            }
            for (int s = 0; s <= t; s++) {
                for (int i = 0; i < 4; i++) {
                    mixed[head * 4 + i] += shares[s] / sum * qkv[s][24 + head * 4 + i];
                }
            }
        }
        return mixed;
    }
}
