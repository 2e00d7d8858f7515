package bitwright.arith.bulk;

import bitwright.arith.Check;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Arrays of float32 to arrays of codes of a format of up to eight bits, one code a byte, and back.
 *
 * <p>The format's conversion must be monotone. Immutable and safe to share; making one evaluates the format some 10^5
 * times.
 */
public final class ByteCodec {
    private final NumberFormat format;
    private final ToIntFunction<Float> scalar;
    private final Optional<FloatTable> table;
    private final NearestEven nearest;
    private final FloatKernel kernel;
    private final IntegerFormat rounded;
    private final float[] values = new float[256];

    private ByteCodec(
            NumberFormat format,
            ToIntFunction<Float> scalar,
            IntegerFormat rounded,
            Optional<NearestEven> nearest,
            Optional<FloatKernel> kernel) {
        Check.that(format.bits() <= 8, "a byte codec needs a format of at most 8 bits", format.name());
        this.format = format;
        this.scalar = scalar;
        this.rounded = rounded;
        this.nearest = nearest.orElse(null);
        this.kernel = nearest.isPresent() ? kernel.orElse(null) : null;
        this.table = rounded == null && this.kernel == null ? FloatTable.of(scalar) : Optional.empty();
        for (int code = 0; code < 256; code++) {
            values[code] = (float) format.decode(code & format.mask());
        }
    }

    /** With the format's own rounding and overflow. */
    public static ByteCodec of(NumberFormat format) {
        return format instanceof RoundedFormat f
                ? of(f, Rounding.NEAREST_EVEN, f.defaultOverflow())
                : new ByteCodec(format, value -> format.encode(value), null, Optional.empty(), Optional.empty());
    }

    /** With a rounding and an overflow policy. */
    public static ByteCodec of(RoundedFormat format, Rounding rounding, Overflow overflow) {
        return of(format, rounding, overflow, FloatKernel.onVectors());
    }

    static ByteCodec of(RoundedFormat format, Rounding rounding, Overflow overflow, Optional<FloatKernel> kernel) {
        boolean plain = format instanceof IntegerFormat f
                && (f.coding() == IntegerCoding.TWOS_COMPLEMENT
                        || f.coding() == IntegerCoding.SYMMETRIC
                        || f.coding() == IntegerCoding.UNSIGNED)
                && rounding == Rounding.NEAREST_EVEN
                && overflow == Overflow.SATURATE;
        return new ByteCodec(
                format,
                value -> format.encode(value, rounding, overflow),
                plain ? (IntegerFormat) format : null,
                NearestEven.of(format, rounding, overflow),
                kernel);
    }

    /** The format of the codes. */
    public NumberFormat format() {
        return format;
    }

    /** Encodes all values. */
    public void encode(float[] values, byte[] codes) {
        encode(values, 0, codes, 0, values.length);
    }

    /** Encodes a range of values to a range of codes. */
    public void encode(float[] values, int from, byte[] codes, int at, int count) {
        if (kernel != null) {
            kernel.toBytes(nearest, values, from, 1, codes, at, count);
        } else if (table.isPresent()) {
            table.get().encode(values, from, codes, at, count);
        } else if (rounded != null) {
            round(values, from, codes, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                codes[at + i] = (byte) scalar.applyAsInt(values[from + i]);
            }
        }
    }

    private void round(float[] values, int from, byte[] codes, int at, int count) {
        double scale = 1 / rounded.unit();
        double min = rounded.minInteger();
        double max = rounded.maxInteger();
        int mask = rounded.mask();
        for (int i = 0; i < count; i++) {
            double integer = Math.rint(values[from + i] * scale);
            codes[at + i] = (byte) ((int) Math.max(min, Math.min(max, integer)) & mask); // a NaN casts to zero
        }
    }

    /** Decodes all codes; bits above the format's width are ignored. */
    public void decode(byte[] codes, float[] values) {
        decode(codes, 0, values, 0, codes.length);
    }

    /** Decodes a range; a value beyond float32 is rounded to the nearest. */
    public void decode(byte[] codes, int from, float[] into, int at, int count) {
        float[] table = values;
        for (int i = 0; i < count; i++) {
            into[at + i] = table[codes[from + i] & 0xFF];
        }
    }
}
