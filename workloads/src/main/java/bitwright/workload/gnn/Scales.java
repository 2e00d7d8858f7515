package bitwright.workload.gnn;

/**
 * The powers of two by which integer codes stand for numbers: value = code · 2^exponent.
 *
 * @param features of the features at the layer's input
 * @param weights of the layer's weights
 * @param messages of the factors that messages are scaled by
 */
public record Scales(int features, int weights, int messages) {
    /**
     * The smallest exponent at which no magnitude of a tensor exceeds 2^(bits − 1) codes; the largest positive value may be
     * clipped by one code. 0 for a tensor of zeros.
     *
     * @param largest largest magnitude of the tensor
     */
    public static int exponent(float largest, int bits) {
        if (!(largest > 0) || Float.isInfinite(largest)) {
            return 0;
        }
        int exponent = Math.getExponent((double) largest);
        boolean power = Math.scalb(1.0, exponent) == largest;
        return exponent + (power ? 0 : 1) - (bits - 1);
    }
}
