package bitwright.workload.gnn;

import java.util.Arrays;

/** IEEE binary32, nearest even, never fused. A product of two floats is exact in a double, and a sum rounds the same by way of one. */
record Float32Kernel() implements NodeKernel {
    @Override
    public void encode(float[] features, double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = features[i];
        }
    }

    @Override
    public void weights(float[] matrix, int from, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = matrix[from + i];
        }
    }

    @Override
    public double scale(float scale) {
        return scale;
    }

    @Override
    public void start(double[] sum, double[] message, int count) {
        System.arraycopy(message, 0, sum, 0, count);
    }

    @Override
    public void add(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = (float) (sum[i] + message[i]);
        }
    }

    @Override
    public void start(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = (float) (scale * message[i]);
        }
    }

    @Override
    public void add(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = (float) (sum[i] + (float) (scale * message[i]));
        }
    }

    @Override
    public void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount) {
        Arrays.fill(outputs, 0, outputCount, 0);
        for (int in = 0; in < inputCount; in++) {
            double input = inputs[in];
            int row = in * outputCount;
            for (int out = 0; out < outputCount; out++) {
                outputs[out] = (float) (outputs[out] + (float) (weights[row + out] * input));
            }
        }
    }

    @Override
    public float decode(double output, boolean scaled) {
        return (float) output;
    }

    @Override
    public float join(float own, float messages) {
        return own + messages;
    }
}
