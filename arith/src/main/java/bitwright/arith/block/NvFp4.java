package bitwright.arith.block;

import bitwright.arith.Check;
import bitwright.arith.Floats;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;

/**
 * NVFP4 with its two levels of scale: E2M1 elements, an E4M3 scale a block of 16 and a float32 scale a tensor.
 *
 * <p>The order of the float32 operations decides low bits and is that of TransformerEngine (commit d0067d0d). NaN and
 * infinities are not defined there: an {@link ArithmeticException}.
 *
 * @param scaleMax largest block scale aimed at: 448, or 256 for the "4 over 6" recipe
 * @param rounding how elements round
 */
public record NvFp4(float scaleMax, Rounding rounding) {
    /** Values that share an E4M3 scale. */
    public static final int BLOCK_SIZE = 16;

    private static final float ELEMENT_MAX = 6;

    public NvFp4 {
        Check.that(scaleMax >= 1 && scaleMax <= 448, "scaleMax must be between 1 and 448", scaleMax);
    }

    /** The usual recipe: scales up to 448, nearest even. */
    public NvFp4() {
        this(448, Rounding.NEAREST_EVEN);
    }

    /**
     * A tensor in code form: value = element · block scale · decodeScale.
     *
     * @param encodeScale what values are multiplied with before they meet the block scales
     * @param decodeScale its float32 reciprocal
     * @param scales E4M3 codes, one a block
     * @param elements E2M1 codes, one a value
     */
    public record Tensor(float encodeScale, float decodeScale, int[] scales, int[] elements) {
        /** One value in float32, multiplied in the order element, block scale, tensor scale. */
        public float value(int index) {
            float scale = (float) Floats.E4M3FN.decode(scales[index / BLOCK_SIZE]);
            return (float) Floats.E2M1FN.decode(elements[index]) * scale * decodeScale;
        }
    }

    /** Values to codes; the last block may be short. */
    public Tensor encode(float[] values) {
        return encode(values, largest(values, 0, values.length));
    }

    /** Values to codes under a given largest magnitude of the tensor. */
    public Tensor encode(float[] values, float amax) {
        float encodeScale = encodeScale(amax);
        float decodeScale = 1 / encodeScale;
        int[] scales = new int[(values.length + BLOCK_SIZE - 1) / BLOCK_SIZE];
        int[] elements = new int[values.length];
        for (int block = 0; block < scales.length; block++) {
            int from = block * BLOCK_SIZE;
            int to = Math.min(from + BLOCK_SIZE, values.length);
            float wanted = largest(values, from, to) * (encodeScale * (1 / ELEMENT_MAX));
            scales[block] = Floats.E4M3FN.encode(Math.min(wanted, scaleMax), Rounding.NEAREST_EVEN, Overflow.SATURATE);
            float scale = (float) Floats.E4M3FN.decode(scales[block]);
            float factor = Math.min(1 / (scale * decodeScale), Float.MAX_VALUE);
            for (int i = from; i < to; i++) {
                float clipped = Math.max(-ELEMENT_MAX, Math.min(ELEMENT_MAX, values[i] * factor));
                elements[i] = Floats.E2M1FN.encode(clipped, rounding, Overflow.SATURATE);
            }
        }
        return new Tensor(encodeScale, decodeScale, scales, elements);
    }

    private float encodeScale(float amax) {
        float scale = Math.min(scaleMax * ELEMENT_MAX / amax, Float.MAX_VALUE);
        return amax == 0 || scale == 0 ? 1 : scale;
    }

    private static float largest(float[] values, int from, int to) {
        float amax = 0;
        for (int i = from; i < to; i++) {
            float size = Math.abs(values[i]);
            if (!(size <= Float.MAX_VALUE)) {
                throw new ArithmeticException("NVFP4: value " + i + " is " + values[i] + ", not a finite number");
            }
            amax = Math.max(amax, size);
        }
        return amax;
    }
}
