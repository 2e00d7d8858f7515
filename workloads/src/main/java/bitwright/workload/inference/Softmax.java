package bitwright.workload.inference;

import bitwright.workload.WorkloadException;

/**
 * Softmax in fixed point as gemmlowp and TensorFlow Lite compute it: exponentials by a Taylor polynomial around −1/8 and
 * a barrel shifter of constants, the reciprocal by Newton's method. A number Qm.n here is an int with n fraction bits.
 */
final class Softmax {
    private static final int EXP_MINUS_EIGHTH = 1_895_147_668;
    private static final int ONE_THIRD = 715_827_883;
    /** exp(−2^k) in Q0.31 for k = −2 to 4. */
    private static final int[] EXP_MINUS_POWERS = {
        1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242
    };

    private static final int SCALED_INTEGER_BITS = 5;
    private static final int SUM_INTEGER_BITS = 12;

    private final Multiplier scale;
    private final int leastDifference;
    private final Rounding rounding;

    Softmax(String layer, float beta, float inputScale, Rounding rounding) {
        double most = (rounding == Rounding.SINGLE ? 1L << 30 : 1L << 31) - 1.0;
        double factor = Math.min((double) beta * inputScale * (1 << 31 - SCALED_INTEGER_BITS), most);
        if (!(factor > 1)) {
            throw new WorkloadException("layer " + layer + ": beta " + beta + " times the input's scale " + inputScale
                    + " is too small for the arithmetic");
        }
        scale = Multiplier.of(factor);
        long radius = (long) Math.floor(31.0 * (1 << 26) / (1L << scale.shift()));
        leastDifference = (int) -radius;
        this.rounding = rounding;
    }

    /** More terms could overflow the sum. */
    static final int MOST_TERMS = 4095;

    /** One row of int8 codes to int8 probabilities of scale 1/256 and zero point −128. */
    void row(int[] codes, int from, int count, int[] result) {
        int largest = Integer.MIN_VALUE;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, codes[i]);
        }
        int sum = 0; // Q12.19
        for (int i = from; i < from + count; i++) {
            if (codes[i] - largest >= leastDifference) {
                sum += RoundingArithmetic.dividePowerOfTwo(exponential(codes[i] - largest), SUM_INTEGER_BITS);
            }
        }
        int headroom = Integer.numberOfLeadingZeros(sum);
        int bitsOverUnit = SUM_INTEGER_BITS - headroom;
        int reciprocal = oneOverOnePlus((sum << headroom) - Integer.MIN_VALUE);
        for (int i = from; i < from + count; i++) {
            int code = -128;
            if (codes[i] - largest >= leastDifference) {
                int product = RoundingArithmetic.doublingHighMultiply(reciprocal, exponential(codes[i] - largest));
                int exponent = bitsOverUnit + 31 - 8;
                code = (exponent > 31 ? 0 : RoundingArithmetic.dividePowerOfTwo(product, exponent)) - 128;
            }
            result[i] = Math.max(-128, Math.min(127, code));
        }
    }

    private int exponential(int difference) {
        int scaled = rounding == Rounding.SINGLE
                ? scale.apply(difference, rounding)
                : RoundingArithmetic.doublingHighMultiply(difference << scale.shift(), scale.multiplier());
        return exponentialOfNegative(scaled);
    }

    /** exp(a) in Q0.31 for a in Q5.26, not positive. */
    static int exponentialOfNegative(int a) {
        if (a == 0) {
            return Integer.MAX_VALUE; // one, as near as Q0.31 comes
        }
        int quarter = 1 << 24;
        int rest = (a & quarter - 1) - quarter; // in [−1/4, 0)
        int result = exponentialNearZero(RoundingArithmetic.multiplyPowerOfTwo(rest, SCALED_INTEGER_BITS));
        int remainder = rest - a; // a multiple of 1/4
        for (int k = 0; k < EXP_MINUS_POWERS.length; k++) {
            if ((remainder & quarter << k) != 0) {
                result = RoundingArithmetic.doublingHighMultiply(result, EXP_MINUS_POWERS[k]);
            }
        }
        return result;
    }

    /** exp(a) in Q0.31 for a in [−1/4, 0), in Q0.31. */
    private static int exponentialNearZero(int a) {
        int x = a + (1 << 28); // a + 1/8
        int x2 = RoundingArithmetic.doublingHighMultiply(x, x);
        int x3 = RoundingArithmetic.doublingHighMultiply(x2, x);
        int x4 = RoundingArithmetic.doublingHighMultiply(x2, x2);
        int x4Over4 = RoundingArithmetic.dividePowerOfTwo(x4, 2);
        int tail = RoundingArithmetic.dividePowerOfTwo(
                RoundingArithmetic.doublingHighMultiply(x4Over4 + x3, ONE_THIRD) + x2, 1); // x⁴/24 + x³/6 + x²/2
        return EXP_MINUS_EIGHTH + RoundingArithmetic.doublingHighMultiply(EXP_MINUS_EIGHTH, x + tail);
    }

    /** 1/(1 + a) in Q0.31 for a in [0, 1), in Q0.31. */
    private static int oneOverOnePlus(int a) {
        long sum = (long) a + Integer.MAX_VALUE;
        int half = (int) ((sum + 1) / 2); // (1 + a)/2, rounded
        int x = 1_515_870_810
                + RoundingArithmetic.doublingHighMultiply(half, -1_010_580_540); // 48/17 − 32/17·half, in Q2.29
        for (int step = 0; step < 3; step++) {
            int error = (1 << 29) - RoundingArithmetic.doublingHighMultiply(half, x);
            x += RoundingArithmetic.multiplyPowerOfTwo(RoundingArithmetic.doublingHighMultiply(x, error), 2);
        }
        return RoundingArithmetic.multiplyPowerOfTwo(x, 1);
    }
}
