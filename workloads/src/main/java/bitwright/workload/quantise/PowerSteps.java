package bitwright.workload.quantise;

import bitwright.workload.IntegerFormat;

/**
 * Zero and signed powers of two: a multiplication is a shift. A code of {@code bits} is a sign and an exponent, one of
 * the exponents standing for zero; magnitudes 1, 2, 4 … times the scale, the largest of which is the largest magnitude.
 * To the nearest value; halfway, to the smaller one.
 *
 * @param bits 2 to 5
 * @param group {@link #TENSOR}, {@link #CHANNEL} or a number of weights along a line
 */
public record PowerSteps(int bits, int group, Blocks.Lines lines) implements WeightFormat {
    public PowerSteps {
        if (bits < 2 || bits > 5) {
            throw new IllegalArgumentException("powers of two have between 2 and 5 bits, got " + bits);
        }
    }

    private int exponents() {
        return (1 << bits - 1) - 1;
    }

    @Override
    public String name() {
        return "pot" + bits + Granularity.label(group, lines);
    }

    @Override
    public IntegerFormat codes() {
        return new IntegerFormat(exponents() + 1, true);
    }

    @Override
    public double storedBits() {
        return bits;
    }

    @Override
    public Grid grid(float[] values, int from, int to) {
        float most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        int largest = 1 << exponents() - 1;
        return new Powers(most == 0 ? 1 : Math.max(most / largest, Float.MIN_NORMAL), largest);
    }

    private record Powers(float scale, int largest) implements Grid {
        @Override
        public int code(double value) {
            double steps = Math.abs(value / scale);
            if (steps <= 0.5) {
                return 0;
            }
            int power = 1;
            while (power < largest && steps > 1.5 * power) {
                power *= 2;
            }
            return value < 0 ? -power : power;
        }
    }
}
