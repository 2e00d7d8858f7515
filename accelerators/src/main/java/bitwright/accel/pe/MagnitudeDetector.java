package bitwright.accel.pe;

import bitwright.arith.Widths;

/**
 * A precision detector: a tree of ORs over the group's operands, a leading-one detector, and where the rule says so a
 * trailing-one detector.
 *
 * @param rule what the detector looks for
 * @param twosComplement whether operands are ORed as two's complement (a negative one inverted) or by magnitude
 * @param signBits bits beside the magnitude: 1 where the tensor is signed
 * @param perPass bits that one pass takes; the statistic is the number of passes
 */
record MagnitudeDetector(PrecisionRule rule, boolean twosComplement, int signBits, int perPass) implements GroupStat {
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
    public boolean mergesLanes() {
        return true;
    }

    @Override
    public LanePool pool(int lanes, int lines, int reach) {
        return lanes * reach > Long.SIZE
                ? GroupStat.super.pool(lanes, lines, reach)
                : new PlanePool(this, false, new Planes(lanes, lines, reach, 0));
    }

    @Override
    public int merge(int one, int other) {
        return one | other;
    }

    @Override
    public int read(int or) {
        int width = Math.max(1, Widths.magnitude(or) - lowestBit(or)) + signBits;
        int detected = rule.evenWidths() ? width + 1 & ~1 : width;
        return (detected + perPass - 1) / perPass;
    }

    @Override
    public int lowestBit(int or) {
        return rule.trailingZeros() && or != 0 ? Integer.numberOfTrailingZeros(or) : 0;
    }

    @Override
    public boolean isDetected() {
        return rule.isDynamic();
    }
}
