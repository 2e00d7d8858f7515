package bitwright.accel.systolic;

import bitwright.workload.Layer;

/**
 * A layer as matrix products: {@code groups} of them, one after another.
 *
 * @param m output positions, over the whole batch
 * @param n filters of a group
 * @param k products of an output: kernel height · kernel width · channels of a group
 * @param groups groups of channels that do not meet; the channels of a depthwise layer
 */
public record Gemm(int m, int n, int k, int groups) {
    public Gemm {
        if (m < 1 || n < 1 || k < 1 || groups < 1) {
            throw new IllegalArgumentException("a matrix product needs extents of at least 1, got M " + m + ", N " + n
                    + ", K " + k + ", groups " + groups);
        }
    }

    /** A single product. */
    public Gemm(int m, int n, int k) {
        this(m, n, k, 1);
    }

    /** The matrix products of a layer. */
    public static Gemm of(Layer layer) {
        int batch = layer.activations().source().shape()[0];
        int[] weights = layer.weights().source().shape();
        int groups = layer.isFullyConnected() ? 1 : layer.geometry().groups();
        int windows = Math.multiplyExact(batch, Math.multiplyExact(layer.outputHeight(), layer.outputWidth()));
        int depth = Math.multiplyExact(
                weights[weights.length - 1], Math.multiplyExact(layer.kernelHeight(), layer.kernelWidth()));
        return new Gemm(windows, layer.filters() / groups, depth, groups);
    }

    public long macs() {
        return Math.multiplyExact(Math.multiplyExact((long) m * n, (long) k), (long) groups);
    }
}
