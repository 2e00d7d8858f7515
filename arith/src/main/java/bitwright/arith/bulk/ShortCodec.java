package bitwright.arith.bulk;

import bitwright.arith.Check;
import bitwright.arith.FloatFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.Specials;
import java.util.function.ToIntFunction;

/**
 * Arrays of float32 to arrays of codes of a format of up to sixteen bits, one code a short, and back.
 *
 * <p>Immutable and safe to share. Nearest-even conversions to float formats are done on the bits of the float32 where the
 * result is a normal number, everything else by the scalar definition.
 */
public final class ShortCodec {
    private static final int INFINITY = 0x7F800000;

    private final NumberFormat format;
    private final ToIntFunction<Float> scalar;
    private final boolean isFloatPrefix;
    private final FloatFormat nearest;
    private final float[] values;

    private ShortCodec(NumberFormat format, ToIntFunction<Float> scalar, boolean nearestEven, boolean toInfinity) {
        Check.that(format.bits() <= 16, "a short codec needs a format of at most 16 bits", format.name());
        this.format = format;
        this.scalar = scalar;
        boolean inFloatRange = format instanceof FloatFormat f
                && f.signed()
                && f.mantissaBits() <= 22
                && f.minExponent() >= -126
                && f.maxExponent() <= 127
                && f.lowCodes() == LowCodes.SUBNORMAL;
        this.nearest = inFloatRange && nearestEven ? (FloatFormat) format : null;
        this.isFloatPrefix = nearest != null
                && toInfinity
                && nearest.exponentBits() == 8
                && nearest.bias() == 127
                && nearest.specials() == Specials.IEEE
                && nearest.bits() == 16;
        this.values = isFloatPrefix ? new float[0] : new float[1 << format.bits()];
        for (int code = 0; code < values.length; code++) {
            values[code] = (float) format.decode(code);
        }
    }

    /** With the format's own rounding and overflow. */
    public static ShortCodec of(NumberFormat format) {
        return format instanceof RoundedFormat f
                ? of(f, Rounding.NEAREST_EVEN, f.defaultOverflow())
                : new ShortCodec(format, value -> format.encode(value), false, false);
    }

    /** With a rounding and an overflow policy. */
    public static ShortCodec of(RoundedFormat format, Rounding rounding, Overflow overflow) {
        return new ShortCodec(
                format,
                value -> format.encode(value, rounding, overflow),
                rounding == Rounding.NEAREST_EVEN,
                overflow == Overflow.INFINITY);
    }

    /** The format of the codes. */
    public NumberFormat format() {
        return format;
    }

    /** Encodes all values. */
    public void encode(float[] values, short[] codes) {
        encode(values, 0, codes, 0, values.length);
    }

    /** Encodes a range of values to a range of codes. */
    public void encode(float[] values, int from, short[] codes, int at, int count) {
        if (isFloatPrefix) {
            prefix(values, from, codes, at, count);
        } else if (nearest != null) {
            normal(values, from, codes, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                codes[at + i] = (short) scalar.applyAsInt(values[from + i]);
            }
        }
    }

    /** bfloat16: the upper half of the float32, rounded by a carry that may run into infinity. */
    private static void prefix(float[] values, int from, short[] codes, int at, int count) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[from + i]);
            int rounded = bits + 0x7FFF + (bits >>> 16 & 1) >>> 16;
            codes[at + i] = (short) ((bits & Integer.MAX_VALUE) > INFINITY ? bits >>> 31 << 15 | 0x7FC0 : rounded);
        }
    }

    private void normal(float[] values, int from, short[] codes, int at, int count) {
        int drop = 23 - nearest.mantissaBits();
        int half = (1 << (drop - 1)) - 1;
        int rebias = 127 - nearest.bias() << nearest.mantissaBits();
        int smallest = Float.floatToRawIntBits(Math.scalb(1f, nearest.minExponent()));
        int largest = Float.floatToRawIntBits((float) nearest.maxFinite());
        int signBit = nearest.signBit();
        int signShift = 32 - nearest.bits();
        for (int i = 0; i < count; i++) {
            float value = values[from + i];
            int bits = Float.floatToRawIntBits(value);
            int size = bits & Integer.MAX_VALUE;
            if (size >= smallest && size <= largest) {
                int code = (size + half + (size >>> drop & 1) >>> drop) - rebias;
                codes[at + i] = (short) (code | bits >>> signShift & signBit);
            } else {
                codes[at + i] = (short) scalar.applyAsInt(value);
            }
        }
    }

    /** Decodes all codes; bits above the format's width are ignored. */
    public void decode(short[] codes, float[] values) {
        decode(codes, 0, values, 0, codes.length);
    }

    /** Decodes a range; a value beyond float32 is rounded to the nearest. */
    public void decode(short[] codes, int from, float[] into, int at, int count) {
        if (isFloatPrefix) {
            for (int i = 0; i < count; i++) {
                into[at + i] = Float.intBitsToFloat(codes[from + i] << 16);
            }
            return;
        }
        float[] table = values;
        int mask = format.mask();
        for (int i = 0; i < count; i++) {
            into[at + i] = table[codes[from + i] & mask];
        }
    }
}
