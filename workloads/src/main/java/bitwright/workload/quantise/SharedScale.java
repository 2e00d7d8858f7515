package bitwright.workload.quantise;

import bitwright.arith.Overflow;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.Tail;
import bitwright.workload.IntegerFormat;

/**
 * The block formats of the arithmetic library (MX, block floating point, dynamic fixed point), cut from any lines of the
 * tensor; the format's tail rule refuses short blocks or takes them.
 */
public record SharedScale(BlockFormat block, Blocks.Lines lines) implements WeightFormat {
    public SharedScale {
        double steps = block.element().maxFinite() / block.element().unit();
        if (steps >= 1 << 30) {
            throw new IllegalArgumentException(block.name() + " has " + steps + " steps between zero and its largest "
                    + "element, which no operand holds");
        }
    }

    @Override
    public String name() {
        // Dynamic fixed point is block floating point whose block is the tensor.
        return block.name().replaceFirst("^bfp([0-9]+)e8_tensor$", "dfp$1") + Granularity.along(lines);
    }

    @Override
    public double storedBits() {
        return block.element().bits();
    }

    @Override
    public int scaleBits() {
        return block.scale().bits();
    }

    @Override
    public Tail tail() {
        return block.tail();
    }

    @Override
    public IntegerFormat codes() {
        double steps = block.element().maxFinite() / block.element().unit();
        return new IntegerFormat(Integer.SIZE - Integer.numberOfLeadingZeros((int) steps) + 1, true);
    }

    @Override
    public int group() {
        return block.blockSize() == BlockFormat.WHOLE_TENSOR ? TENSOR : block.blockSize();
    }

    @Override
    public Grid grid(float[] values, int from, int to) {
        double scale = block.scale().decode(block.scaleCode(values, from, to))
                * block.element().unit();
        // The scale of a block of zeros may be below every float; its elements are zero under any.
        return new Elements(block, (float) Math.max(scale, Float.MIN_VALUE));
    }

    private record Elements(BlockFormat block, float scale) implements Grid {
        @Override
        public int code(double value) {
            double steps = value / scale; // exact, since scales are powers of two: rounding comes once
            double unit = block.element().unit();
            double element =
                    block.element().decode(block.element().encode(steps * unit, block.rounding(), Overflow.SATURATE));
            return (int) (element / unit);
        }
    }
}
