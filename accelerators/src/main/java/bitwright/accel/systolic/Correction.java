package bitwright.accel.systolic;

/**
 * What makes a sum of stored codes the sum of hardware values: Σ (a − z)(w − y) = Σ a·w − z Σ w − y Σ a + K·z·y. The sums
 * over weights are constants; those over activations, needed only where weights have a zero point, are taken beside the
 * array.
 */
final class Correction {
    private final LoweredLayer layer;
    private final int activationZero;
    private final int weightZero;
    private final long[] weightSums;

    Correction(LoweredLayer layer) {
        this.layer = layer;
        activationZero = layer.activationOperand().correction();
        weightZero = layer.weightOperand().correction();
        weightSums = activationZero == 0 ? null : weightSums();
    }

    private long[] weightSums() {
        Gemm gemm = layer.gemm();
        var sums = new long[gemm.groups() * gemm.n()];
        var row = new int[gemm.k()];
        for (int filter = 0; filter < sums.length; filter++) {
            layer.wholeWeights(filter / gemm.n(), filter % gemm.n(), row);
            sums[filter] = sum(row);
        }
        return sums;
    }

    private static long sum(int[] codes) {
        long sum = 0;
        for (int code : codes) {
            sum += code;
        }
        return sum;
    }

    /** Whether sums need it. */
    boolean isNeeded() {
        return activationZero != 0 || weightZero != 0;
    }

    /** Additions a layer, the constant of each output included. */
    long additions() {
        Gemm gemm = layer.gemm();
        long outputs = (long) gemm.m() * gemm.n() * gemm.groups();
        long windowSums = weightZero == 0 ? 0 : (long) gemm.m() * gemm.k() * gemm.groups() + outputs;
        return isNeeded() ? outputs + windowSums : 0;
    }

    /** Corrects the sums of some windows, {@code [window of the list · filters + filter]}, in place, modulo 2^64. */
    void apply(int[] windows, long[] sums) {
        if (!isNeeded()) {
            return;
        }
        Gemm gemm = layer.gemm();
        int filters = gemm.groups() * gemm.n();
        var row = new int[gemm.k()];
        for (int i = 0; i < windows.length; i++) {
            for (int group = 0; group < gemm.groups(); group++) {
                long ofWindow = 0;
                if (weightZero != 0) {
                    layer.wholeActivations(group, windows[i], row);
                    ofWindow = weightZero * sum(row) - (long) gemm.k() * activationZero * weightZero;
                }
                for (int filter = group * gemm.n(); filter < (group + 1) * gemm.n(); filter++) {
                    long ofFilter = activationZero == 0 ? 0 : activationZero * weightSums[filter];
                    sums[i * filters + filter] -= ofFilter + ofWindow;
                }
            }
        }
    }
}
