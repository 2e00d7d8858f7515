package bitwright.accel.systolic;

import bitwright.accel.number.PeArithmetic;
import bitwright.arith.dot.Accumulator;
import bitwright.workload.reference.WindowSums;

/** Outputs computed from unrolled windows in the array's order of sums, without its registers. */
final class Recomputation {
    private final SystolicArray machine;
    private final LoweredLayer layer;
    private final Gemm gemm;

    Recomputation(SystolicArray machine, LoweredLayer layer) {
        this.machine = machine;
        this.layer = layer;
        gemm = layer.gemm();
    }

    /** The outputs of some windows, {@code [window of the list · filters + filter]}. */
    OutputValues of(int[] windows) {
        int filters = gemm.groups() * gemm.n();
        int size = Math.multiplyExact(windows.length, filters);
        return machine.pe().isPlain() ? integers(windows, filters, size) : reals(windows, filters, size);
    }

    private OutputValues integers(int[] windows, int filters, int size) {
        var outputs = new OutputValues.Integers(
                new long[size], machine.pe().accumulator().bits());
        var left = new int[gemm.k()];
        int[][] right = new int[gemm.n()][gemm.k()];
        for (int group = 0; group < gemm.groups(); group++) {
            for (int w = 0; w < layer.weightOperand().pieces(); w++) {
                for (int filter = 0; filter < gemm.n(); filter++) {
                    layer.weights(group, filter, 0, gemm.k(), w, right[filter], 0);
                }
                for (int a = 0; a < layer.activationOperand().pieces(); a++) {
                    for (int i = 0; i < windows.length; i++) {
                        layer.activations(group, windows[i], 0, gemm.k(), a, left, 0);
                        int at = i * filters + group * gemm.n();
                        for (int filter = 0; filter < gemm.n(); filter++) {
                            long sum = OutputValues.Integers.wrap(dot(left, right[filter]), outputs.bits());
                            outputs.sums()[at + filter] += sum << layer.shift(a, w);
                        }
                    }
                }
            }
        }
        return outputs;
    }

    private static long dot(int[] left, int[] right) {
        long sum = 0;
        for (int k = 0; k < left.length; k++) {
            sum += (long) left[k] * right[k];
        }
        return sum;
    }

    private OutputValues reals(int[] windows, int filters, int size) {
        var arithmetic = new PeArithmetic(machine.pe().arithmetic());
        Accumulator sum = arithmetic.start();
        Accumulator joined = arithmetic.start();
        var outputs = new double[size];
        var left = new int[gemm.k()];
        var right = new int[gemm.k()];
        int stretch = machine.dataflow().loads() ? machine.array().rows() : gemm.k();
        for (int group = 0; group < gemm.groups(); group++) {
            for (int i = 0; i < windows.length; i++) {
                for (int filter = 0; filter < gemm.n(); filter++) {
                    joined.clear();
                    for (int from = 0; from < gemm.k(); from += stretch) {
                        int to = Math.min(gemm.k(), from + stretch);
                        for (int a = 0; a < layer.activationOperand().pieces(); a++) {
                            for (int w = 0; w < layer.weightOperand().pieces(); w++) {
                                layer.activations(group, windows[i], from, to - from, a, left, from);
                                layer.weights(group, filter, from, to - from, w, right, from);
                                sum.clear();
                                for (int k = from; k < to; k++) {
                                    arithmetic.add(sum, left[k], right[k]);
                                }
                                joined.add(Math.scalb(sum.value(), layer.shift(a, w)));
                            }
                        }
                    }
                    outputs[i * filters + group * gemm.n() + filter] = joined.value();
                }
            }
        }
        return new OutputValues.Reals(outputs);
    }

    /** What the outputs should be: exact integers from the reference inference. */
    long[] reference(int[] windows) {
        return WindowSums.of(
                layer.layer().geometry(),
                layer.activationOperand().values(),
                layer.weightOperand().values(),
                windows);
    }
}
