package bitwright.accel.systolic;

import bitwright.accel.number.PeArithmetic;
import bitwright.accel.number.WeightGroups;
import bitwright.arith.dot.Accumulator;
import bitwright.workload.reference.WindowSums;

/** Outputs of an array with {@link WeightGroups}, without its registers. */
final class GroupArithmetic {
    private final LoweredLayer layer;
    private final Gemm gemm;
    private final MacPe pe;
    private final GroupedWeights weights;

    GroupArithmetic(LoweredLayer layer, MacPe pe, GroupedWeights weights) {
        this.layer = layer;
        this.pe = pe;
        this.weights = weights;
        gemm = layer.gemm();
    }

    /** The code of a weight of one. */
    static int one(MacPe pe) {
        return pe.isInteger() ? 1 : Math.toIntExact(pe.weights().element().encode(1));
    }

    /** The outputs of some windows, {@code [window of the list · filters + filter]}, from unrolled windows. */
    double[] of(int[] windows) {
        return of(windows, pe.isPlain() ? new PlainSums() : new StatedGroups(), null);
    }

    /** The same by the statement of {@link WeightGroups}, every activation looked up where it lies in its tensor. */
    double[] stated(int[] windows, StatedSums operands) {
        return of(windows, new StatedGroups(), operands);
    }

    private double[] of(int[] windows, Sums sums, StatedSums operands) {
        int filters = gemm.groups() * gemm.n();
        var outputs = new double[windows.length * filters];
        var left = new int[gemm.k()];
        int size = weights.rule().size();
        var shared = new double[weights.groups()];
        Accumulator whole = weights.rule().accumulation().start();
        for (int i = 0; i < windows.length; i++) {
            for (int channels = 0; channels < gemm.groups(); channels++) {
                if (operands == null) {
                    layer.activations(channels, windows[i], 0, gemm.k(), 0, left, 0);
                } else {
                    for (int k = 0; k < left.length; k++) {
                        left[k] = operands.activation(windows[i], channels, k);
                    }
                }
                for (int group = 0; group < shared.length; group++) {
                    shared[group] = sums.activations(left, group * size, Math.min(gemm.k(), (group + 1) * size));
                }
                for (int f = channels * gemm.n(); f < (channels + 1) * gemm.n(); f++) {
                    whole.clear();
                    for (int group = 0; group < shared.length; group++) {
                        int to = Math.min(gemm.k(), (group + 1) * size);
                        double products = sums.products(left, f * gemm.k(), group * size, to);
                        whole.add(weights.share(f, group, products, shared[group]));
                    }
                    outputs[i * filters + f] = whole.value();
                }
            }
        }
        return outputs;
    }

    /** What the outputs would be with the layer's own weights. */
    long[] reference(int[] windows) {
        return WindowSums.of(
                layer.layer().geometry(), layer.activationOperand().values(), weights.originalValues(), windows);
    }

    /** Sums of one group. */
    private interface Sums {
        double activations(int[] left, int from, int to);

        double products(int[] left, int row, int from, int to);
    }

    /** Integers that wrap at the end. */
    private final class PlainSums implements Sums {
        private final int[] codes = layer.weightOperand().codes();
        private final int bits = pe.accumulator().bits();

        @Override
        public double activations(int[] left, int from, int to) {
            long sum = 0;
            for (int k = from; k < to; k++) {
                sum += left[k];
            }
            return OutputValues.Integers.wrap(sum, bits);
        }

        @Override
        public double products(int[] left, int row, int from, int to) {
            long sum = 0;
            for (int k = from; k < to; k++) {
                sum += (long) left[k] * codes[row + k];
            }
            return OutputValues.Integers.wrap(sum, bits);
        }
    }

    /** Accumulators of any format, product by product. */
    private final class StatedGroups implements Sums {
        private final int[] codes = layer.weightOperand().codes();
        private final PeArithmetic arithmetic = new PeArithmetic(pe.arithmetic());
        private final Accumulator sum = arithmetic.start();
        private final int one = one(pe);

        @Override
        public double activations(int[] left, int from, int to) {
            sum.clear();
            for (int k = from; k < to; k++) {
                arithmetic.add(sum, left[k], one);
            }
            return sum.value();
        }

        @Override
        public double products(int[] left, int row, int from, int to) {
            sum.clear();
            for (int k = from; k < to; k++) {
                arithmetic.add(sum, left[k], codes[row + k]);
            }
            return sum.value();
        }
    }
}
