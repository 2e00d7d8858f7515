package bitwright.accel.mixed;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * A PE made of narrow multipliers: whole operands take all of them together, operands of half the width leave room for
 * another filter, or another output position, as BitFusion (Sharma et al., ISCA 2018) fuses its bricks.
 */
@Doc("A PE of narrow multipliers that are fused for wide operands.")
public record FusedPe(
        @Doc("The widest operand in bits.") @Range(min = 1, max = 32)
        int maxBits,

        @Doc("The narrowest operand that makes room for another one.") @Range(min = 1, max = 32)
        int minBits) {
    public FusedPe {
        Check.ranges(FusedPe.class, maxBits, minBits);
        Check.that(
                minBits <= maxBits && maxBits % minBits == 0,
                "minBits",
                "must divide maxBits, got " + minBits + " and " + maxBits);
    }

    /** Operands of a width side by side in a PE. */
    int factor(int bits) {
        return factor(maxBits, minBits, bits);
    }

    static int factor(int maxBits, int minBits, int bits) {
        return Math.max(1, maxBits / Math.max(bits, minBits));
    }

    /** The width that a PE is set to for operands of so many bits: the narrowest that takes them whole, at most the widest. */
    int setting(int bits) {
        int width = minBits;
        while (width < Math.min(bits, maxBits)) {
            width *= 2;
        }
        return Math.min(width, maxBits);
    }
}
