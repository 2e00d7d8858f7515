package bitwright.workload.real;

import bitwright.workload.IntegerFormat;

/**
 * The integers behind a tensor of real numbers: {@code real = scale · (code − zeroPoint)}. The arrays are not copied.
 *
 * @param format of the codes
 * @param data one code an element
 * @param scales one for the tensor, one for each entry of {@code axis}, or one for each block
 * @param zeroPoints as many as the scales
 * @param axis whose entries have scales of their own; −1 where one scale serves the whole tensor
 * @param block elements of the last axis that share a scale, the tensor's rows in order; 0 where there are no blocks
 * @param offsets what is added to a block's reals, or none at all
 */
public record Codes(
        IntegerFormat format, int[] data, float[] scales, int[] zeroPoints, int axis, int block, float[] offsets) {
    /** One scale for the whole tensor. */
    public static Codes of(IntegerFormat format, int[] data, float scale, int zeroPoint) {
        return new Codes(format, data, new float[] {scale}, new int[] {zeroPoint}, -1, 0, new float[0]);
    }

    /** A scale for each entry of an axis. */
    public static Codes along(int axis, IntegerFormat format, int[] data, float[] scales, int[] zeroPoints) {
        return new Codes(format, data, scales, zeroPoints, axis, 0, new float[0]);
    }

    /** A scale, and perhaps an offset, for each block of the last axis. */
    public static Codes blocks(int block, IntegerFormat format, int[] data, float[] scales, float[] offsets) {
        return new Codes(format, data, scales, new int[scales.length], -1, block, offsets);
    }

    public boolean isPerTensor() {
        return axis < 0 && block == 0;
    }

    /** The same codes where one scale counts for all, or those of another axis. */
    Codes with(int[] otherData, int otherAxis) {
        return new Codes(format, otherData, scales, zeroPoints, otherAxis, block, offsets);
    }
}
