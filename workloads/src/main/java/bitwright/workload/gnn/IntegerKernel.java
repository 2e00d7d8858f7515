package bitwright.workload.gnn;

import java.util.Arrays;

/**
 * Two's complement codes times powers of two: value = code · 2^exponent, codes rounded half to even and clipped. Products and
 * sums are kept in a register of a width that wraps or saturates after each of them.
 *
 * @param bits of features, weights and scales, 2 to 16
 * @param sumBits of the register, 2 to 32
 * @param saturates whether the register stays at its ends rather than wrap
 */
record IntegerKernel(int bits, int sumBits, boolean saturates, Scales exponents) implements NodeKernel {
    @Override
    public void encode(float[] features, double[] into, int count) {
        double factor = Math.scalb(1.0, -exponents.features());
        for (int i = 0; i < count; i++) {
            into[i] = code(features[i] * factor);
        }
    }

    @Override
    public void weights(float[] matrix, int from, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = code(Math.scalb((double) matrix[from + i], -exponents.weights()));
        }
    }

    @Override
    public double scale(float scale) {
        return code(Math.scalb((double) scale, -exponents.messages()));
    }

    private double code(double scaled) {
        double most = (1 << bits - 1) - 1;
        double code = Math.min(Math.max(Math.rint(scaled), -most - 1), most);
        return code == 0 || code != code ? 0 : code; // neither −0 nor NaN has a code
    }

    @Override
    public void start(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = register(message[i]);
        }
    }

    @Override
    public void add(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = register(sum[i] + message[i]);
        }
    }

    @Override
    public void start(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = register(scale * message[i]);
        }
    }

    @Override
    public void add(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = register(sum[i] + register(scale * message[i]));
        }
    }

    @Override
    public void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount) {
        Arrays.fill(outputs, 0, outputCount, 0);
        for (int in = 0; in < inputCount; in++) {
            int row = in * outputCount;
            for (int out = 0; out < outputCount; out++) {
                outputs[out] = register(outputs[out] + register(weights[row + out] * inputs[in]));
            }
        }
    }

    /** What the register holds: operands are integers below 2^48, so the double is exact. */
    private double register(double value) {
        double end = 1L << sumBits - 1;
        if (value >= -end && value < end) {
            return value + 0.0; // a product with a zero may be −0
        }
        if (saturates) {
            return value < 0 ? -end : end - 1;
        }
        int unused = Long.SIZE - sumBits;
        return (long) value << unused >> unused;
    }

    @Override
    public float decode(double output, boolean scaled) {
        int exponent = exponents.features() + exponents.weights() + (scaled ? exponents.messages() : 0);
        return (float) Math.scalb(output, exponent);
    }

    /** Written-back values are float32, and so is their sum. */
    @Override
    public float join(float own, float messages) {
        return own + messages;
    }
}
