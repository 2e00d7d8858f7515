package bitwright.workload.quantise;

import bitwright.workload.WorkloadException;

/** Every weight by itself to the nearest code. */
public final class RoundToNearestWeights {
    private RoundToNearestWeights() {}

    /** Rounds weights {@code [K,kh,kw,C]} or {@code [K,C]}. */
    public static QuantisedWeights quantise(WeightFormat format, float[] values, int[] shape) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new WorkloadException("weights must be finite numbers, got " + value);
            }
        }
        int[][] members = Blocks.of(format, shape).members();
        int[] codes = new int[values.length];
        float[] scales = new float[members.length];
        for (int b = 0; b < members.length; b++) {
            float[] block = new float[members[b].length];
            for (int i = 0; i < block.length; i++) {
                block[i] = values[members[b][i]];
            }
            WeightFormat.Grid grid = format.grid(block, 0, block.length);
            scales[b] = grid.scale();
            for (int place : members[b]) {
                codes[place] = grid.code(values[place]);
            }
        }
        return new QuantisedWeights(format, shape, codes, scales);
    }
}
