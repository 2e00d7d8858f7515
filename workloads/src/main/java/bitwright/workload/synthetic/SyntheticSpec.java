package bitwright.workload.synthetic;

import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the operands of shapes without tensors shall look like.
 *
 * @param activations every layer's activations, unless the layer says otherwise
 * @param weights every layer's weights, likewise
 */
public record SyntheticSpec(Values activations, Values weights) {
    /** Int8 layers after a rectifier, near the measured means of small quantised networks. */
    public static final SyntheticSpec INT8 = new SyntheticSpec(
            new Values(
                    Distribution.RECTIFIED_NORMAL, 0.45, 40, OptionalInt.empty(), OptionalLong.empty(), Outliers.NONE),
            new Values(Distribution.PRODUCT_NORMAL, 0.0, 40, OptionalInt.empty(), OptionalLong.empty(), Outliers.NONE));

    /**
     * An operand's values.
     *
     * @param distribution how they are spread
     * @param zeroFraction share of zeros, 0 to 1
     * @param sigma standard deviation in units of the value
     * @param maxMagnitude the clip, or empty for the most that the encoding holds on both sides of zero
     * @param seed the stream's own seed, whatever the run's; or empty to derive it from names and the run's seed
     * @param outliers channels whose values are larger
     */
    public record Values(
            Distribution distribution,
            double zeroFraction,
            int sigma,
            OptionalInt maxMagnitude,
            OptionalLong seed,
            Outliers outliers) {
        public Values {
            new SyntheticTensor(new int[0], distribution, 0, zeroFraction, sigma, maxMagnitude.orElse(1));
        }

        /**
         * The hardware values of an operand, clipped to what its encoding holds on both sides of zero unless told
         * otherwise.
         *
         * @param derivedSeed the seed to take where the values have none of their own
         */
        public SyntheticTensor tensor(int[] shape, Encoding encoding, long derivedSeed) {
            IntegerFormat format = IntegerFormat.of(encoding.format());
            int bits = encoding.precisionBits();
            long most = (1L << (encoding.signed() ? bits - 1 : bits)) - 1;
            most = Math.min(most, (long) format.largest() - encoding.zeroPoint());
            if (encoding.signed()) {
                most = Math.min(most, encoding.zeroPoint() - (long) format.least());
            }
            int clip = maxMagnitude.orElse((int) Math.max(1, most));
            return new SyntheticTensor(
                    shape, distribution, seed.orElse(derivedSeed), zeroFraction, sigma, clip, outliers);
        }

        /** The distribution in a few words, for reports. */
        public String describe() {
            return distribution.label() + " of sigma " + sigma + " with " + zeroFraction + " zeros"
                    + (maxMagnitude.isPresent() ? " up to " + maxMagnitude.getAsInt() : "")
                    + outliers.describe();
        }
    }

    /** The seed of an operand's stream: FNV-1a over {@code network/layer/operand}, xor the run's seed. */
    public static long seed(String network, String layer, String operand, long runSeed) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : (network + "/" + layer + "/" + operand).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xFF) * 0x100000001b3L;
        }
        return hash ^ runSeed;
    }
}
