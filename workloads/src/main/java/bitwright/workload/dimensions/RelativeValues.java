package bitwright.workload.dimensions;

import bitwright.workload.Encoding;
import bitwright.workload.synthetic.Distribution;
import bitwright.workload.synthetic.Outliers;
import bitwright.workload.synthetic.SyntheticTensor;

/**
 * How an operand's values are spread, whatever its width.
 *
 * @param distribution the family
 * @param sigma standard deviation as a share of the largest magnitude, above 0 and up to 1
 * @param zeroFraction share of values that are zero whatever else they drew
 * @param outliers channels whose values are larger
 */
public record RelativeValues(Distribution distribution, double sigma, double zeroFraction, Outliers outliers) {
    public RelativeValues {
        if (!(sigma > 0 && sigma <= 1)) {
            throw new IllegalArgumentException("sigma must be above 0 and at most 1, got " + sigma);
        }
    }

    /** Values of a width: the standard deviation in whole steps, at least one. */
    SyntheticTensor tensor(int[] shape, Encoding encoding, long seed) {
        int bits = encoding.precisionBits();
        int most = (1 << (encoding.signed() ? bits - 1 : bits)) - 1;
        int steps = (int) Math.max(1, Math.rint(sigma * most));
        return new SyntheticTensor(shape, distribution, seed, zeroFraction, steps, most, outliers);
    }

    /** In a few words, for reports. */
    String describe() {
        return distribution.label() + " of sigma " + sigma + " of the largest"
                + (zeroFraction > 0 ? " with " + zeroFraction + " zeros" : "") + outliers.describe();
    }
}
