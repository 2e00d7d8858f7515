package bitwright.workload.quantise;

import bitwright.arith.block.Tail;
import bitwright.workload.IntegerFormat;

/**
 * What values are rounded to: integers times a scale that some of them share. Elements of narrow floats are integers in
 * units of their smallest step, sums of powers of two in units of the smallest power.
 */
public interface WeightFormat {
    /** All weights of a layer share a scale. */
    int TENSOR = -1;

    /** The weights of a filter share a scale. */
    int CHANNEL = 0;

    /** The codes that values may take where they share a scale. */
    interface Grid {
        /** What a step of the code is worth: positive and finite. */
        float scale();

        /** The nearest code, cut to the format. */
        int code(double value);
    }

    /** The name by which commands and reports know it. */
    String name();

    /** The format of the codes. */
    IntegerFormat codes();

    /** Bits that a weight takes where it is stored, its share of a scale left out. */
    double storedBits();

    /** How many values along a line share a scale, the last of a line perhaps fewer; {@link #TENSOR}, {@link #CHANNEL}. */
    int group();

    /** Along which way groups run. */
    default Blocks.Lines lines() {
        return Blocks.Lines.CHANNELS;
    }

    /** What becomes of groups that a line does not fill. */
    default Tail tail() {
        return Tail.SHORT_BLOCK;
    }

    /** The grid of the values in [from, to), whatever finite numbers they are. */
    Grid grid(float[] values, int from, int to);

    /** Bits that weights of a shape take, scales of 16 bits (of blocks, 8) and zeros that fill blocks included. */
    default long bits(int[] shape) {
        var blocks = Blocks.of(this, shape);
        int stored = blocks.volume();
        if (tail() == Tail.FILL_WITH_ZEROS && group() > 0) {
            stored = blocks.count() * group();
        }
        return (long) Math.ceil(stored * storedBits()) + (long) blocks.count() * scaleBits();
    }

    /** Bits of a scale. */
    default int scaleBits() {
        return 16;
    }
}
