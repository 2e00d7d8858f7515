package bitwright.workload.inference;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import java.util.Arrays;

/** The operations that do not multiply, on codes. */
final class PlainOps {
    private PlainOps() {}

    static int[] add(Node.Add node, Port first, Port second, int[] a, int[] b, Rounding rounding) {
        int leftShift = node.result().format().bits() > 8 ? 15 : 20;
        float s1 = known(node, first);
        float s2 = known(node, second);
        double twice = 2 * (double) Math.max(s1, s2);
        Multiplier m1 = Multiplier.of(s1 / twice);
        Multiplier m2 = Multiplier.of(s2 / twice);
        Multiplier out = Multiplier.of(twice / ((1 << leftShift) * (double) known(node, node.result())));
        if (out.shift() > 0) {
            throw new WorkloadException("layer " + node.name() + ": the output's scale is too small for its inputs'");
        }
        int[] codes = new int[a.length];
        for (int i = 0; i < codes.length; i++) {
            int x = m1.apply(a[i] - first.zeroPoint() << leftShift, rounding);
            int y = m2.apply(b[i] - second.zeroPoint() << leftShift, rounding);
            codes[i] = node.clamp()
                    .cut((long) out.apply(x + y, rounding) + node.result().zeroPoint());
        }
        return codes;
    }

    private static float known(Node node, Port port) {
        if (!port.scale().isKnown()) {
            throw new WorkloadException("layer " + node.name() + ": a scale of its inputs or output is unknown");
        }
        return port.scale().at(0);
    }

    static int[] pool(Node.Pool node, Tensor input) {
        Geometry g = node.geometry();
        int[] out = node.outputShape();
        int height = input.extent(1);
        int width = input.extent(2);
        int channels = input.extent(3);
        int[] codes = new int[input.extent(0) * out[1] * out[2] * channels];
        long[] window = new long[channels];
        int at = 0;
        for (int n = 0; n < input.extent(0); n++) {
            for (int y = 0; y < out[1]; y++) {
                int top = Math.max(0, y * g.strideH() - g.padTop());
                int bottom = Math.min(height, y * g.strideH() - g.padTop() + node.windowHeight());
                for (int x = 0; x < out[2]; x++) {
                    int left = Math.max(0, x * g.strideW() - g.padLeft());
                    int right = Math.min(width, x * g.strideW() - g.padLeft() + node.windowWidth());
                    Arrays.fill(window, node.op() == Op.MAX_POOL ? Long.MIN_VALUE : 0);
                    for (int row = top; row < bottom; row++) {
                        for (int column = left; column < right; column++) {
                            int from = ((n * height + row) * width + column) * channels;
                            gather(node.op(), input.data(), from, window);
                        }
                    }
                    int count = (bottom - top) * (right - left);
                    for (int c = 0; c < channels; c++) {
                        codes[at++] = node.clamp().cut(node.op() == Op.MAX_POOL ? window[c] : mean(window[c], count));
                    }
                }
            }
        }
        return codes;
    }

    private static void gather(Op op, int[] codes, int from, long[] window) {
        for (int c = 0; c < window.length; c++) {
            window[c] = op == Op.MAX_POOL ? Math.max(window[c], codes[from + c]) : window[c] + codes[from + c];
        }
    }

    /** Rounded half away from zero. */
    private static long mean(long sum, int count) {
        return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
    }

    static int[] pad(Node.Pad node, Tensor input) {
        int[] shape = node.outputShape();
        int[] codes = new int[input.extent(0) * shape[1] * shape[2] * shape[3]];
        Arrays.fill(codes, node.result().zeroPoint());
        int channels = input.extent(3);
        for (int n = 0; n < input.extent(0); n++) {
            for (int y = 0; y < input.extent(1); y++) {
                for (int x = 0; x < input.extent(2); x++) {
                    int from = ((n * input.extent(1) + y) * input.extent(2) + x) * channels;
                    int to = ((n * shape[1] + y + node.rows()[0]) * shape[2] + x + node.columns()[0]) * shape[3]
                            + node.channels()[0];
                    System.arraycopy(input.data(), from, codes, to, channels);
                }
            }
        }
        return codes;
    }

    /** The division by the number of positions is folded into the multiplier, as TensorFlow Lite does it. */
    static int[] mean(Node.Mean node, Port source, Tensor input, Rounding rounding) {
        int positions = input.extent(1) * input.extent(2);
        int channels = input.extent(3);
        Multiplier scale = Multiplier.of((double) known(node, source) / known(node, node.result()));
        if (scale.shift() > 30) {
            throw new WorkloadException("layer " + node.name() + ": the output's scale is too small for its input's");
        }
        int shift = Math.min(63 - Long.numberOfLeadingZeros(positions), Math.min(32, 31 + scale.shift()));
        var folded = new Multiplier((int) (((long) scale.multiplier() << shift) / positions), scale.shift() - shift);
        int[] codes = new int[input.extent(0) * channels];
        for (int n = 0; n < input.extent(0); n++) {
            for (int c = 0; c < channels; c++) {
                int sum = 0;
                for (int p = 0; p < positions; p++) {
                    sum += input.data()[(n * positions + p) * channels + c];
                }
                sum -= source.zeroPoint() * positions;
                long code = (long) folded.apply(sum, rounding) + node.result().zeroPoint();
                codes[n * channels + c] = (int) Math.max(
                        node.result().format().least(),
                        Math.min(node.result().format().largest(), code));
            }
        }
        return codes;
    }

    static int[] softmax(Node.Softmax node, Port source, Tensor input, Rounding rounding) {
        Port result = node.result();
        if (source.format().bits() != 8
                || !source.format().signed()
                || !result.encoding().format().equals("int8")
                || result.zeroPoint() != -128
                || known(node, result) != 1 / 256f) {
            throw new WorkloadException("layer " + node.name()
                    + ": softmax is computed from int8 to int8 with scale 1/256 and zero point -128 alone");
        }
        int depth = input.extent(input.rank() - 1);
        if (depth > Softmax.MOST_TERMS) {
            throw new WorkloadException("layer " + node.name() + ": softmax is computed over at most "
                    + Softmax.MOST_TERMS + " terms, got " + depth);
        }
        var softmax = new Softmax(node.name(), node.beta(), known(node, source), rounding);
        int[] codes = new int[input.data().length];
        for (int from = 0; from < codes.length; from += depth) {
            softmax.row(input.data(), from, depth, codes);
        }
        return codes;
    }
}
