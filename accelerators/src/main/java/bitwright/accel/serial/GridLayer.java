package bitwright.accel.serial;

import bitwright.accel.pe.LayerPrecision;
import bitwright.workload.Geometry;

/**
 * A layer as the grid sees it: hardware values, padding made explicit, and a three-channel layer with a stride folded
 * from space to depth where that is asked for.
 */
final class GridLayer {
    private final LoadedLayer loaded;
    private final int height;
    private final int width;
    private final int channels;
    private final int kernelHeight;
    private final int kernelWidth;
    private final Geometry sliding;
    private final int outputHeight;
    private final int outputWidth;
    private final int filters;
    private final boolean fullyConnected;
    /** {@code [y][x][channel]}, flat. */
    private final int[] activations;
    /** {@code [filter][ky][kx][channel of the group]}, flat. */
    private final int[] weights;

    private GridLayer(
            LoadedLayer loaded,
            int height,
            int width,
            int channels,
            int kernelHeight,
            int kernelWidth,
            Geometry sliding,
            int[] activations,
            int[] weights) {
        this.loaded = loaded;
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.kernelHeight = kernelHeight;
        this.kernelWidth = kernelWidth;
        this.sliding = sliding;
        this.outputHeight = loaded.layer().outputHeight();
        this.outputWidth = loaded.layer().outputWidth();
        this.filters = loaded.layer().filters();
        this.fullyConnected = loaded.layer().isFullyConnected();
        this.activations = activations;
        this.weights = weights;
    }

    static GridLayer of(LoadedLayer loaded, boolean spaceToDepth) {
        var layer = loaded.layer();
        var geometry = layer.geometry();
        int[] shape = loaded.activations().shape();
        int inputHeight = layer.isFullyConnected() ? 1 : shape[1];
        int inputWidth = layer.isFullyConnected() ? 1 : shape[2];
        int channels = layer.channels();
        int height = inputHeight + geometry.padTop() + geometry.padBottom();
        int width = inputWidth + geometry.padLeft() + geometry.padRight();
        int[] padded = pad(loaded.activations().data(), inputHeight, inputWidth, channels, geometry, height, width);
        var plain = new GridLayer(
                loaded,
                height,
                width,
                channels,
                layer.kernelHeight(),
                layer.kernelWidth(),
                geometry,
                padded,
                loaded.weights().data());
        return spaceToDepth && plain.foldable() ? plain.folded() : plain;
    }

    private static int[] pad(
            int[] input, int inputHeight, int inputWidth, int channels, Geometry geometry, int height, int width) {
        if (height == inputHeight && width == inputWidth) {
            return input;
        }
        var padded = new int[Math.multiplyExact(Math.multiplyExact(height, width), channels)];
        for (int y = 0; y < inputHeight; y++) {
            int to = ((y + geometry.padTop()) * width + geometry.padLeft()) * channels;
            System.arraycopy(input, y * inputWidth * channels, padded, to, inputWidth * channels);
        }
        return padded;
    }

    /** A three-channel convolution with a stride: most lanes would idle on it. */
    private boolean foldable() {
        return channels == 3
                && sliding.groups() == 1
                && sliding.strideH() > 1
                && sliding.strideH() == sliding.strideW()
                && sliding.dilationH() == 1
                && sliding.dilationW() == 1;
    }

