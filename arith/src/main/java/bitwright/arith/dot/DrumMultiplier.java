package bitwright.arith.dot;

import bitwright.arith.Check;
import bitwright.arith.IntegerFormat;

/**
 * The dynamic-range unbiased multiplier DRUM (Hashemi, Bahar and Reda, ICCAD 2015): of each magnitude only the leading
 * bits are multiplied, the last of them set to one in the place of what is cut.
 *
 * @param keptBits bits of each operand that are multiplied, 2 to 26
 */
public record DrumMultiplier(IntegerFormat left, IntegerFormat right, int keptBits) implements Multiplier {
    public DrumMultiplier {
        Check.between("keptBits", keptBits, 2, 26);
    }

    @Override
    public double product(int a, int b) {
        long product = kept(left.integer(a)) * kept(right.integer(b));
        return Math.scalb((double) product, -left.fractionBits() - right.fractionBits());
    }

    private long kept(long integer) {
        long magnitude = Math.abs(integer);
        int cut = 64 - Long.numberOfLeadingZeros(magnitude) - keptBits;
        if (cut <= 0) {
            return integer;
        }
        long kept = (magnitude >> cut | 1) << cut;
        return integer < 0 ? -kept : kept;
    }
}
