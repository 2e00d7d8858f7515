package bitwright.accel.systolic;

import bitwright.accel.number.PeArithmetic;
import bitwright.arith.dot.Accumulator;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;

/**
 * Outputs by the statement of {@link SystolicArray}, product by product: every operand is looked up where it lies in its
 * tensor, and nothing is unrolled, moved or shared.
 */
final class StatedSums {
    private final SystolicArray machine;
    private final LoweredLayer lowered;
    private final Layer layer;
    private final Gemm gemm;
    private final PeArithmetic arithmetic;

    StatedSums(SystolicArray machine, LoweredLayer lowered) {
        this.machine = machine;
        this.lowered = lowered;
        layer = lowered.layer();
        gemm = lowered.gemm();
        arithmetic = new PeArithmetic(machine.pe().arithmetic());
    }

    /** {@code [window of the list · filters + filter]}. */
    double[] of(int[] windows) {
        int filters = gemm.groups() * gemm.n();
        var outputs = new double[windows.length * filters];
        var seen = new int[gemm.k()];
        for (int i = 0; i < windows.length; i++) {
            for (int filter = 0; filter < filters; filter++) {
                if (filter % gemm.n() == 0) {
                    for (int k = 0; k < seen.length; k++) {
                        seen[k] = activation(windows[i], filter / gemm.n(), k);
                    }
                }
                outputs[i * filters + filter] = output(seen, filter);
            }
        }
        return outputs;
    }

    private double output(int[] seen, int filter) {
        int stretch = machine.dataflow().loads() ? machine.array().rows() : gemm.k();
        Accumulator whole = arithmetic.start();
        Accumulator sum = arithmetic.start();
        for (int from = 0; from < gemm.k(); from += stretch) {
            for (int a = 0; a < lowered.activationOperand().pieces(); a++) {
                for (int w = 0; w < lowered.weightOperand().pieces(); w++) {
                    sum.clear();
                    for (int k = from; k < Math.min(gemm.k(), from + stretch); k++) {
                        int weight = lowered.weightOperand().codes()[filter * gemm.k() + k];
                        arithmetic.add(
                                sum,
                                piece(lowered.activationOperand(), seen[k], a),
                                piece(lowered.weightOperand(), weight, w));
                    }
                    whole.add(Math.scalb(sum.value(), lowered.shift(a, w)));
                }
            }
        }
        return whole.value();
    }

    private static int piece(EnteringOperand operand, int code, int piece) {
        if (operand.pieces() == 1) {
            return code;
        }
        int upper = code >> piece * operand.pieceBits();
        return piece == operand.pieces() - 1 ? upper : Math.floorMod(upper, 1 << operand.pieceBits());
    }

    int activation(int window, int group, int k) {
        int[] shape = lowered.activationOperand().values().shape();
        int channels = layer.channels() / gemm.groups();
        int channel = group * channels + k % channels;
        if (layer.isFullyConnected()) {
            return lowered.activationOperand().codes()[window * shape[1] + channel];
        }
        Geometry geometry = layer.geometry();
        int tap = k / channels;
        int x = window % layer.outputWidth() * geometry.strideW()
                + tap % layer.kernelWidth() * geometry.dilationW()
                - geometry.padLeft();
        int y = window / layer.outputWidth() % layer.outputHeight() * geometry.strideH()
                + tap / layer.kernelWidth() * geometry.dilationH()
                - geometry.padTop();
        int input = window / layer.outputWidth() / layer.outputHeight();
        if (x < 0 || x >= shape[2] || y < 0 || y >= shape[1]) {
            return lowered.activationOperand().zeroCode();
        }
        return lowered.activationOperand().codes()[((input * shape[1] + y) * shape[2] + x) * shape[3] + channel];
    }
}
