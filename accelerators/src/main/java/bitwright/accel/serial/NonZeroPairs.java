package bitwright.accel.serial;

/** Counts the multiply-accumulates whose operands are both non-zero. */
final class NonZeroPairs {
    private NonZeroPairs() {}

    /**
     * For every tap and channel, the windows with a non-zero activation times the filters with a non-zero weight:
     * windows plus filters to look at, not windows times filters.
     */
    static long count(GridLayer layer) {
        int channelsPerGroup = layer.channelsPerGroup();
        int filtersPerGroup = layer.filters() / layer.groups();
        long pairs = 0;
        var activations = new int[layer.channels()];
        var weights = new int[layer.channels()];
        for (int tap = 0; tap < layer.taps(); tap++) {
            java.util.Arrays.fill(activations, 0);
            java.util.Arrays.fill(weights, 0);
            for (int window = 0; window < layer.windows(); window++) {
                addNonZeros(
                        layer.activations(),
                        (layer.origin(window) + layer.offset(tap)) * layer.channels(),
                        activations,
                        0,
                        layer.channels());
            }
            for (int filter = 0; filter < layer.filters(); filter++) {
                addNonZeros(
                        layer.weights(),
                        filter * layer.depth() + tap * channelsPerGroup,
                        weights,
                        filter / filtersPerGroup * channelsPerGroup,
                        channelsPerGroup);
            }
            for (int channel = 0; channel < activations.length; channel++) {
                pairs += (long) activations[channel] * weights[channel];
            }
        }
        return pairs;
    }

    private static void addNonZeros(int[] values, int from, int[] counts, int to, int count) {
        for (int i = 0; i < count; i++) {
            int value = values[from + i];
            counts[to + i] += (value | -value) >>> 31;
        }
    }
}
