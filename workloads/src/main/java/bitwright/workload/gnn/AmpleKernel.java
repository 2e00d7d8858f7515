package bitwright.workload.gnn;

import bitwright.arith.ample.AmpleFloat;
import java.util.Arrays;

/** The floating-point units of AMPLE; rows hold the numbers that its words stand for. */
record AmpleKernel() implements NodeKernel {
    @Override
    public void encode(float[] features, double[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = number(features[i]);
        }
    }

    @Override
    public void weights(float[] matrix, int from, int count, double[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = number(matrix[from + i]);
        }
    }

    private static double number(float word) {
        return AmpleFloat.value(Float.floatToRawIntBits(word));
    }

    @Override
    public double scale(float scale) {
        return number(scale);
    }

    @Override
    public void start(double[] sum, double[] message, int count) {
        System.arraycopy(message, 0, sum, 0, count);
    }

    @Override
    public void add(double[] sum, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = add(sum[i], AmpleFloat.word(message[i]));
        }
    }

    @Override
    public void start(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = AmpleFloat.value(product(scale, message[i]));
        }
    }

    @Override
    public void add(double[] sum, double scale, double[] message, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = add(sum[i], product(scale, message[i]));
        }
    }

    @Override
    public void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount) {
        Arrays.fill(outputs, 0, outputCount, 0);
        for (int in = 0; in < inputCount; in++) {
            int row = in * outputCount;
            for (int out = 0; out < outputCount; out++) {
                outputs[out] = add(outputs[out], product(weights[row + out], inputs[in]));
            }
        }
    }

    private static double add(double sum, int word) {
        return AmpleFloat.value(AmpleFloat.add(AmpleFloat.word(sum), word));
    }

    private static int product(double a, double b) {
        return AmpleFloat.multiply(AmpleFloat.word(a), AmpleFloat.word(b));
    }

    @Override
    public float decode(double output, boolean scaled) {
        return Float.intBitsToFloat(AmpleFloat.word(output));
    }

    @Override
    public float join(float own, float messages) {
        return Float.intBitsToFloat(AmpleFloat.add(Float.floatToRawIntBits(own), Float.floatToRawIntBits(messages)));
    }
}
