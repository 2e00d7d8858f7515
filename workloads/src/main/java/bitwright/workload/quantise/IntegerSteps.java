package bitwright.workload.quantise;

import bitwright.workload.IntegerFormat;

/**
 * Symmetric two's complement integers of even steps: scale = largest magnitude / (2^(bits−1) − 1), ties to even.
 *
 * @param bits 2 to 16
 * @param group {@link #TENSOR}, {@link #CHANNEL} or a number of weights along the channels
 */
public record IntegerSteps(int bits, int group) implements WeightFormat {
    public IntegerSteps {
        if (bits < 2 || bits > 16 || group < TENSOR) {
            throw new IllegalArgumentException(
                    "bits must be between 2 and 16 and a group positive, got " + bits + " and " + group);
        }
    }

    @Override
    public String name() {
        return "int" + bits
                + (group == TENSOR ? " a tensor" : group == CHANNEL ? " a channel" : " a group of " + group);
    }

    @Override
    public IntegerFormat codes() {
        return new IntegerFormat(bits, true);
    }

    @Override
    public float scale(float[] values, int from, int to) {
        float most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        float scale = most / codes().largest();
        return most == 0 ? 1 : Math.max(scale, Float.MIN_NORMAL);
    }

    @Override
    public int code(double value, float scale) {
        int largest = codes().largest();
        return (int) Math.max(-largest, Math.min(largest, Math.rint(value / scale)));
    }
}
