package bitwright.workload.statistics;

import bitwright.workload.Encoding;
import bitwright.workload.Tensor;

/**
 * An operand as hardware sees it, in numbers. Bits are those of the magnitude, as sign-magnitude designs spend them;
 * widths have one more for the sign where the operand is signed, and are at least 1 without it.
 *
 * @param shape the tensor's shape
 * @param encoding what its codes mean
 * @param values elements
 * @param zeros elements that are zero
 * @param least the least value
 * @param largest the largest value
 * @param neededBits the narrowest two's complement (or unsigned) width that holds every value
 * @param meanSetBits set bits of the magnitude, on average over all elements
 * @param widths groups of up to 16 consecutive channels by the width of their widest value; indexed by the width, 0 to 33
 */
public record OperandStatistics(
        int[] shape,
        Encoding encoding,
        long values,
        long zeros,
        int least,
        int largest,
        int neededBits,
        double meanSetBits,
        long[] widths) {
    /** Channels that share a precision in group-wise designs. */
    public static final int GROUP = 16;

    /** The statistics of hardware values, the last axis being the channels. */
    public static OperandStatistics of(Tensor values, Encoding encoding) {
        int[] data = values.data();
        int channels = values.rank() == 0 ? 1 : values.extent(values.rank() - 1);
        var tally = new Tally();
        long[] widths = new long[34];
        for (int from = 0; from < data.length; from += channels) {
            for (int group = from; group < from + channels; group += GROUP) {
                int width = tally.add(data, group, Math.min(group + GROUP, from + channels));
                widths[Math.max(1, width) + (encoding.signed() ? 1 : 0)]++;
            }
        }
        return new OperandStatistics(
                values.shape(),
                encoding,
                data.length,
                tally.zeros,
                data.length == 0 ? 0 : tally.least,
                data.length == 0 ? 0 : tally.largest,
                data.length == 0 ? 1 : neededBits(tally.least, tally.largest),
                data.length == 0 ? 0 : (double) tally.setBits / data.length,
                widths);
    }

    private static final class Tally {
        private long zeros;
        private long setBits;
        private int least = Integer.MAX_VALUE;
        private int largest = Integer.MIN_VALUE;

        /** Adds a group of values and returns the bits of its widest magnitude. */
        int add(int[] data, int from, int to) {
            int union = 0;
            for (int i = from; i < to; i++) {
                int value = data[i];
                int magnitude = value < 0 ? -value : value;
                union |= magnitude; // as long as the widest
                setBits += Integer.bitCount(magnitude);
                if (value == 0) {
                    zeros++;
                }
                if (value < least) {
                    least = value;
                }
                if (value > largest) {
                    largest = value;
                }
            }
            return bitLength(union);
        }
    }

    private static int neededBits(int least, int largest) {
        return least < 0
                ? 1 + Math.max(bitLength(~least), bitLength(Math.max(largest, 0)))
                : Math.max(1, bitLength(largest));
    }

    private static int bitLength(int magnitude) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(magnitude);
    }

    public double zeroFraction() {
        return values == 0 ? 0 : (double) zeros / values;
    }

    /** The mean width of a group, in bits. */
    public double meanWidth() {
        long groups = 0;
        long bits = 0;
        for (int width = 0; width < widths.length; width++) {
            groups += widths[width];
            bits += width * widths[width];
        }
        return groups == 0 ? 0 : (double) bits / groups;
    }
}
