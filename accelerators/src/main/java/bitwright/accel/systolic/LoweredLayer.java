package bitwright.accel.systolic;

import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import java.util.Arrays;

/**
 * A layer as the feeders of an array see it: its windows unrolled to rows of K codes, tap by tap and channel by channel,
 * padding and dilation included.
 */
final class LoweredLayer {
    private final Layer layer;
    private final Gemm gemm;
    private final EnteringOperand activations;
    private final EnteringOperand weights;
    private final int groupChannels;
    private final int channels;
    private final int height;
    private final int width;
    private final int[] padded;
    /** Distance of each tap from a window's first one, in codes. */
    private final int[] offsets;
    /** {@code [ky][output row]} and {@code [kx][output column]}: whether a tap lies inside the feature map. */
    private final boolean[][] insideRows;

    private final boolean[][] insideColumns;

    LoweredLayer(Layer layer, MacPe pe) {
        this.layer = layer;
        gemm = Gemm.of(layer);
        String place = "layer " + layer.name() + ": ";
        activations = EnteringOperand.of(place + "activation", layer.activations(), pe.activations(), pe.isInteger());
        weights = EnteringOperand.of(place + "weight", layer.weights(), pe.weights(), pe.isInteger());
        Geometry geometry = layer.geometry();
        int[] shape = activations.values().shape();
        boolean flat = layer.isFullyConnected();
        int inputHeight = flat ? 1 : shape[1];
        int inputWidth = flat ? 1 : shape[2];
        channels = layer.channels();
        groupChannels = channels / gemm.groups();
        height = inputHeight + geometry.padTop() + geometry.padBottom();
        width = inputWidth + geometry.padLeft() + geometry.padRight();
        padded = pad(shape[0], inputHeight, inputWidth, geometry);
        offsets = new int[layer.kernelHeight() * layer.kernelWidth()];
        for (int tap = 0; tap < offsets.length; tap++) {
            int y = tap / layer.kernelWidth() * geometry.dilationH();
            int x = tap % layer.kernelWidth() * geometry.dilationW();
            offsets[tap] = (y * width + x) * channels;
        }
        insideRows = inside(
                layer.kernelHeight(),
                layer.outputHeight(),
                geometry.strideH(),
                geometry.dilationH(),
                geometry.padTop(),
                inputHeight);
        insideColumns = inside(
                layer.kernelWidth(),
                layer.outputWidth(),
                geometry.strideW(),
                geometry.dilationW(),
                geometry.padLeft(),
                inputWidth);
    }

    private int[] pad(int batch, int inputHeight, int inputWidth, Geometry geometry) {
        if (height == inputHeight && width == inputWidth) {
            return activations.codes();
        }
        var all = new int[Math.multiplyExact(Math.multiplyExact(batch * height, width), channels)];
        Arrays.fill(all, activations.zeroCode());
        for (int y = 0; y < batch * inputHeight; y++) {
            int row = y / inputHeight * height + y % inputHeight + geometry.padTop();
            System.arraycopy(
                    activations.codes(),
                    y * inputWidth * channels,
                    all,
                    (row * width + geometry.padLeft()) * channels,
                    inputWidth * channels);
        }
        return all;
    }

    private static boolean[][] inside(int taps, int outputs, int stride, int dilation, int padding, int extent) {
        var inside = new boolean[taps][outputs];
        for (int tap = 0; tap < taps; tap++) {
            for (int output = 0; output < outputs; output++) {
                int at = output * stride + tap * dilation - padding;
                inside[tap][output] = at >= 0 && at < extent;
            }
        }
        return inside;
    }

    Layer layer() {
        return layer;
    }

    Gemm gemm() {
        return gemm;
    }

    EnteringOperand activationOperand() {
        return activations;
    }

    EnteringOperand weightOperand() {
        return weights;
    }

    /** How far the sums of a pair of pieces are shifted. */
    int shift(int activationPiece, int weightPiece) {
        return activationPiece * activations.pieceBits() + weightPiece * weights.pieceBits();
    }

    /** Copies a piece of the codes [from, from + count) of one output position's K. */
    void activations(int group, int window, int from, int count, int piece, int[] to, int at) {
        unroll(group, window, from, count, to, at);
        activations.cut(to, at, count, piece);
    }

    private void unroll(int group, int window, int from, int count, int[] to, int at) {
        int rows = layer.outputHeight();
        int columns = layer.outputWidth();
        Geometry geometry = layer.geometry();
        int y = window / columns % rows * geometry.strideH() + window / columns / rows * height;
        int x = window % columns * geometry.strideW();
        int origin = (y * width + x) * channels + group * groupChannels;
        for (int done = 0; done < count; ) {
            int channel = (from + done) % groupChannels;
            int run = Math.min(groupChannels - channel, count - done);
            System.arraycopy(padded, origin + offsets[(from + done) / groupChannels] + channel, to, at + done, run);
            done += run;
        }
    }

    /** One output position's K, not cut into pieces. */
    void wholeActivations(int group, int window, int[] to) {
        unroll(group, window, 0, gemm.k(), to, 0);
    }

    /** One filter's K, not cut into pieces. */
    void wholeWeights(int group, int filter, int[] to) {
        System.arraycopy(weights.codes(), (group * gemm.n() + filter) * gemm.k(), to, 0, gemm.k());
    }

    /** Copies a piece of the codes [from, from + count) of one filter of a group. */
    void weights(int group, int filter, int from, int count, int piece, int[] to, int at) {
        System.arraycopy(weights.codes(), (group * gemm.n() + filter) * gemm.k() + from, to, at, count);
        weights.cut(to, at, count, piece);
    }

    /** How many activations of some output positions' K [from, from + count) are no padding. */
    long stored(int firstWindow, int windows, int from, int count) {
        long stored = 0;
        for (int done = 0; done < count; ) {
            int channel = (from + done) % groupChannels;
            int run = Math.min(groupChannels - channel, count - done);
            stored += (long) run * insideWindows((from + done) / groupChannels, firstWindow, windows);
            done += run;
        }
        return stored;
    }

    private int insideWindows(int tap, int firstWindow, int windows) {
        boolean[] rows = insideRows[tap / layer.kernelWidth()];
        boolean[] columns = insideColumns[tap % layer.kernelWidth()];
        int count = 0;
        for (int window = firstWindow; window < firstWindow + windows; window++) {
            count += rows[window / columns.length % rows.length] && columns[window % columns.length] ? 1 : 0;
        }
        return count;
    }

    /** Activations of all windows of one group that are no padding. */
    long stored() {
        long rows = ones(insideRows);
        long columns = ones(insideColumns);
        int batch = activations.values().extent(0);
        return rows * columns * batch * groupChannels;
    }

    private static long ones(boolean[][] flags) {
        long ones = 0;
        for (boolean[] row : flags) {
            for (boolean flag : row) {
                ones += flag ? 1 : 0;
            }
        }
        return ones;
    }
}
