package bitwright.arith.bulk;

import bitwright.arith.Check;
import bitwright.arith.FloatFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.Specials;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Arrays of float32 to arrays of codes of a format of up to sixteen bits, one code a short, and back.
 *
 * <p>Immutable and safe to share. Nearest-even conversions to float formats are done on the bits of the float32, everything
 * else by the scalar definition.
 */
public final class ShortCodec {
    private final NumberFormat format;
    private final ToIntFunction<Float> scalar;
    private final NearestEven nearest;
    private final FloatKernel kernel;
    private final boolean isFloatPrefix;
    private final boolean carriesToInfinity;
    private final float[] values;

    private ShortCodec(
            NumberFormat format,
            ToIntFunction<Float> scalar,
            Optional<NearestEven> nearest,
            boolean toInfinity,
            Optional<FloatKernel> kernel) {
        Check.that(format.bits() <= 16, "a short codec needs a format of at most 16 bits", format.name());
        this.format = format;
        this.scalar = scalar;
        this.nearest = nearest.orElse(null);
        this.kernel = nearest.isPresent() ? kernel.orElse(null) : null;
        this.isFloatPrefix = format instanceof FloatFormat f
                && f.exponentBits() == 8
                && f.mantissaBits() == 7
                && f.bias() == 127
                && f.signed()
                && f.specials() == Specials.IEEE
                && f.lowCodes() == LowCodes.SUBNORMAL;
        this.carriesToInfinity = isFloatPrefix && nearest.isPresent() && toInfinity;
        this.values = isFloatPrefix ? new float[0] : new float[1 << format.bits()];
        for (int code = 0; code < values.length; code++) {
            values[code] = (float) format.decode(code);
        }
    }

    /** With the format's own rounding and overflow. */
    public static ShortCodec of(NumberFormat format) {
        return format instanceof RoundedFormat f
                ? of(f, Rounding.NEAREST_EVEN, f.defaultOverflow())
                : new ShortCodec(format, value -> format.encode(value), Optional.empty(), false, Optional.empty());
    }

    /** With a rounding and an overflow policy. */
    public static ShortCodec of(RoundedFormat format, Rounding rounding, Overflow overflow) {
        return of(format, rounding, overflow, FloatKernel.onVectors());
    }

    static ShortCodec of(RoundedFormat format, Rounding rounding, Overflow overflow, Optional<FloatKernel> kernel) {
        return new ShortCodec(
                format,
                value -> format.encode(value, rounding, overflow),
                NearestEven.of(format, rounding, overflow),
                overflow == Overflow.INFINITY,
                kernel);
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
        if (kernel != null) {
            kernel.toShorts(nearest, values, from, codes, at, count);
        } else if (carriesToInfinity) {
            prefix(values, from, codes, at, count);
        } else if (nearest != null) {
            for (int i = 0; i < count; i++) {
                codes[at + i] = (short) nearest.code(values[from + i]);
            }
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
            codes[at + i] =
                    (short) ((bits & Integer.MAX_VALUE) > NearestEven.INFINITY ? bits >>> 31 << 15 | 0x7FC0 : rounded);
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
