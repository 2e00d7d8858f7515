package bitwright.accel.pe;

/**
 * Adds rows of weights, one row a depth position with one weight a filter, into sums of one a filter; what bulk kernels
 * share. Separate row arrays under one index let the JIT vectorise; 32-bit sums are used where they cannot overflow.
 */
final class RowSums {
    private final int filters;
    private final int depth;
    private final int[][] rows;
    /** The largest Σ|w| over the filters: the sum's bound per unit of activation. */
    private final long largestNorm;

    RowSums(int[][] weights) {
        filters = weights.length;
        depth = filters == 0 ? 0 : weights[0].length;
        rows = new int[depth][filters];
        long norm = 0;
        for (int f = 0; f < filters; f++) {
            int[] filter = weights[f];
            long sum = 0;
            for (int k = 0; k < depth; k++) {
                rows[k][f] = filter[k];
                sum += Math.abs((long) filter[k]);
            }
            norm = Math.max(norm, sum);
        }
        largestNorm = norm;
    }

    int filters() {
        return filters;
    }

    int depth() {
        return depth;
    }

    int[] row(int k) {
        return rows[k];
    }

    /** Whether Σ a·w with |a| below 2^bits fits an int for every filter, partial sums included. */
    boolean fitsInt(int bits) {
        return bits < 31 && largestNorm <= Integer.MAX_VALUE >> bits;
    }
}
