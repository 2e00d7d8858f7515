package bitwright.workload.gnn;

import bitwright.arith.NumberFormat;
import bitwright.arith.RoundToOdd;
import java.util.Arrays;

/**
 * Any format of {@code arith}: features, weights and scales are rounded to one format, every product and every sum to another,
 * each with the format's own rounding and once.
 */
record FormatKernel(NumberFormat operands, NumberFormat sums) implements NodeKernel {
    @Override
    public void encode(float[] features, double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = operands.quantize(features[i]);
        }
    }

    @Override
    public double weight(float weight) {
        return operands.quantize(weight);
    }

    @Override
    public double scale(float scale) {
        return operands.quantize(scale);
    }

    @Override
    public void start(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = sums.quantize(message[i]);
        }
    }

    @Override
    public void add(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = sums.quantize(RoundToOdd.add(sum[i], message[i]));
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
            sum[i] = sums.quantize(RoundToOdd.add(sum[i], product(scale, message[i])));
        }
    }

    @Override
    public void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount) {
        Arrays.fill(outputs, 0, outputCount, 0);
        for (int in = 0; in < inputCount; in++) {
            int row = in * outputCount;
            for (int out = 0; out < outputCount; out++) {
                outputs[out] = sums.quantize(RoundToOdd.add(outputs[out], product(weights[row + out], inputs[in])));
            }
        }
    }

    private double product(double a, double b) {
        return sums.quantize(RoundToOdd.multiply(a, b));
    }

    @Override
    public float decode(double output, boolean scaled) {
        return (float) output;
    }

    @Override
    public float join(float own, float messages) {
        return (float) sums.quantize(RoundToOdd.add(own, messages));
    }
}
