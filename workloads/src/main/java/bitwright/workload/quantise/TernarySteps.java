package bitwright.workload.quantise;

import bitwright.workload.IntegerFormat;

/** Weights −1, 0 and 1 times the mean of their magnitudes (BitNet b1.58: Ma et al., arXiv 2402.17764). */
public record TernarySteps(int group, Blocks.Lines lines) implements WeightFormat {
    @Override
    public String name() {
        return "ternary" + Granularity.label(group, lines);
    }

    @Override
    public IntegerFormat codes() {
        return new IntegerFormat(2, true);
    }

    @Override
    public double storedBits() {
        return StrictMath.log(3) / StrictMath.log(2);
    }

    @Override
    public Grid grid(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.abs(values[i]);
        }
        float mean = (float) (sum / Math.max(1, to - from));
        return new IntegerSteps.Steps(mean == 0 ? 1 : Math.max(mean, Float.MIN_NORMAL), -1, 1);
    }
}
