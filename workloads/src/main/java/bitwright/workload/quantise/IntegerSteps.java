package bitwright.workload.quantise;

import bitwright.workload.IntegerFormat;

/**
 * Integers of even steps: scale = largest magnitude / (2^(bits−1) − 1), ties to even; symmetric two's complement, or
 * unsigned for values that are never negative.
 *
 * @param bits 2 to 16
 * @param group {@link #TENSOR}, {@link #CHANNEL} or a number of weights along a line
 * @param signed whether values may be negative; those below zero become zero otherwise
 */
public record IntegerSteps(int bits, int group, boolean signed, Blocks.Lines lines) implements WeightFormat {
    public IntegerSteps {
        if (bits < 2 || bits > 16 || group < TENSOR) {
            throw new IllegalArgumentException(
                    "bits must be between 2 and 16 and a group positive, got " + bits + " and " + group);
        }
    }

    public IntegerSteps(int bits, int group) {
        this(bits, group, true, Blocks.Lines.CHANNELS);
    }

    @Override
    public String name() {
        return (signed ? "int" : "uint") + bits + Granularity.label(group, lines);
    }

    @Override
    public IntegerFormat codes() {
        return new IntegerFormat(bits, signed);
    }

    @Override
    public double storedBits() {
        return bits;
    }

    @Override
    public Grid grid(float[] values, int from, int to) {
        float most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, signed ? Math.abs(values[i]) : values[i]);
        }
        return grid(most);
    }

    /** The grid whose largest code stands for a magnitude. */
    Grid grid(float most) {
        int largest = codes().largest();
        float scale = most == 0 ? 1 : Math.max(most / largest, Float.MIN_NORMAL);
        return new Steps(scale, signed ? -largest : 0, largest);
    }

    /** All integers between two. */
    record Steps(float scale, int least, int largest) implements Grid {
        @Override
        public int code(double value) {
            return (int) Math.max(least, Math.min(largest, Math.rint(value / scale)));
        }
    }
}
