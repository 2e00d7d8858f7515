package bitwright.accel.number;

import bitwright.arith.dot.Accumulator;

/** A layer's weights in groups, and the sums of what each group gives. */
final class GroupShares {
    private final WeightGroups rule;
    private final int depth;
    private final int groups;
    private final CodedTensor coded;
    /** {@code [filter · groups + group]}. */
    private final WeightGroups.Step[] steps;

    private final double[] sums;

    private GroupShares(WeightGroups rule, float[] reals, int filters) {
        this.rule = rule;
        depth = reals.length / filters;
        groups = rule.groups(depth);
        steps = new WeightGroups.Step[filters * groups];
        sums = new double[filters];
        // Scales are float16 as a rule: a power of two for the tensor keeps them in its range.
        double unit =
                Math.scalb(1.0, Math.getExponent(Span.of(reals, 0, reals.length).magnitude()));
        var codes = new int[reals.length];
        var values = new double[reals.length];
        for (int filter = 0; filter < filters; filter++) {
            for (int group = 0; group < groups; group++) {
                int from = filter * depth + group * rule.size();
                int to = Math.min(from + rule.size(), (filter + 1) * depth);
                double least = 0;
                double largest = 0;
                for (int i = from; i < to; i++) {
                    least = Math.min(least, reals[i] / unit);
                    largest = Math.max(largest, reals[i] / unit);
                }
                var step = rule.step(least, largest);
                steps[filter * groups + group] = step;
                for (int i = from; i < to; i++) {
                    codes[i] = step.code(reals[i] / unit);
                    values[i] = codes[i];
                    sums[filter] += step.value(codes[i]);
                }
            }
        }
        coded = new CodedTensor(codes, values, new double[] {unit}, 0, 0);
    }

    /** Weights {@code [filter][k]} in groups along k. */
    static GroupShares of(WeightGroups rule, float[] reals, int filters) {
        return new GroupShares(rule, reals, filters);
    }

    /** What enters the PEs: codes as they are, one scale for all. */
    CodedTensor coded() {
        return coded;
    }

    /** Each filter's sum of dequantised weights. */
    double[] sums() {
        return sums;
    }

    /**
     * The outputs of filters, group by group.
     *
     * @param products of some filters that see the same activations
     * @param ones of one filter of ones
     * @param firstFilter the first of the filters
     */
    double[] of(FilterSums products, FilterSums ones, int firstFilter, int[] codes, double[] values) {
        var whole = new Accumulator[products.filters];
        for (int f = 0; f < whole.length; f++) {
            whole[f] = rule.accumulation().start();
        }
        for (int group = 0; group < groups; group++) {
            int from = group * rule.size();
            int to = Math.min(from + rule.size(), depth);
            double activations = ones.of(codes, values, from, to)[0];
            double[] found = products.of(codes, values, from, to);
            for (int f = 0; f < whole.length; f++) {
                var step = steps[(firstFilter + f) * groups + group];
                whole[f].add(step.scale() * (found[f] - step.zeroPoint() * activations));
            }
        }
        var outputs = new double[whole.length];
        for (int f = 0; f < outputs.length; f++) {
            outputs[f] = whole[f].value();
        }
        return outputs;
    }
}
