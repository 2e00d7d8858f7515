package bitwright.workload.quantise;

import bitwright.arith.Overflow;
import bitwright.arith.block.BlockFormat;
import bitwright.workload.IntegerFormat;

/** The block formats of the arithmetic library (MX, block floating point): blocks along the channels, short at the end. */
public record SharedScale(BlockFormat block) implements WeightFormat {
    public SharedScale {
        double steps = block.element().maxFinite() / block.element().unit();
        if (steps >= 1 << 30) {
            throw new IllegalArgumentException(block.name() + " has " + steps + " steps between zero and its largest "
                    + "element, which no operand holds");
        }
    }

    @Override
    public String name() {
        return block.name();
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
    public float scale(float[] values, int from, int to) {
        double scale = block.scale().decode(block.scaleCode(values, from, to))
                * block.element().unit();
        // The scale of a block of zeros may be below every float; its elements are zero under any.
        return (float) Math.max(scale, Float.MIN_VALUE);
    }

    @Override
    public int code(double value, float scale) {
        double steps = value / scale; // exact, since scales are powers of two: rounding comes once
        double element = block.element()
                .decode(block.element().encode(steps * block.element().unit(), block.rounding(), Overflow.SATURATE));
        return (int) (element / block.element().unit());
    }
}
