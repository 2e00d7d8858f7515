package bitwright.workload.gnn;

import bitwright.arith.FloatFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.RoundToOdd;
import bitwright.arith.ValueRounding;
import java.util.Arrays;

/**
 * Any format of {@code arith}: features, weights and scales are rounded to one format, every product and every sum to another,
 * each with the format's own rounding and once.
 */
final class FormatKernel implements NodeKernel {
    /** Products of two such numbers are exact in a double, and sums of two round the same by way of one. */
    private static final int NARROW_BITS = 24;

    private final ValueRounding operands;
    private final ValueRounding sums;
    private final boolean isNarrow;

    FormatKernel(NumberFormat operands, NumberFormat sums) {
        this.operands = new ValueRounding(operands);
        this.sums = new ValueRounding(sums);
        this.isNarrow = isNarrow(operands) && isNarrow(sums);
    }

    private static boolean isNarrow(NumberFormat format) {
        return format instanceof FloatFormat f && f.mantissaBits() < NARROW_BITS;
    }

    @Override
    public void encode(float[] features, double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = operands.round(features[i]);
        }
    }

    @Override
    public void weights(float[] matrix, int from, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = operands.round(matrix[from + i]);
        }
    }

    @Override
    public double scale(float scale) {
        return operands.round(scale);
    }

    @Override
    public void start(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = sums.round(message[i]);
        }
    }

    @Override
    public void add(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = sums.round(RoundToOdd.add(sum[i], message[i]));
        }
    }

    @Override
    public void start(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = product(scale, message[i]);
        }
    }

    @Override
    public void add(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = sum(sum[i], product(scale, message[i]));
        }
    }

    @Override
    public void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount) {
        Arrays.fill(outputs, 0, outputCount, 0);
        for (int in = 0; in < inputCount; in++) {
            int row = in * outputCount;
            for (int out = 0; out < outputCount; out++) {
                outputs[out] = sum(outputs[out], product(weights[row + out], inputs[in]));
            }
        }
    }

    private double product(double a, double b) {
        return sums.round(isNarrow ? a * b : RoundToOdd.multiply(a, b));
    }

    /** Of two numbers in the format of sums. */
    private double sum(double a, double b) {
        return sums.round(isNarrow ? a + b : RoundToOdd.add(a, b));
    }

    @Override
    public float decode(double output, boolean scaled) {
        return (float) output;
    }

    @Override
    public float join(float own, float messages) {
        return (float) sums.round(RoundToOdd.add(own, messages));
    }
}
