package bitwright.arith;

/**
 * {@link NumberFormat#quantize} of one format, by way of no code where the format is a signed float with subnormals of at most
 * 24 significant bits: a few integer operations a value. Immutable.
 */
public final class ValueRounding {
    private static final long INFINITY = 0x7FF0000000000000L;

    private final NumberFormat format;
    private final boolean isDirect;
    private final int drop;
    private final long half;
    private final long kept;
    private final double smallestNormal;
    private final double unit;
    private final double unitsOfOne;
    private final double largest;
    private final boolean hasNegativeZero;

    /** The rounding of a format. */
    public ValueRounding(NumberFormat format) {
        this.format = format;
        isDirect = format instanceof FloatFormat f
                && f.signed()
                && f.lowCodes() == LowCodes.SUBNORMAL
                && f.mantissaBits() <= 23
                && f.minExponent() > -400
                && f.maxExponent() < 400;
        if (!isDirect) {
            drop = 0;
            half = 0;
            kept = 0;
            smallestNormal = 0;
            unit = 0;
            unitsOfOne = 0;
            largest = 0;
            hasNegativeZero = false;
            return;
        }
        var floats = (FloatFormat) format;
        drop = 52 - floats.mantissaBits();
        half = (1L << drop - 1) - 1;
        kept = -1L << drop;
        smallestNormal = Math.scalb(1.0, floats.minExponent());
        unit = floats.minPositive();
        unitsOfOne = 1 / unit;
        largest = floats.maxFinite();
        hasNegativeZero = floats.hasNegativeZero();
    }

    /** The value that comes back from encoding and decoding. */
    public double round(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long size = bits & Long.MAX_VALUE;
        double rounded;
        if (Double.longBitsToDouble(size) < smallestNormal) {
            rounded = Math.rint(Double.longBitsToDouble(size) * unitsOfOne) * unit;
            if (rounded == 0 && !hasNegativeZero) {
                return 0;
            }
        } else {
            // Half to even: the last place kept decides ties, and a carry runs into the exponent.
            rounded = Double.longBitsToDouble(size + half + (size >>> drop & 1) & kept);
            if (!isDirect || size >= INFINITY || rounded > largest) {
                return format.quantize(value);
            }
        }
        return bits < 0 ? -rounded : rounded;
    }
}
