package bitwright.workload.reference;

import java.util.Arrays;

/**
 * The exact sums of a layer before bias and requantisation, {@code [N,Ho,Wo,K]} or, fully connected, {@code [N,K]}, in
 * C order. The arrays are not copied.
 */
public record Sums(int[] shape, long[] data) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Sums that && Arrays.equals(shape, that.shape) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Sums" + Arrays.toString(shape);
    }
}
