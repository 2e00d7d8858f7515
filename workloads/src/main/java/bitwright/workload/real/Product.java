package bitwright.workload.real;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import java.util.Arrays;

/**
 * A multiplication in the form in which accelerators run layers.
 *
 * @param name of the layer
 * @param op a multiplying operation
 * @param geometry how it slides
 * @param activations {@code [N,H,W,C]}, or {@code [N,C]}
 * @param weights {@code [K,kh,kw,C/groups]}, or {@code [K,C]}
 * @param constant whether the weights are known before the network runs
 * @param bias an integer for each filter, in units of the sums, or none at all
 */
public record Product(
        String name, Op op, Geometry geometry, Value activations, Value weights, boolean constant, long[] bias) {
    private static final long[] NO_BIAS = {};

    /** More multiplications in one product are not done on a file's word. */
    private static final long MOST_MACS = 1L << 36;

    public Product {
        int[] a = activations.shape();
        int[] w = weights.shape();
        boolean flat = w.length == 2;
        if (a.length != w.length || !flat && w.length != 4) {
            throw new WorkloadException(
                    "cannot multiply " + Arrays.toString(a) + " by " + Arrays.toString(w) + " (channels last)");
        }
        if (Arrays.stream(a).anyMatch(extent -> extent < 1) || Arrays.stream(w).anyMatch(extent -> extent < 1)) {
            throw new WorkloadException("multiplies an empty tensor, " + Arrays.toString(a) + " by "
                    + Arrays.toString(w) + " (channels last)");
        }
        int channels = a[a.length - 1];
        if ((long) w[w.length - 1] * geometry.groups() != channels || w[0] % geometry.groups() != 0) {
            throw new WorkloadException("weights " + Arrays.toString(w) + " in " + geometry.groups()
                    + " groups do not meet " + channels + " channels");
        }
        if (!flat && (geometry.outputHeight(a[1], w[1]) < 1 || geometry.outputWidth(a[2], w[2]) < 1)) {
            throw new WorkloadException("the kernel [" + w[1] + ", " + w[2] + "] does not fit the input [" + a[1] + ", "
                    + a[2] + "] with its padding");
        }
        int[] out = outputShape(geometry, a, w);
        Value.volume(out);
        double macs = macs(out, w);
        if (macs > MOST_MACS) {
            throw new WorkloadException("asks for " + macs + " multiplications; at most " + MOST_MACS + " are done");
        }
    }

    private static double macs(int[] out, int[] w) {
        return Arrays.stream(out).asDoubleStream().reduce(1, (x, y) -> x * y)
                * Arrays.stream(w).skip(1).asDoubleStream().reduce(1, (x, y) -> x * y);
    }

    /** Multiplications, those with padding included. */
    public double macs() {
        return macs(outputShape(), weights.shape());
    }

    /** {@code [N,Ho,Wo,K]}, or {@code [N,K]}. */
    public int[] outputShape() {
        return outputShape(geometry, activations.shape(), weights.shape());
    }

    private static int[] outputShape(Geometry geometry, int[] a, int[] w) {
        return w.length == 2
                ? new int[] {a[0], w[0]}
                : new int[] {a[0], geometry.outputHeight(a[1], w[1]), geometry.outputWidth(a[2], w[2]), w[0]};
    }

    Product(String name, Op op, Geometry geometry, Value activations, Value weights, boolean constant) {
        this(name, op, geometry, activations, weights, constant, NO_BIAS);
    }

    Product withBias(long[] integers) {
        return new Product(name, op, geometry, activations, weights, constant, integers);
    }
}
