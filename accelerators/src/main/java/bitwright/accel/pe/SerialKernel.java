package bitwright.accel.pe;

import java.util.Arrays;

/** Activations bit by bit: each set bit adds a row of weights into the sums of its plane, the planes are then shifted together. */
final class SerialKernel implements DotKernel {
    private final RowSums weights;
    private final boolean narrowFits;
    private final int bits;
    private final boolean signed;
    private final int[][] planes;

    SerialKernel(int[][] filters, LayerPrecision precision) {
        weights = new RowSums(filters);
        bits = precision.activationBits();
        signed = precision.activationsSigned();
        // One plane's sum is bounded by the weights alone.
        narrowFits = weights.fitsInt(0);
        planes = new int[bits][weights.filters()];
    }

    @Override
    public void multiply(int[] activations, long[] sums) {
        if (!narrowFits) {
            wide(activations, sums);
            return;
        }
        for (int[] plane : planes) {
            Arrays.fill(plane, 0);
        }
        int mask = bits == 32 ? -1 : (1 << bits) - 1;
        for (int k = 0; k < weights.depth(); k++) {
            for (int rest = activations[k] & mask; rest != 0; rest &= rest - 1) {
                add(planes[Integer.numberOfTrailingZeros(rest)], weights.row(k));
            }
        }
        Arrays.fill(sums, 0, weights.filters(), 0);
        for (int bit = 0; bit < bits; bit++) {
            int[] plane = planes[bit];
            boolean negative = signed && bit == bits - 1;
            for (int f = 0; f < plane.length; f++) {
                long shifted = (long) plane[f] << bit;
                sums[f] += negative ? -shifted : shifted;
            }
        }
    }

    private static void add(int[] sums, int[] row) {
        for (int f = 0; f < sums.length; f++) {
            sums[f] += row[f];
        }
    }

    private void wide(int[] activations, long[] sums) {
        Arrays.fill(sums, 0, weights.filters(), 0);
        for (int k = 0; k < weights.depth(); k++) {
            int[] row = weights.row(k);
            for (int bit = 0; bit < bits; bit++) {
                if ((activations[k] >> bit & 1) != 0) {
                    boolean negative = signed && bit == bits - 1;
                    for (int f = 0; f < row.length; f++) {
                        long shifted = (long) row[f] << bit;
                        sums[f] += negative ? -shifted : shifted;
                    }
                }
            }
        }
    }
}
