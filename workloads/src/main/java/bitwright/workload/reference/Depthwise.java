package bitwright.workload.reference;

import bitwright.workload.Geometry;
import bitwright.workload.Tensor;
import java.util.Arrays;

/** A convolution of each channel by itself, one or more filters a channel: all channels of a tap at once. */
final class Depthwise {
    private final Geometry geometry;
    private final Tensor activations;
    private final int filters;
    private final int multiplier;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int outputHeight;
    private final int outputWidth;
    /** A row for each tap; in it one weight for each filter. */
    private final int[][] rows;

    Depthwise(Geometry geometry, Tensor activations, Tensor weights) {
        this.geometry = geometry;
        this.activations = activations;
        filters = weights.extent(0);
        if (activations.rank() != 4 || activations.extent(3) != geometry.groups() || filters % geometry.groups() != 0) {
            throw new IllegalArgumentException("activations " + Arrays.toString(activations.shape())
                    + " do not meet depthwise weights " + Arrays.toString(weights.shape()) + " in "
                    + geometry.groups() + " groups");
        }
        multiplier = filters / geometry.groups();
        kernelHeight = weights.extent(1);
        kernelWidth = weights.extent(2);
        outputHeight = geometry.outputHeight(activations.extent(1), kernelHeight);
        outputWidth = geometry.outputWidth(activations.extent(2), kernelWidth);
        if (outputHeight < 1 || outputWidth < 1) {
            throw new IllegalArgumentException("kernel [" + kernelHeight + ", " + kernelWidth
                    + "] does not fit the padded input of " + Arrays.toString(activations.shape()));
        }
        rows = new int[kernelHeight * kernelWidth][filters];
        for (int k = 0; k < filters; k++) {
            for (int tap = 0; tap < rows.length; tap++) {
                rows[tap][k] = weights.data()[k * rows.length + tap];
            }
        }
    }

    Sums sums() {
        int inputs = activations.extent(0);
        long[] sums = new long[Tensor.volume(inputs, outputHeight, outputWidth, filters)];
        long[] window = new long[filters];
        int at = 0;
        for (int n = 0; n < inputs; n++) {
            for (int y = 0; y < outputHeight; y++) {
                for (int x = 0; x < outputWidth; x++) {
                    Arrays.fill(window, 0);
                    sum(n, y, x, window);
                    System.arraycopy(window, 0, sums, at, filters);
                    at += filters;
                }
            }
        }
        return new Sums(new int[] {inputs, outputHeight, outputWidth, filters}, sums);
    }

    private void sum(int n, int y, int x, long[] window) {
        int height = activations.extent(1);
        int width = activations.extent(2);
        for (int ky = 0; ky < kernelHeight; ky++) {
            int row = y * geometry.strideH() - geometry.padTop() + ky * geometry.dilationH();
            if (row < 0 || row >= height) {
                continue;
            }
            for (int kx = 0; kx < kernelWidth; kx++) {
                int column = x * geometry.strideW() - geometry.padLeft() + kx * geometry.dilationW();
                if (column >= 0 && column < width) {
                    int from = ((n * height + row) * width + column) * geometry.groups();
                    add(activations.data(), from, rows[ky * kernelWidth + kx], multiplier, window);
                }
            }
        }
    }

    private static void add(int[] activations, int from, int[] row, int multiplier, long[] window) {
        if (multiplier == 1) {
            for (int k = 0; k < window.length; k++) {
                window[k] += (long) activations[from + k] * row[k];
            }
        } else {
            for (int k = 0; k < window.length; k++) {
                window[k] += (long) activations[from + k / multiplier] * row[k];
            }
        }
    }
}
