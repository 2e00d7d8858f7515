package bitwright.workload.statistics;

import bitwright.workload.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How an operand's values lie: over their range, over the bits of the magnitude, and over the channels.
 *
 * @param values elements
 * @param from the least value of the first bin, a multiple of the bins' width
 * @param binWidth values in a bin, a power of two
 * @param bins elements in each bin, up to 64 of them
 * @param setBits elements whose magnitude has a bit set, by the bit's position
 * @param channels extent of the last axis
 * @param outliers channels whose root mean square is at least {@link #OUTLIER} times the median channel's, the largest
 *     first
 */
public record ValueDistribution(
        long values, long from, long binWidth, long[] bins, long[] setBits, int channels, List<Outlier> outliers) {
    /** From how many times the median on a channel is an outlier. */
    public static final double OUTLIER = 6;

    private static final int MOST_BINS = 64;

    /**
     * A channel whose values are larger than those of others.
     *
     * @param channel its place on the last axis
     * @param ratio its root mean square over the median channel's
     * @param largest its largest magnitude
     */
    public record Outlier(int channel, double ratio, int largest) {}

    /** The distribution of hardware values, the last axis being the channels. */
    public static ValueDistribution of(Tensor tensor) {
        int[] data = tensor.data();
        int channels = tensor.rank() == 0 ? 1 : tensor.extent(tensor.rank() - 1);
        int least = 0;
        int largest = 0;
        if (data.length > 0) {
            least = data[0];
            largest = data[0];
        }
        long[] setBits = new long[Integer.SIZE];
        double[] squares = new double[channels];
        int[] peaks = new int[channels];
        for (int i = 0, channel = 0; i < data.length; i++) {
            int value = data[i];
            least = Math.min(least, value);
            largest = Math.max(largest, value);
            int magnitude = Math.abs(value);
            for (int rest = magnitude; rest != 0; rest &= rest - 1) {
                setBits[Integer.numberOfTrailingZeros(rest)]++;
            }
            squares[channel] += (double) value * value;
            peaks[channel] = Math.max(peaks[channel], magnitude);
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
        long width = 1;
        while (Math.floorDiv((long) largest, width) - Math.floorDiv((long) least, width) >= MOST_BINS) {
            width *= 2;
        }
        long first = Math.floorDiv((long) least, width);
        long[] bins = new long[(int) (Math.floorDiv((long) largest, width) - first) + 1];
        int shift = Long.numberOfTrailingZeros(width);
        for (int value : data) {
            bins[(int) ((value >> Math.min(shift, 31)) - first)]++;
        }
        return new ValueDistribution(
                data.length,
                first * width,
                width,
                bins,
                setBits,
                channels,
                outliers(squares, peaks, data.length / Math.max(1, channels)));
    }

    private static List<Outlier> outliers(double[] squares, int[] peaks, int rows) {
        double[] sorted = squares.clone();
        Arrays.sort(sorted);
        double median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        var outliers = new ArrayList<Outlier>();
        // Where most channels hold nothing but zeros there is nothing to be larger than.
        for (int channel = 0; median > 0 && rows > 0 && channel < squares.length; channel++) {
            double ratio = Math.sqrt(squares[channel] / median);
            if (ratio >= OUTLIER) {
                outliers.add(new Outlier(channel, ratio, peaks[channel]));
            }
        }
        outliers.sort((one, other) -> Double.compare(other.ratio, one.ratio));
        return List.copyOf(outliers);
    }

    /** How many bit positions are used by any value. */
    public int usedBits() {
        int used = setBits.length;
        while (used > 0 && setBits[used - 1] == 0) {
            used--;
        }
        return used;
    }

    /** The share of elements whose magnitude has a bit set, 0 to 1. */
    public double density(int bit) {
        return values == 0 ? 0 : (double) setBits[bit] / values;
    }
}
