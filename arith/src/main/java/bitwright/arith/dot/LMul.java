package bitwright.arith.dot;

import bitwright.arith.Check;
import bitwright.arith.FloatFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;

/**
 * Linear-complexity multiplication (L-Mul, arXiv:2410.00907): a product from one integer addition.
 *
 * <p>L-Mul(x, y) = (1 + xm + ym + 2^−l) · 2^(xe + ye) with l = m up to three fraction bits, 3 for four, 4 above. As an
 * adder of codes it is |x| + |y| + 2^(m − l) − (bias · 2^m). The paper says the two are the same; they are not: when the
 * fractions and the offset reach 1, the adder carries into the exponent and gives 2 · (xm + ym + 2^−l), the equation
 * 1 + xm + ym + 2^−l. The adder is what hardware would build, and the more accurate one, so it is the default.
 *
 * @param format of operands and product, signed, with subnormals or a flushed exponent zero
 * @param variant which of the readings
 */
public record LMul(FloatFormat format, Variant variant) implements Multiplier {
    /** The readings of the definition, and what happens at the ends of the range. */
    public enum Variant {
        /** The adder alone, modulo 2^(bits − 1): no special codes, no zero, wraps. What the paper's cost model counts. */
        RAW_ADDER,
        /** The adder with zero for zero, subnormal and underflow, and the largest finite value beyond the range. */
        SATURATING_ADDER,
        /** The adder, overflowing to infinity, or to NaN where there is none. */
        OVERFLOWING_ADDER,
        /** The equation evaluated exactly and rounded to nearest even, saturating. */
        EQUATION_NEAREST,
        /** The equation evaluated exactly and truncated, saturating. */
        EQUATION_TRUNCATED
    }

    public LMul {
        Check.that(
                format.signed() && format.lowCodes() != LowCodes.NORMAL,
                "L-Mul needs a sign and a zero",
                format.name());
    }

    /** The default reading. */
    public LMul(FloatFormat format) {
        this(format, Variant.SATURATING_ADDER);
    }

    /** The exponent l of the offset 2^−l for a number of fraction bits (paper, section 2). */
    public static int offsetExponent(int mantissaBits) {
        return mantissaBits <= 3 ? mantissaBits : mantissaBits == 4 ? 3 : 4;
    }

    @Override
    public FloatFormat left() {
        return format;
    }

    @Override
    public FloatFormat right() {
        return format;
    }

    @Override
    public double product(int a, int b) {
        return format.decode(multiply(a, b));
    }

    /** The code of the product. */
    public int multiply(int a, int b) {
        int sign = (a ^ b) & format.signBit();
        int sizeA = a & format.magnitudeMask();
        int sizeB = b & format.magnitudeMask();
        int mantissaBits = format.mantissaBits();
        long offset = 1L << (mantissaBits - offsetExponent(mantissaBits));
        long sum = (long) sizeA + sizeB + offset - ((long) format.bias() << mantissaBits);
        if (variant == Variant.RAW_ADDER) {
            return sign | (int) (sum & format.magnitudeMask());
        }
        long smallestNormal = 1L << mantissaBits;
        boolean zeroA = sizeA < smallestNormal && !format.isNan(a);
        boolean zeroB = sizeB < smallestNormal && !format.isNan(b);
        boolean infinite = format.isInfinite(a) || format.isInfinite(b);
        if (format.isNan(a) || format.isNan(b) || (infinite && (zeroA || zeroB))) {
            return format.nanCode(false);
        }
        if (infinite) {
            return format.infinityCode(sign != 0);
        }
        if (zeroA || zeroB) {
            return zero(sign);
        }
        return switch (variant) {
            case EQUATION_NEAREST -> equation(a, b, sign, Rounding.NEAREST_EVEN);
            case EQUATION_TRUNCATED -> equation(a, b, sign, Rounding.TOWARD_ZERO);
            default -> adder(sum, sign);
        };
    }

    private int adder(long sum, int sign) {
        if (sum < 1L << format.mantissaBits()) {
            return zero(sign);
        }
        if (sum > format.maxFiniteCode()) {
            return variant == Variant.OVERFLOWING_ADDER
                    ? format.infinityCode(sign != 0)
                    : sign | format.maxFiniteCode();
        }
        return sign | (int) sum;
    }

    private int equation(int a, int b, int sign, Rounding rounding) {
        double x = Math.abs(format.decode(a));
        double y = Math.abs(format.decode(b));
        int exponentX = Math.getExponent(x);
        int exponentY = Math.getExponent(y);
        double fractions = Math.scalb(x, -exponentX) + Math.scalb(y, -exponentY) - 1;
        double offset = Math.scalb(1.0, -offsetExponent(format.mantissaBits()));
        double value = Math.scalb(fractions + offset, exponentX + exponentY); // at most 25 bits: exact so far
        int code = format.encode(value, rounding, Overflow.SATURATE);
        return code < 1 << format.mantissaBits() ? zero(sign) : sign | code;
    }

    private int zero(int sign) {
        return format.hasNegativeZero() ? sign : 0;
    }
}
