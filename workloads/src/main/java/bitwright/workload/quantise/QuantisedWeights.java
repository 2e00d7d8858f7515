package bitwright.workload.quantise;

/**
 * Weights, rounded.
 *
 * @param format to what
 * @param shape {@code [K,kh,kw,C]} or {@code [K,C]}
 * @param codes one a weight
 * @param scales one, one a filter, or one for each group of each row along the channels
 */
public record QuantisedWeights(WeightFormat format, int[] shape, int[] codes, float[] scales) {
    /** Groups in a row along the channels. */
    static int groups(WeightFormat format, int channels) {
        return (channels + format.group() - 1) / format.group();
    }

    /** Which scale counts for a weight. */
    static int scaleOf(WeightFormat format, int[] shape, int weight) {
        if (format.group() == WeightFormat.TENSOR) {
            return 0;
        }
        int channels = shape[shape.length - 1];
        if (format.group() == WeightFormat.CHANNEL) {
            int row = channels;
            for (int axis = 1; axis < shape.length - 1; axis++) {
                row *= shape[axis];
            }
            return weight / row;
        }
        return weight / channels * groups(format, channels) + weight % channels / format.group();
    }

    /** The numbers that the codes stand for. */
    public float[] reals() {
        float[] reals = new float[codes.length];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = codes[i] * scales[scaleOf(format, shape, i)];
        }
        return reals;
    }
}