    /**
     * Folds space into depth: stride s becomes 1, and s·s neighbouring positions become channels {@code (sy·s + sx)·C +
     * c}. The products stay the same, zeros fill the rest.
     */
    private GridLayer folded() {
        int s = sliding.strideH();
        int newHeight = (height + s - 1) / s;
        int newWidth = (width + s - 1) / s;
        int newChannels = channels * s * s;
        int newKernelHeight = (kernelHeight + s - 1) / s;
        int newKernelWidth = (kernelWidth + s - 1) / s;
        var newActivations = new int[newHeight * newWidth * newChannels];
        fold(activations, 0, height, width, newActivations, 0, newWidth);
        int depth = depth();
        int newDepth = newKernelHeight * newKernelWidth * newChannels;
        var newWeights = new int[filters() * newDepth];
        for (int f = 0; f < filters(); f++) {
            fold(weights, f * depth, kernelHeight, kernelWidth, newWeights, f * newDepth, newKernelWidth);
        }
        return new GridLayer(
                loaded,
                newHeight,
                newWidth,
                newChannels,
                newKernelHeight,
                newKernelWidth,
                Geometry.UNIT,
                newActivations,
                newWeights);
    }

    /** The same layer with other weights, laid out like its own. */
    GridLayer withWeights(int[] others) {
        return new GridLayer(loaded, height, width, channels, kernelHeight, kernelWidth, sliding, activations, others);
    }

    private void fold(int[] from, int fromStart, int fromHeight, int fromWidth, int[] to, int toStart, int toWidth) {
        int s = sliding.strideH();
        for (int y = 0; y < fromHeight; y++) {
            for (int x = 0; x < fromWidth; x += s) { // neighbours of a row become neighbouring channels
                int position = y / s * toWidth + x / s;
                System.arraycopy(
                        from,
                        fromStart + (y * fromWidth + x) * channels,
                        to,
                        toStart + (position * s + y % s) * s * channels,
                        Math.min(s, fromWidth - x) * channels);
            }
        }
    }

    LoadedLayer loaded() {
        return loaded;
    }

    boolean fullyConnected() {
        return fullyConnected;
    }

    /** How windows slide over the positions, padding being among these. */
    Geometry sliding() {
        return new Geometry(
                sliding.strideH(),
                sliding.strideW(),
                0,
                0,
                0,
                0,
                sliding.dilationH(),
                sliding.dilationW(),
                sliding.groups());
    }

    int filters() {
        return filters;
    }

    int channels() {
        return channels;
    }

    int groups() {
        return sliding.groups();
    }

    int channelsPerGroup() {
        return channels / groups();
    }

    int height() {
        return height;
    }

    int kernelHeight() {
        return kernelHeight;
    }

    int kernelWidth() {
        return kernelWidth;
    }

    int outputHeight() {
        return outputHeight;
    }

    int outputWidth() {
        return outputWidth;
    }

    /** The padded row that the windows of an output row meet at a row of the kernel. */
    int row(int outputRow, int kernelRow) {
        return outputRow * sliding.strideH() + kernelRow * sliding.dilationH();
    }

    /** Where the channels of an activation begin: the padded row, the window's column, the kernel's column. */
    int index(int row, int outputColumn, int kernelColumn) {
        int column = outputColumn * sliding.strideW() + kernelColumn * sliding.dilationW();
        return (row * width + column) * channels;
    }

    int positions() {
        return height * width;
    }

    int taps() {
        return kernelHeight * kernelWidth;
    }

    /** Weights of one filter. */
    int depth() {
        return taps() * channelsPerGroup();
    }

    int windows() {
        return outputHeight * outputWidth;
    }

    /** The padded position, {@code y · width + x}, of a window's first tap; windows count along x first. */
    int origin(int window) {
        int y = window / outputWidth * sliding.strideH();
        int x = window % outputWidth * sliding.strideW();
        return y * width + x;
    }

    /** What a tap adds to a window's {@link #origin}; taps count along x first. */
    int offset(int tap) {
        return tap / kernelWidth * sliding.dilationH() * width + tap % kernelWidth * sliding.dilationW();
    }

    int[] activations() {
        return activations;
    }

    int[] weights() {
        return weights;
    }

    LayerPrecision precision() {
        var a = loaded.layer().activations().encoding();
        var w = loaded.layer().weights().encoding();
        return new LayerPrecision(a.precisionBits(), a.signed(), w.precisionBits(), w.signed());
    }
}
