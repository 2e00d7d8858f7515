package bitwright.arith.bulk;

import bitwright.arith.FloatFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import java.util.Optional;

/**
 * A nearest-even conversion from float32 to a signed float format with subnormals, as the integer constants that it takes on
 * the bits of the float32.
 *
 * @param drop fraction bits that are rounded away
 * @param half one less than half of the last place kept
 * @param rebias what the difference of the exponent biases is worth in a code
 * @param smallestNormal bits of the float32 of the smallest normal number
 * @param magic adding it to a smaller number rounds that to a whole subnormal code in the lowest bits
 * @param maxCode code of the largest finite value
 * @param overflowCode what larger finite values become, before the sign
 * @param infinityCode what infinity becomes, before the sign
 * @param nanCode what NaN becomes, before the sign
 * @param signBit the sign
 * @param signShift how far the sign of the float32 is above it
 * @param zeroHasSign whether a code without magnitude takes the sign
 */
record NearestEven(
        int drop,
        int half,
        int rebias,
        int smallestNormal,
        float magic,
        int maxCode,
        int overflowCode,
        int infinityCode,
        int nanCode,
        int signBit,
        int signShift,
        boolean zeroHasSign) {
    static final int INFINITY = 0x7F800000;

    /** The constants of a conversion, if it is of this kind and the format lies within float32. */
    static Optional<NearestEven> of(RoundedFormat format, Rounding rounding, Overflow overflow) {
        if (!(format instanceof FloatFormat f)
                || rounding != Rounding.NEAREST_EVEN
                || !f.signed()
                || f.lowCodes() != LowCodes.SUBNORMAL
                || f.mantissaBits() > 21
                || f.minExponent() < -126
                || f.maxExponent() > 127) {
            return Optional.empty();
        }
        int drop = 23 - f.mantissaBits();
        return Optional.of(new NearestEven(
                drop,
                (1 << (drop - 1)) - 1,
                (127 - f.bias()) << f.mantissaBits(),
                Float.floatToRawIntBits(Math.scalb(1f, f.minExponent())),
                Math.scalb(1f, f.minExponent() - f.mantissaBits() + 23),
                f.maxFiniteCode(),
                f.encode(2 * f.maxFinite(), rounding, overflow),
                f.encode(Double.POSITIVE_INFINITY, rounding, overflow),
                f.nanCode(false),
                f.signBit(),
                32 - f.bits(),
                f.hasNegativeZero()));
    }

    /** The code of one value. */
    int code(float value) {
        int bits = Float.floatToRawIntBits(value);
        int size = bits & Integer.MAX_VALUE;
        int code;
        if (size >= smallestNormal) {
            code = (size + half + (size >>> drop & 1) >>> drop) - rebias;
            if (code > maxCode) {
                code = size < INFINITY ? overflowCode : size == INFINITY ? infinityCode : nanCode;
            }
        } else {
            code = Float.floatToRawIntBits(Float.intBitsToFloat(size) + magic) - Float.floatToRawIntBits(magic);
        }
        int sign = bits >>> signShift & signBit;
        // Without −0, zero takes no sign, and neither does the NaN in its place.
        return zeroHasSign || (code & signBit - 1) != 0 ? code ^ sign : code;
    }
}
