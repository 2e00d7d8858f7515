package bitwright.accel.pe;

import java.util.Arrays;

/** The bulk form of a PE that brings none of its own: its {@code dot}, group by group. */
final class GroupwiseKernel implements DotKernel {
    private final LanePe pe;
    private final LayerPrecision precision;
    private final Cost cost;
    /** {@code [filter][group][lane]}. */
    private final int[][][] filters;

    GroupwiseKernel(LanePe pe, int[][] filters, LayerPrecision precision) {
        this.pe = pe;
        this.precision = precision;
        this.cost = pe.cost(precision);
        this.filters = Arrays.stream(filters).map(this::groups).toArray(int[][][]::new);
    }

    private int[][] groups(int[] values) {
        int lanes = pe.lanes();
        var groups = new int[(values.length + lanes - 1) / lanes][];
        for (int group = 0; group < groups.length; group++) {
            groups[group] = Arrays.copyOfRange(values, group * lanes, Math.min((group + 1) * lanes, values.length));
        }
        return groups;
    }

    @Override
    public void multiply(int[] activations, long[] sums) {
        int[][] groups = groups(activations);
        for (int filter = 0; filter < filters.length; filter++) {
            sums[filter] = 0;
            for (int group = 0; group < groups.length; group++) {
                int[] weights = filters[filter][group];
                Control control = cost.control(weights, groups[group]);
                sums[filter] += pe.dot(weights, groups[group], control, precision, Bill.Sink.NONE)
                        .sum();
            }
        }
    }
}
