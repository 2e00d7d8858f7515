package bitwright.accel.pe;

import java.util.Arrays;

/** Whole products, added up filter by filter: the bulk form of bit-parallel multipliers. */
final class ProductKernel implements DotKernel {
    private final RowSums weights;
    private final int[] narrow;

    ProductKernel(int[][] filters, LayerPrecision precision) {
        weights = new RowSums(filters);
        narrow = weights.fitsInt(precision.activationBits()) ? new int[weights.filters()] : null;
    }

    @Override
    public void multiply(int[] activations, long[] sums) {
        if (narrow == null) {
            wide(activations, sums);
            return;
        }
        Arrays.fill(narrow, 0);
        for (int k = 0; k < weights.depth(); k++) {
            if (activations[k] != 0) {
                addScaled(narrow, weights.row(k), activations[k]);
            }
        }
        for (int f = 0; f < narrow.length; f++) {
            sums[f] = narrow[f];
        }
    }

    private static void addScaled(int[] sums, int[] row, int factor) {
        for (int f = 0; f < sums.length; f++) {
            sums[f] += factor * row[f];
        }
    }

    private void wide(int[] activations, long[] sums) {
        Arrays.fill(sums, 0, weights.filters(), 0);
        for (int k = 0; k < weights.depth(); k++) {
            long activation = activations[k];
            if (activation != 0) {
                int[] row = weights.row(k);
                for (int f = 0; f < row.length; f++) {
                    sums[f] += activation * row[f];
                }
            }
        }
    }
}
