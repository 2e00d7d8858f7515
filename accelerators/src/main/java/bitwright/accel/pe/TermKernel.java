package bitwright.accel.pe;

import bitwright.arith.recoding.Recoding;
import java.util.Arrays;

/**
 * Activations as signed powers of two: each term adds or subtracts a row of weights in its power's plane; the planes are
 * then shifted together. Where weights are recoded too, a row holds what their terms add up to.
 */
final class TermKernel implements DotKernel {
    private final RowSums weights;
    private final Recoding recoding;
    /** {@code [power][filter]}. */
    private final long[][] planes;

    /** @param weightRecoding how weights are recoded, or null where they are multiplied whole */
    TermKernel(int[][] filters, Recoding activationRecoding, Recoding weightRecoding, LayerPrecision precision) {
        weights = new RowSums(weightRecoding == null ? filters : recoded(filters, weightRecoding));
        recoding = activationRecoding;
        // A run of ones may become one power more than the magnitude has bits.
        planes = new long[precision.activationBits() + 1][weights.filters()];
    }

    private static int[][] recoded(int[][] filters, Recoding recoding) {
        return Arrays.stream(filters)
                .map(filter -> Arrays.stream(filter)
                        .map(weight -> Math.toIntExact(recoding.positive(weight) - recoding.negative(weight)))
                        .toArray())
                .toArray(int[][]::new);
    }

    @Override
    public void multiply(int[] activations, long[] sums) {
        for (long[] plane : planes) {
            Arrays.fill(plane, 0);
        }
        for (int k = 0; k < weights.depth(); k++) {
            if (activations[k] != 0) {
                int[] row = weights.row(k);
                for (long rest = recoding.positive(activations[k]); rest != 0; rest &= rest - 1) {
                    add(planes[Long.numberOfTrailingZeros(rest)], row);
                }
                for (long rest = recoding.negative(activations[k]); rest != 0; rest &= rest - 1) {
                    subtract(planes[Long.numberOfTrailingZeros(rest)], row);
                }
            }
        }
        Arrays.fill(sums, 0, weights.filters(), 0);
        for (int power = 0; power < planes.length; power++) {
            for (int f = 0; f < weights.filters(); f++) {
                sums[f] += planes[power][f] << power;
            }
        }
    }

    private static void add(long[] sums, int[] row) {
        for (int f = 0; f < row.length; f++) {
            sums[f] += row[f];
        }
    }

    private static void subtract(long[] sums, int[] row) {
        for (int f = 0; f < row.length; f++) {
            sums[f] -= row[f];
        }
    }
}
