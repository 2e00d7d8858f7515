package bitwright.arith.block;

import bitwright.arith.FloatFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundToOdd;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;

/**
 * How a block's scale follows from its largest magnitude: where software stacks differ most.
 *
 * <p>emax is the exponent of the element's largest value, max that value. All logarithms are exact.
 */
public enum ScaleRule {
    /** 2^(floor(log2 amax) − emax): OCP MX v1.0 section 6.3, microxcaling, gfloat, universal, torchao FLOOR. */
    FLOOR,
    /** 2^(ceil(log2 amax) − emax): torchao CEIL. */
    CEIL,
    /**
     * f32(amax · f32(1 / max)) rounded up in the scale format: TransformerEngine MXFP8, cuBLAS, torchao RCEIL, MLX, aiter.
     * No element overflows.
     */
    ROUND_UP,
    /**
     * As FLOOR after rounding amax to the precision of the element (half up on its bits): torchao EVEN, the MXFP4 of vLLM.
     */
    EVEN,
    /** amax / max rounded to nearest even in the scale format, once: the only rule for scales that have a fraction. */
    NEAREST;

    /** The code of the scale of a block with a largest magnitude above zero and finite. */
    int scaleCode(float amax, RoundedFormat element, FloatFormat scale) {
        return switch (this) {
            case FLOOR -> power(Math.getExponent((double) amax) - maxExponent(element), scale);
            case CEIL -> {
                int floor = Math.getExponent((double) amax);
                int ceil = Math.scalb(1.0, floor) == amax ? floor : floor + 1;
                yield power(ceil - maxExponent(element), scale);
            }
            case ROUND_UP -> {
                float inverse = (float) (1 / element.maxFinite());
                yield scale.encode(amax * inverse, Rounding.UP, Overflow.SATURATE);
            }
            case EVEN -> {
                long raw = Double.doubleToRawLongBits(amax);
                double rounded = Double.longBitsToDouble(raw + (1L << (51 - fractionBits(element))));
                yield power(Math.getExponent(rounded) - maxExponent(element), scale);
            }
            case NEAREST ->
                scale.encode(RoundToOdd.divide(amax, element.maxFinite()), Rounding.NEAREST_EVEN, Overflow.SATURATE);
        };
    }

    private static int power(int exponent, FloatFormat scale) {
        return scale.encode(Math.scalb(1.0, exponent), Rounding.NEAREST_EVEN, Overflow.SATURATE);
    }

    static int maxExponent(RoundedFormat element) {
        return Math.getExponent(element.maxFinite());
    }

    /** Fraction bits of the element's largest binade. */
    private static int fractionBits(RoundedFormat element) {
        return element instanceof FloatFormat f
                ? f.mantissaBits()
                : maxExponent(element) - Math.getExponent(element.unit());
    }
}
