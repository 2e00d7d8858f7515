package bitwright.accel.serial;

import java.util.Arrays;

/** Counts the multiply-accumulates whose operands are both non-zero. */
final class NonZeroPairs {
    private final GridLayer layer;
    private final int channels;

    private NonZeroPairs(GridLayer layer) {
        this.layer = layer;
        this.channels = layer.channels();
    }

    /**
     * For every tap and channel, the windows with a non-zero activation times the filters with a non-zero weight: windows
     * plus filters to look at, not windows times filters. Windows are counted along a row once for all taps above one
     * another.
     */
    static long count(GridLayer layer) {
        return new NonZeroPairs(layer).count();
    }

    private long count() {
        int taps = layer.taps();
        var weights = new int[taps][channels];
        countWeights(weights);
        long pairs = 0;
        var activations = new int[channels];
        int[][] ofRows = new int[layer.height()][];
        for (int kx = 0; kx < layer.kernelWidth(); kx++) {
            Arrays.fill(ofRows, null);
            for (int ky = 0; ky < layer.kernelHeight(); ky++) {
                Arrays.fill(activations, 0);
                for (int oy = 0; oy < layer.outputHeight(); oy++) {
                    int row = layer.row(oy, ky);
                    if (ofRows[row] == null) {
                        ofRows[row] = alongRow(row, kx);
                    }
                    add(ofRows[row], activations);
                }
                int[] ofTap = weights[ky * layer.kernelWidth() + kx];
                for (int channel = 0; channel < channels; channel++) {
                    pairs += (long) activations[channel] * ofTap[channel];
                }
            }
        }
        return pairs;
    }

    /** Non-zero activations that the windows of a row meet at one column of the kernel, by channel. */
    private int[] alongRow(int row, int kx) {
        var counts = new int[channels];
        for (int ox = 0; ox < layer.outputWidth(); ox++) {
            addNonZeros(layer.activations(), layer.index(row, ox, kx), counts, 0, channels);
        }
        return counts;
    }

    private void countWeights(int[][] counts) {
        int perGroup = layer.channelsPerGroup();
        int filtersPerGroup = layer.filters() / layer.groups();
        int index = 0;
        for (int filter = 0; filter < layer.filters(); filter++) {
            int channel = filter / filtersPerGroup * perGroup;
            for (int tap = 0; tap < counts.length; tap++, index += perGroup) {
                addNonZeros(layer.weights(), index, counts[tap], channel, perGroup);
            }
        }
    }

    private static void add(int[] more, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += more[i];
        }
    }

    private static void addNonZeros(int[] values, int from, int[] counts, int to, int count) {
        for (int i = 0; i < count; i++) {
            int value = values[from + i];
            counts[to + i] += (value | -value) >>> 31;
        }
    }
}
