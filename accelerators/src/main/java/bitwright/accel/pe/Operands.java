package bitwright.accel.pe;

/** Bits of operands, as the PEs of this package share them. */
final class Operands {
    private Operands() {}

    /** Throws {@link IllegalArgumentException} naming the first value that the bits cannot hold. */
    static void require(String what, int[] values, int bits, boolean signed) {
        long min = signed ? -(1L << (bits - 1)) : 0;
        long max = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        for (int lane = 0; lane < values.length; lane++) {
            if (values[lane] < min || values[lane] > max) {
                throw new IllegalArgumentException(what + " " + values[lane] + " in lane " + lane + " does not fit "
                        + bits + (signed ? " signed" : " unsigned") + " bits");
            }
        }
    }

    static void require(int[] weights, int[] activations, int lanes, LayerPrecision precision) {
        if (weights.length != activations.length || weights.length > lanes) {
            throw new IllegalArgumentException("a group of " + weights.length + " weights and " + activations.length
                    + " activations for a PE of " + lanes + " lanes");
        }
        require("weight", weights, precision.weightBits(), precision.weightsSigned());
        require("activation", activations, precision.activationBits(), precision.activationsSigned());
    }

    /** Width of a weight as two's complement. */
    static int signedWeightBits(LayerPrecision precision) {
        return precision.weightBits() + (precision.weightsSigned() ? 0 : 1);
    }

    /** One bit of every value, lane 0 in the lowest place. At most 64 values. */
    static long plane(int[] values, int bit) {
        long plane = 0;
        for (int lane = 0; lane < values.length; lane++) {
            // Beyond the int's own width an arithmetic shift repeats the sign, as sign extension does.
            plane |= (long) (values[lane] >> Math.min(bit, 31) & 1) << lane;
        }
        return plane;
    }

    /** The smallest power of two that is no less than the bits: how memories without packing store an operand. */
    static int container(int bits) {
        return bits <= 1 ? 1 : Integer.highestOneBit(bits - 1) << 1;
    }
}
