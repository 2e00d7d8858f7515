package bitwright.workload.tflite;

import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;

/**
 * Weights that stay in the file's bytes until somebody asks.
 *
 * @param tensor the file's tensor
 * @param shape {@code [K,kh,kw,C/groups]} or {@code [K,C]}
 * @param channelsLast whether the file has the filters as its last axis, as for depthwise layers
 */
record TfliteWeights(TfliteTensor tensor, int[] shape, boolean channelsLast) implements TensorSource {
    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor load() {
        long[] codes = tensor.integers();
        int[] data = new int[codes.length];
        int filters = shape[0];
        int taps = data.length / filters;
        for (int i = 0; i < data.length; i++) {
            int to = channelsLast ? i % filters * taps + i / filters : i;
            data[to] = (int) codes[i];
        }
        return new Tensor(shape.clone(), data);
    }
}
