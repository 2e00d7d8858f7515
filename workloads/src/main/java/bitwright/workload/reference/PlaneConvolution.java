package bitwright.workload.reference;

import bitwright.workload.Geometry;
import bitwright.workload.Tensor;
import java.util.Arrays;

/**
 * A convolution, tap by tap over many windows at once: what a tap sees of a channel's plane is laid out window by window,
 * and for each filter it is scaled by the weight and added up. Good where there are more windows than filters; like
 * {@link Convolution}'s rows, the planes are arrays of their own with one index in common. Sums must fit 32 bits.
 */
final class PlaneConvolution {
    /** Partial sums that are kept near at a time. */
    private static final int NEAR = 1 << 16;

    private final Geometry geometry;
    private final Tensor activations;
    private final Tensor weights;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int groupChannels;
    private final int outputHeight;
    private final int outputWidth;
    private final int paddedWidth;

    PlaneConvolution(Geometry geometry, Tensor activations, Tensor weights) {
        this.geometry = geometry;
        this.activations = activations;
        this.weights = weights;
        kernelHeight = weights.extent(1);
        kernelWidth = weights.extent(2);
        groupChannels = weights.extent(3);
        outputHeight = geometry.outputHeight(activations.extent(1), kernelHeight);
        outputWidth = geometry.outputWidth(activations.extent(2), kernelWidth);
        paddedWidth = activations.extent(2) + geometry.padLeft() + geometry.padRight();
    }

    Sums sums() {
        int inputs = activations.extent(0);
        int filters = weights.extent(0);
        int groupFilters = filters / geometry.groups();
        long[] sums = new long[Tensor.volume(inputs, outputHeight, outputWidth, filters)];
        int rowsAtOnce = Math.max(1, Math.min(outputHeight, NEAR / groupFilters / outputWidth));
        int[][] tapWeights = rows(weights.data(), filters);
        for (int n = 0; n < inputs; n++) {
            for (int group = 0; group < geometry.groups(); group++) {
                int[][] planes = planes(n, group * groupChannels);
                for (int top = 0; top < outputHeight; top += rowsAtOnce) {
                    int rows = Math.min(rowsAtOnce, outputHeight - top);
                    int[][] partial = new int[groupFilters][rows * outputWidth];
                    add(planes, top, rows, tapWeights, group * groupFilters, partial);
                    int first = (n * outputHeight + top) * outputWidth;
                    scatter(partial, sums, first, filters, group * groupFilters);
                }
            }
        }
        return new Sums(new int[] {inputs, outputHeight, outputWidth, filters}, sums);
    }

    /** The weights of each filter, tap by tap, filled up with zeros to whole quadruples. */
    private static int[][] rows(int[] weights, int filters) {
        int taps = weights.length / filters;
        int[][] rows = new int[filters][(taps + 3) / 4 * 4];
        for (int k = 0; k < filters; k++) {
            System.arraycopy(weights, k * taps, rows[k], 0, taps);
        }
        return rows;
    }

    /** A plane for each channel of a group, padded. */
    private int[][] planes(int n, int firstChannel) {
        int height = activations.extent(1);
        int width = activations.extent(2);
        int channels = activations.extent(3);
        int[][] planes = new int[groupChannels][(height + geometry.padTop() + geometry.padBottom()) * paddedWidth];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = ((n * height + y) * width + x) * channels + firstChannel;
                int to = (y + geometry.padTop()) * paddedWidth + x + geometry.padLeft();
                for (int c = 0; c < groupChannels; c++) {
                    planes[c][to] = activations.data()[from + c];
                }
            }
        }
        return planes;
    }

    private void add(int[][] planes, int top, int rows, int[][] tapWeights, int firstFilter, int[][] partial) {
        int taps = kernelHeight * kernelWidth * groupChannels;
        int[][] seen = new int[4][rows * outputWidth];
        for (int tap = 0; tap < taps; tap += 4) {
            for (int i = 0; i < 4; i++) {
                if (tap + i < taps) {
                    see(planes, tap + i, top, rows, seen[i]);
                } else {
                    Arrays.fill(seen[i], 0);
                }
            }
            for (int k = 0; k < partial.length; k++) {
                int[] w = tapWeights[firstFilter + k];
                add(w[tap], seen[0], w[tap + 1], seen[1], w[tap + 2], seen[2], w[tap + 3], seen[3], partial[k]);
            }
        }
    }

    /** What a tap (kernel row, kernel column, channel) sees from each window. */
    private void see(int[][] planes, int tap, int top, int rows, int[] seen) {
        int[] plane = planes[tap % groupChannels];
        int column = tap / groupChannels % kernelWidth * geometry.dilationW();
        int row = tap / groupChannels / kernelWidth * geometry.dilationH();
        for (int y = 0; y < rows; y++) {
            int from = ((top + y) * geometry.strideH() + row) * paddedWidth + column;
            if (geometry.strideW() == 1) {
                System.arraycopy(plane, from, seen, y * outputWidth, outputWidth);
            } else {
                for (int x = 0; x < outputWidth; x++) {
                    seen[y * outputWidth + x] = plane[from + x * geometry.strideW()];
                }
            }
        }
    }

    private static void add(
            int w0, int[] seen0, int w1, int[] seen1, int w2, int[] seen2, int w3, int[] seen3, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += w0 * seen0[i] + w1 * seen1[i] + w2 * seen2[i] + w3 * seen3[i];
        }
    }

    private static void scatter(int[][] partial, long[] sums, int first, int filters, int firstFilter) {
        int windows = partial[0].length;
        for (int i = 0; i < windows; i++) {
            int to = (first + i) * filters + firstFilter;
            for (int k = 0; k < partial.length; k++) {
                sums[to + k] = partial[k][i];
            }
        }
    }
}
