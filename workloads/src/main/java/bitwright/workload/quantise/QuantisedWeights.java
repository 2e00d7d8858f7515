package bitwright.workload.quantise;

/**
 * Weights, rounded.
 *
 * @param format to what
 * @param shape {@code [K,kh,kw,C]} or {@code [K,C]}
 * @param codes one a weight
 * @param scales one a block, in the order of {@link Blocks}
 */
public record QuantisedWeights(WeightFormat format, int[] shape, int[] codes, float[] scales) {
    /** The numbers that the codes stand for. */
    public float[] reals() {
        var blocks = Blocks.of(format, shape);
        float[] reals = new float[codes.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = codes[i] * scales[blocks.of(i)];
        }
        return reals;
    }
}
