package bitwright.accel.pe;

import bitwright.arith.Widths;

/**
 * A precision detector: a tree of ORs over the group's operands and a leading-one detector, and where {@code trailing} is
 * set a trailing-one detector too.
 *
 * @param twosComplement whether operands are ORed as two's complement (a negative one inverted) or by magnitude
 * @param signBits bits beside the magnitude: 1 where the tensor is signed
 * @param trailing whether zeros below the group's lowest set bit are left out
 * @param perCycle bits that one pass takes; the statistic is the number of passes
 */
record MagnitudeDetector(boolean twosComplement, int signBits, boolean trailing, int perCycle) implements GroupStat {
    @Override
    public int summary(int[] values, int from, int count) {
        int or = 0;
        for (int i = from; i < from + count; i++) {
            int sign = values[i] >> 31;
            or |= (values[i] ^ sign) - (twosComplement ? 0 : sign);
        }
        return or;
    }

    @Override
    public int merge(int one, int other) {
        return one | other;
    }

    @Override
    public int read(int or) {
        return (width(or) + perCycle - 1) / perCycle;
    }

    /** The lowest bit that the group uses; 0 without a trailing-one detector. */
    int lowest(int or) {
        return trailing && or != 0 ? Integer.numberOfTrailingZeros(or) : 0;
    }

    private int width(int or) {
        return Math.max(1, Widths.magnitude(or) - lowest(or)) + signBits;
    }
}
