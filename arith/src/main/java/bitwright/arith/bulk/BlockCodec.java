package bitwright.arith.bulk;

import bitwright.arith.Check;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.NonFinite;
import bitwright.arith.block.ScaleRule;
import java.util.Arrays;
import java.util.Optional;

/**
 * Arrays of float32 to the scale and element codes of a block format whose codes fit bytes, and back: equal to
 * {@link BlockFormat#encode} with short last blocks.
 *
 * <p>Immutable and safe to share.
 */
public final class BlockCodec {
    private static final int INFINITY = 0x7F800000;

    private final BlockFormat format;
    private final Optional<FloatTable> table;
    private final NearestEven nearest;
    private final FloatKernel kernel;
    private final int[] scaleOfExponent;
    private final float[] factors = new float[256];
    private final float[] scales = new float[256];
    private final float[] elements = new float[256];
    private final boolean decodesByProduct;

    private BlockCodec(BlockFormat format, Optional<FloatKernel> vectors) {
        Check.that(
                format.element().bits() <= 8 && format.scale().bits() <= 8,
                "a block codec needs elements and scales of at most 8 bits",
                format.name());
        this.format = format;
        boolean byFactor = exactByFactor(format);
        this.nearest = NearestEven.of(format.element(), format.rounding(), Overflow.SATURATE)
                .orElse(null);
        this.kernel = byFactor && nearest != null ? vectors.orElse(null) : null;
        this.table = byFactor && kernel == null
                ? FloatTable.of(value -> format.element().encode(value, format.rounding(), Overflow.SATURATE))
                : Optional.empty();
        for (int code = 0; code < 256; code++) {
            double scale = format.scale().decode(code & format.scale().mask());
            factors[code] = (float) (1 / scale);
            scales[code] = (float) scale;
            elements[code] =
                    (float) format.element().decode(code & format.element().mask());
        }
        this.decodesByProduct = exactInFloat(format);
        this.scaleOfExponent = format.rule() == ScaleRule.FLOOR ? scalesOfExponents(format) : new int[0];
    }

    /** A codec for a block format. */
    public static BlockCodec of(BlockFormat format) {
        return of(format, FloatKernel.onVectors());
    }

    static BlockCodec of(BlockFormat format, Optional<FloatKernel> kernel) {
        return new BlockCodec(format, kernel);
    }

    /**
     * Whether value / scale may be computed as a float32 product: the scale is a power of two within float32, and a product
     * that underflows lies so far below the smallest element that only a directed rounding could tell it from zero.
     */
    private static boolean exactByFactor(BlockFormat format) {
        boolean directed = format.rounding() == Rounding.UP
                || format.rounding() == Rounding.DOWN
                || format.rounding() == Rounding.TO_ODD;
        return format.scale().mantissaBits() == 0
                && format.scale().minExponent() >= -127
                && format.scale().maxExponent() <= 127
                && format.element().unit() > 0x1p-100
                && !directed;
    }

    /** Whether all scales and elements are float32 numbers, so that a float32 product rounds once. */
    private static boolean exactInFloat(BlockFormat format) {
        for (int code = 0; code < 256; code++) {
            double scale = format.scale().decode(code);
            double element = format.element().decode(code);
            boolean exact = (float) scale == scale && (float) element == element;
            if (!exact && !Double.isNaN(scale) && !Double.isNaN(element)) {
                return false;
            }
        }
        return true;
    }

    /** Under FLOOR the scale depends on the exponent alone; index by float32's exponent field, normal numbers only. */
    private static int[] scalesOfExponents(BlockFormat format) {
        int[] codes = new int[255];
        for (int field = 1; field < 255; field++) {
            codes[field] = format.scaleCode(new float[] {Float.intBitsToFloat(field << 23)}, 0, 1);
        }
        return codes;
    }

    /** The format of the codes. */
    public BlockFormat format() {
        return format;
    }

    /** Encodes all values: one scale a block, one element a value. */
    public void encode(float[] values, byte[] scaleCodes, byte[] elementCodes) {
        for (int block = 0, from = 0; from < values.length; block++) {
            int to = (int) Math.min((long) from + format.blockSize(), values.length);
            int scale = scaleCode(values, from, to);
            scaleCodes[block] = (byte) scale;
            float factor = factors[scale];
            if (!(factor <= Float.MAX_VALUE)) { // the scale is NaN or zero
                Arrays.fill(elementCodes, from, to, (byte) 0);
            } else if (kernel != null) {
                kernel.toBytes(nearest, values, from, factor, elementCodes, from, to - from);
            } else if (table.isPresent()) {
                table.get().encodeScaled(values, from, factor, elementCodes, from, to - from);
            } else {
                for (int i = from; i < to; i++) {
                    elementCodes[i] = (byte) format.elementCode(values[i], scale);
                }
            }
            from = to;
        }
    }

    private int scaleCode(float[] values, int from, int to) {
        if (scaleOfExponent.length == 0) {
            return format.scaleCode(values, from, to);
        }
        int largest = kernel != null ? kernel.largestSize(values, from, to) : largestSize(values, from, to);
        int field = largest >>> 23;
        boolean ordinary = field > 0 && largest < INFINITY;
        if (!ordinary && format.nonFinite() == NonFinite.NAN_BLOCK && field == 255) {
            return format.scale().nanCode(false);
        }
        return ordinary ? scaleOfExponent[field] : format.scaleCode(values, from, to);
    }

    private static int largestSize(float[] values, int from, int to) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
        }
        return largest;
    }

    /** Decodes all codes, each value rounded to the nearest float32 where it lies beyond its range. */
    public void decode(byte[] scaleCodes, byte[] elementCodes, float[] values) {
        for (int block = 0, from = 0; from < values.length; block++) {
            int to = (int) Math.min((long) from + format.blockSize(), values.length);
            int scale = scaleCodes[block] & 0xFF;
            if (decodesByProduct) {
                float factor = scales[scale];
                for (int i = from; i < to; i++) {
                    values[i] = elements[elementCodes[i] & 0xFF] * factor;
                }
            } else {
                for (int i = from; i < to; i++) {
                    values[i] = (float) format.value(scale, elementCodes[i] & 0xFF);
                }
            }
            from = to;
        }
    }
}
