package bitwright.workload.reference;

import bitwright.workload.Tensor;
import java.util.Arrays;

/** A dot product a filter and input. */
final class FullyConnected {
    private FullyConnected() {}

    static Sums sums(Tensor activations, Tensor weights) {
        int inputs = activations.extent(0);
        int channels = weights.extent(1);
        int filters = weights.extent(0);
        if (activations.rank() != 2 || activations.extent(1) != channels) {
            throw new IllegalArgumentException("activations " + Arrays.toString(activations.shape())
                    + " do not meet weights " + Arrays.toString(weights.shape()));
        }
        long largest = Reference.largestMagnitude(activations.data());
        int[][] rows = new int[inputs][];
        for (int n = 0; n < inputs; n++) {
            rows[n] = Arrays.copyOfRange(activations.data(), n * channels, (n + 1) * channels);
        }
        long[] sums = new long[Tensor.volume(inputs, filters)];
        int[] filter = new int[channels];
        for (int k = 0; k < filters; k++) {
            System.arraycopy(weights.data(), k * channels, filter, 0, channels);
            boolean narrow = Reference.fits32Bits(largest, sumOfMagnitudes(filter));
            for (int n = 0; n < inputs; n++) {
                sums[n * filters + k] = narrow ? dot(rows[n], filter) : wideDot(rows[n], filter);
            }
        }
        return new Sums(new int[] {inputs, filters}, sums);
    }

    private static long sumOfMagnitudes(int[] filter) {
        long sum = 0;
        for (int w : filter) {
            sum += Math.abs((long) w);
        }
        return sum;
    }

    private static int dot(int[] a, int[] w) {
        int sum = 0;
        for (int c = 0; c < w.length; c++) {
            sum += a[c] * w[c];
        }
        return sum;
    }

    private static long wideDot(int[] a, int[] w) {
        long sum = 0;
        for (int c = 0; c < w.length; c++) {
            sum += (long) a[c] * w[c];
        }
        return sum;
    }
}
