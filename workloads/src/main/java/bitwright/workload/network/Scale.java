package bitwright.workload.network;

import java.util.Arrays;

/**
 * What a step of the code is worth: {@code real = scale · (code − zeroPoint)}. Single precision, as models have it, for
 * the whole tensor or for each output channel. The array is not copied.
 */
public record Scale(float[] values) {
    /** Nobody said; the codes can be multiplied but not requantised. */
    public static final Scale UNKNOWN = new Scale(new float[0]);

    public Scale {
        for (float value : values) {
            if (!(value > 0) || value == Float.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("a scale must be a positive number, got " + value);
            }
        }
    }

    public static Scale of(float value) {
        return new Scale(new float[] {value});
    }

    public boolean isKnown() {
        return values.length > 0;
    }

    public boolean isPerChannel() {
        return values.length > 1;
    }

    /** The scale of a channel. */
    public float at(int channel) {
        return values.length == 1 ? values[0] : values[channel];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scale that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return isPerChannel() ? "per channel" : isKnown() ? Float.toString(values[0]) : "unknown";
    }
}
