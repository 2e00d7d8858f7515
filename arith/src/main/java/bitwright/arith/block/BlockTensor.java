package bitwright.arith.block;

import bitwright.arith.Check;
import bitwright.arith.FixedPointRegister;
import bitwright.arith.Packing;
import java.util.Arrays;

/**
 * Values in the code form of a block format.
 *
 * @param format what the codes mean
 * @param length number of values, without those that fill the last block
 * @param scales one scale code a block
 * @param elements one element code a value
 */
public record BlockTensor(BlockFormat format, int length, int[] scales, int[] elements) {
    public BlockTensor {
        Check.that(
                scales.length == format.blocks(length),
                format.name() + ": " + length + " values have " + format.blocks(length) + " scales",
                scales.length);
        Check.that(elements.length >= length, format.name() + ": needs " + length + " elements", elements.length);
    }

    /** The scale code of the block in which a value lies. */
    public int scaleOf(int index) {
        return scales[index / format.blockSize()];
    }

    /** One value, exactly. */
    public double value(int index) {
        return format.value(scaleOf(index), elements[index]);
    }

    /** All values, each rounded to the nearest float32 (exact unless it lies beyond float32's range). */
    public float[] decode() {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) value(i);
        }
        return values;
    }

    /** The scale codes without gaps. */
    public byte[] packedScales() {
        return Packing.pack(scales, format.scale().bits());
    }

    /** The element codes without gaps. */
    public byte[] packedElements() {
        return Packing.pack(elements, format.element().bits());
    }

    /** The tensor of packed codes. */
    public static BlockTensor unpack(BlockFormat format, int length, byte[] scales, byte[] elements) {
        int blocks = format.blocks(length);
        int stored = format.tail() == Tail.FILL_WITH_ZEROS ? Math.multiplyExact(blocks, format.blockSize()) : length;
        return new BlockTensor(
                format,
                length,
                Packing.unpack(scales, blocks, format.scale().bits()),
                Packing.unpack(elements, stored, format.element().bits()));
    }

    /**
     * Σ of the products of the elements of two blocks, without their scales, in units of the two formats' units. Both
     * blocks must be of the same size and their scales no NaN.
     */
    public FixedPointRegister elementDot(int block, BlockTensor other, int otherBlock) {
        var register = FixedPointRegister.forSums(
                format.element().unit() * other.format.element().unit(),
                format.element().maxFinite() * other.format.element().maxFinite());
        int size = format.blockSize();
        Check.that(other.format.blockSize() == size, "blocks must be of " + size + " values", other.format.blockSize());
        for (int i = 0; i < Math.min(size, length - block * size); i++) {
            double a = format.element().decode(elements[block * size + i]);
            double b = other.format.element().decode(other.elements[otherBlock * size + i]);
            register.add(a * b);
        }
        return register;
    }

    /** Σ of the products of all values, exact and rounded to a double once; NaN when a value is. */
    public double dot(BlockTensor other) {
        Check.that(other.length == length, "both sides must have " + length + " values", other.length);
        double unit = format.element().unit()
                * other.format.element().unit()
                * format.scale().unit()
                * other.format.scale().unit();
        double largest = format.element().maxFinite()
                * other.format.element().maxFinite()
                * format.scale().maxFinite()
                * other.format.scale().maxFinite();
        var register = FixedPointRegister.forSums(unit, largest);
        double special = 0;
        for (int i = 0; i < length; i++) {
            double product = value(i) * other.value(i);
            if (Double.isFinite(product)) {
                register.add(product);
            } else {
                special += product;
            }
        }
        return special == 0 ? register.toDouble() : special;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockTensor t
                && format.equals(t.format)
                && length == t.length
                && Arrays.equals(scales, t.scales)
                && Arrays.equals(elements, t.elements);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(scales) + Arrays.hashCode(elements);
    }
}
