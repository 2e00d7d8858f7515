package bitwright.accel.systolic;

/** Counts products of which neither factor is zero. */
final class EffectiveMacs {
    private EffectiveMacs() {}

    /** Σ over K of the output positions with a value there times the filters with one; every pair meets once. */
    static long count(LoweredLayer layer) {
        Gemm gemm = layer.gemm();
        var values = new int[gemm.k()];
        long count = 0;
        for (int group = 0; group < gemm.groups(); group++) {
            var ofWindows = new long[gemm.k()];
            for (int window = 0; window < gemm.m(); window++) {
                layer.wholeActivations(group, window, values);
                add(values, layer.activationOperand(), ofWindows);
            }
            var ofFilters = new long[gemm.k()];
            for (int filter = 0; filter < gemm.n(); filter++) {
                layer.wholeWeights(group, filter, values);
                add(values, layer.weightOperand(), ofFilters);
            }
            for (int k = 0; k < gemm.k(); k++) {
                count += ofWindows[k] * ofFilters[k];
            }
        }
        return count;
    }

    private static void add(int[] codes, EnteringOperand operand, long[] counts) {
        for (int k = 0; k < counts.length; k++) {
            counts[k] += operand.isZero(codes[k]) ? 0 : 1;
        }
    }
}
