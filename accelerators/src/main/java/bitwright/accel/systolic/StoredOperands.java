package bitwright.accel.systolic;

import bitwright.accel.number.OperandFormat;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;

/**
 * Where a layer's operands lie off chip, in bits; in the buffers they take as many. Shares of a tensor are in proportion to
 * their values, scales of blocks included.
 */
final class StoredOperands {
    private final Layer layer;
    private final Gemm gemm;
    private final boolean unrolled;
    private final long activationBits;
    private final long weightBits;
    private final int inputRows;
    private final OperandFormat outputFormat;
    private final int outputPieces;

    /**
     * The operands of a layer.
     *
     * @param unrolled whether every window lies off chip for itself, padding included
     * @param besideWeights bits that lie among the weights beside them: scales and zero points of groups
     */
    StoredOperands(LoweredLayer lowered, MacPe pe, boolean unrolled, long besideWeights) {
        layer = lowered.layer();
        gemm = lowered.gemm();
        this.unrolled = unrolled;
        long activations = unrolled
                ? (long) gemm.m() * gemm.k() * gemm.groups()
                : lowered.activationOperand().codes().length;
        activationBits = pe.activations().storageBits(activations)
                * lowered.activationOperand().pieces();
        weightBits = pe.weights().storageBits(lowered.weightOperand().codes().length)
                        * lowered.weightOperand().pieces()
                + besideWeights;
        outputFormat = pe.activations();
        outputPieces = lowered.activationOperand().pieces();
        int[] shape = lowered.activationOperand().values().shape();
        inputRows = layer.isFullyConnected() ? shape[0] : shape[0] * shape[1];
    }

    /** Rows of the feature maps of the whole batch, or windows where these lie for themselves. */
    int rows() {
        return unrolled ? gemm.m() : inputRows;
    }

    /** The first row that a window meets. */
    int firstRow(int window) {
        return unrolled || layer.isFullyConnected() ? window : row(window, 0);
    }

    /** The row after the last one that a window meets. */
    int endRow(int window) {
        Geometry geometry = layer.geometry();
        return unrolled || layer.isFullyConnected()
                ? window + 1
                : row(window, (layer.kernelHeight() - 1) * geometry.dilationH() + 1);
    }

    private int row(int window, int below) {
        Geometry geometry = layer.geometry();
        int windows = layer.outputHeight() * layer.outputWidth();
        int height = inputRows / (gemm.m() / windows);
        int y = window % windows / layer.outputWidth() * geometry.strideH() - geometry.padTop() + below;
        return window / windows * height + Math.max(0, Math.min(height, y));
    }

    /** Where a group's activations of a row begin. */
    long activationOffset(int group, int row) {
        long start = activationBits * group / gemm.groups();
        long end = activationBits * (group + 1) / gemm.groups();
        return start + (end - start) * row / rows();
    }

    /** Where a filter's weights begin. */
    long weightOffset(int group, int filter) {
        return weightBits * ((long) group * gemm.n() + filter) / ((long) gemm.groups() * gemm.n());
    }

    /** Bits of so many outputs: they leave at the width of activations, which they are about to become. */
    long outputs(long values) {
        return outputFormat.storageBits(values) * outputPieces;
    }

    /** Bits of so many activations, or of weights, at their mean. */
    long activations(long values) {
        return share(activationBits, values, unrolled ? (long) gemm.m() * gemm.k() * gemm.groups() : stored());
    }

    long weights(long values) {
        return share(weightBits, values, (long) gemm.groups() * gemm.n() * gemm.k());
    }

    private long stored() {
        long values = 1;
        for (int extent : layer.activations().source().shape()) {
            values *= extent;
        }
        return values;
    }

    private static long share(long bits, long part, long of) {
        return (bits * part + of - 1) / of;
    }
}
