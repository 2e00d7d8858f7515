package bitwright.workload.reference;

import bitwright.workload.Geometry;
import bitwright.workload.Tensor;
import java.util.Arrays;

/**
 * A convolution, window by window: the window's activations that are not zero are gathered, each with its row of
 * weights (one weight a filter), and the rows are scaled and added up. Rows are arrays of their own with one index in
 * common, the form that the compiler turns into vector code.
 */
final class Convolution {
    private final Geometry geometry;
    private final Tensor input;
    private final Tensor weights;
    private final int[] activations;
    private final int inputs;
    private final int height;
    private final int width;
    private final int channels;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int groupChannels;
    private final int filters;
    private final int groupFilters;
    private final int outputHeight;
    private final int outputWidth;
    /** A row for each group, tap and channel; in it one weight for each filter of the group. */
    private int[][] rows;
    /** Whether no partial sum of any order can leave 32 bits. */
    private final boolean narrow;

    private int[] gathered;
    private int[][] gatheredRows;

    Convolution(Geometry geometry, Tensor activations, Tensor weights) {
        this.geometry = geometry;
        input = activations;
        this.weights = weights;
        this.activations = activations.data();
        if (activations.rank() != 4
                || weights.rank() != 4
                || activations.extent(3) != weights.extent(3) * geometry.groups()
                || weights.extent(0) % geometry.groups() != 0) {
            throw new IllegalArgumentException("activations " + Arrays.toString(activations.shape())
                    + " do not meet weights " + Arrays.toString(weights.shape()) + " in " + geometry.groups()
                    + " groups");
        }
        inputs = activations.extent(0);
        height = activations.extent(1);
        width = activations.extent(2);
        channels = activations.extent(3);
        filters = weights.extent(0);
        kernelHeight = weights.extent(1);
        kernelWidth = weights.extent(2);
        groupChannels = weights.extent(3);
        groupFilters = filters / geometry.groups();
        outputHeight = geometry.outputHeight(height, kernelHeight);
        outputWidth = geometry.outputWidth(width, kernelWidth);
        if (outputHeight < 1 || outputWidth < 1) {
            throw new IllegalArgumentException("kernel [" + kernelHeight + ", " + kernelWidth
                    + "] does not fit the padded input of " + Arrays.toString(activations.shape()));
        }
        int taps = kernelHeight * kernelWidth * groupChannels;
        narrow = Reference.fits32Bits(
                Reference.largestMagnitude(this.activations), largestSum(weights.data(), filters, taps));
    }

    /** The largest sum of magnitudes of a filter's weights. */
    private static long largestSum(int[] weights, int filters, int taps) {
        long largest = 0;
        for (int k = 0; k < filters; k++) {
            long sum = 0;
            for (int i = k * taps; i < (k + 1) * taps; i++) {
                sum += Math.abs((long) weights[i]);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    private static int[][] rows(int[] weights, int groups, int taps, int groupFilters) {
        int[][] rows = new int[groups * taps][groupFilters];
        for (int group = 0; group < groups; group++) {
            for (int k = 0; k < groupFilters; k++) {
                int from = (group * groupFilters + k) * taps;
                for (int i = 0; i < taps; i++) {
                    rows[group * taps + i][k] = weights[from + i];
                }
            }
        }
        return rows;
    }

    Sums sums() {
        if (narrow && outputHeight * outputWidth >= groupFilters) {
            return new PlaneConvolution(geometry, input, weights).sums();
        }
        int taps = kernelHeight * kernelWidth * groupChannels;
        rows = rows(weights.data(), geometry.groups(), taps, groupFilters);
        gathered = new int[taps];
        gatheredRows = new int[taps][];
        long[] sums = new long[Tensor.volume(inputs, outputHeight, outputWidth, filters)];
        int[] narrowSums = new int[groupFilters];
        long[] wideSums = new long[groupFilters];
        int at = 0;
        for (int n = 0; n < inputs; n++) {
            for (int y = 0; y < outputHeight; y++) {
                for (int x = 0; x < outputWidth; x++) {
                    for (int group = 0; group < geometry.groups(); group++) {
                        int count = gather(n, y, x, group);
                        if (narrow) {
                            add(gathered, gatheredRows, count, narrowSums);
                            for (int k = 0; k < groupFilters; k++) {
                                sums[at++] = narrowSums[k];
                            }
                        } else {
                            add(gathered, gatheredRows, count, wideSums);
                            System.arraycopy(wideSums, 0, sums, at, groupFilters);
                            at += groupFilters;
                        }
                    }
                }
            }
        }
        return new Sums(new int[] {inputs, outputHeight, outputWidth, filters}, sums);
    }

    /** Gathers a window's activations that are not zero; padding has none. */
    private int gather(int n, int y, int x, int group) {
        int count = 0;
        for (int ky = 0; ky < kernelHeight; ky++) {
            int row = y * geometry.strideH() - geometry.padTop() + ky * geometry.dilationH();
            if (row < 0 || row >= height) {
                continue;
            }
            for (int kx = 0; kx < kernelWidth; kx++) {
                int column = x * geometry.strideW() - geometry.padLeft() + kx * geometry.dilationW();
                if (column < 0 || column >= width) {
                    continue;
                }
                int from = ((n * height + row) * width + column) * channels + group * groupChannels;
                int tap = ((group * kernelHeight + ky) * kernelWidth + kx) * groupChannels;
                count = gather(from, tap, count);
            }
        }
        return count;
    }

    private int gather(int from, int tap, int count) {
        int to = count;
        for (int c = 0; c < groupChannels; c++) {
            int a = activations[from + c];
            if (a != 0) {
                gathered[to] = a;
                gatheredRows[to++] = rows[tap + c];
            }
        }
        return to;
    }

    private static void add(int[] gathered, int[][] rows, int count, int[] sums) {
        Arrays.fill(sums, 0);
        int i = 0;
        for (; i + 3 < count; i += 4) {
            add(
                    gathered[i],
                    rows[i],
                    gathered[i + 1],
                    rows[i + 1],
                    gathered[i + 2],
                    rows[i + 2],
                    gathered[i + 3],
                    rows[i + 3],
                    sums);
        }
        for (; i < count; i++) {
            add(gathered[i], rows[i], sums);
        }
    }

    private static void add(
            int a0, int[] row0, int a1, int[] row1, int a2, int[] row2, int a3, int[] row3, int[] sums) {
        for (int k = 0; k < sums.length; k++) {
            sums[k] += a0 * row0[k] + a1 * row1[k] + a2 * row2[k] + a3 * row3[k];
        }
    }

    private static void add(int a, int[] row, int[] sums) {
        for (int k = 0; k < sums.length; k++) {
            sums[k] += a * row[k];
        }
    }

    private static void add(int[] gathered, int[][] rows, int count, long[] sums) {
        Arrays.fill(sums, 0);
        for (int i = 0; i < count; i++) {
            long a = gathered[i];
            int[] row = rows[i];
            for (int k = 0; k < sums.length; k++) {
                sums[k] += a * row[k];
            }
        }
    }
}
