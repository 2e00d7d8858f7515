package bitwright.accel.number;

import bitwright.workload.Geometry;
import java.util.Arrays;
import java.util.Optional;

/**
 * A layer's weights as PEs of an {@link Arithmetic} hold them, ready to be multiplied with activations. Immutable.
 *
 * <p>A sum is taken in the order of K, kernel positions first, channels of a position innermost, padding included; where
 * several lanes make a step, each position begins a new one.
 */
public final class CodedLayer {
    private final Arithmetic arithmetic;
    private final SumOrder order;
    private final Geometry geometry;
    /** {@code [K,kh,kw,C/groups]}. */
    private final int[] kernel;

    private final boolean flat;
    private final int padded;
    private final int depth;
    private final int steps;
    private final FilterSums.Weights[] groups;
    private final double[] weightSums;
    private final Optional<GroupShares> shares;

    /**
     * Prepares weights.
     *
     * @param shape {@code [K,kh,kw,C/groups]} or {@code [K,C]}
     */
    public CodedLayer(Arithmetic arithmetic, SumOrder order, Geometry geometry, int[] shape, CodedTensor weights) {
        this(arithmetic, order, geometry, shape, weights, Optional.empty());
    }

    /** Prepares weights in groups, each dequantised behind its own products, in the order of K. */
    CodedLayer(Arithmetic arithmetic, Geometry geometry, int[] shape, GroupShares shares) {
        this(arithmetic, SumOrder.PLAIN, geometry, shape, shares.coded(), Optional.of(shares));
    }

    private CodedLayer(
            Arithmetic arithmetic,
            SumOrder order,
            Geometry geometry,
            int[] shape,
            CodedTensor weights,
            Optional<GroupShares> shares) {
        this.shares = shares;
        this.arithmetic = arithmetic;
        this.order = order;
        this.geometry = geometry;
        flat = shape.length == 2;
        kernel = flat ? new int[] {shape[0], 1, 1, shape[1]} : shape.clone();
        int channels = kernel[3];
        int lanes = arithmetic.lanes();
        padded = (channels + lanes - 1) / lanes * lanes;
        steps = kernel[1] * kernel[2] * padded / lanes;
        // Steps that go to columns in turn are laid one column after the other, each as long as the longest.
        depth = split() ? (steps + order.columns() - 1) / order.columns() * order.columns() * lanes : steps * lanes;
        int filters = kernel[0] / geometry.groups();
        groups = new FilterSums.Weights[geometry.groups()];
        weightSums = new double[kernel[0]];
        int row = kernel[1] * kernel[2] * channels;
        for (int g = 0; g < groups.length; g++) {
            var codes = new int[depth * filters];
            var values = new double[codes.length];
            Arrays.fill(codes, weights.zeroCode());
            for (int f = 0; f < filters; f++) {
                for (int k = 0; k < row; k++) {
                    int from = (g * filters + f) * row + k;
                    int to = place(k / channels * padded + k % channels) * filters + f;
                    codes[to] = weights.codes()[from];
                    values[to] = weights.values()[from];
                    weightSums[g * filters + f] += weights.values()[from];
                }
            }
            groups[g] = new FilterSums.Weights(filters, depth, codes, values, oneScaleAStep(channels));
        }
    }

    private boolean split() {
        return flat && order.columns() > 1;
    }

    /** Where an element of the padded K is laid. */
    private int place(int k) {
        if (!split()) {
            return k;
        }
        int lanes = arithmetic.lanes();
        int step = k / lanes;
        int longest = (steps + order.columns() - 1) / order.columns();
        return (step % order.columns() * longest + step / order.columns()) * lanes + k % lanes;
    }

    private boolean oneScaleAStep(int channels) {
        for (OperandFormat format : new OperandFormat[] {arithmetic.activations(), arithmetic.weights()}) {
            if (format.block().isPresent()) {
                int size = format.block().get().blockSize();
                if (size % arithmetic.lanes() != 0 || groups.length > 1 && channels > 1 && channels % size != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The sum of a filter's weights, in units of their values. */
    double weightSum(int filter) {
        return shares.isPresent() ? shares.get().sums()[filter] : weightSums[filter];
    }

    /**
     * The sums of all outputs, {@code [N,Ho,Wo,K]} or {@code [N,K]}, in units of the operands' values; zero points of
     * activations not yet taken off.
     *
     * @param in {@code [N,H,W,C]} or {@code [N,C]}
     */
    public double[] sums(CodedTensor activations, int[] in) {
        int height = flat ? 1 : in[1];
        int width = flat ? 1 : in[2];
        int rows = flat ? 1 : geometry.outputHeight(height, kernel[1]);
        int columns = flat ? 1 : geometry.outputWidth(width, kernel[2]);
        int stretch = split() ? depth / order.columns() / arithmetic.lanes() : order.stretch();
        var codes = new int[depth];
        var values = new double[depth];
        var results = new double[in[0] * rows * columns * kernel[0]];
        for (int group = 0; group < groups.length; group++) {
            FilterSums sums = FilterSums.of(arithmetic, groups[group], activations.values());
            FilterSums ones = shares.isPresent() ? ones(activations) : null;
            SumRow joined = stretch < depth / arithmetic.lanes() ? joined(sums.filters) : null;
            for (int window = 0; window < in[0] * rows * columns; window++) {
                int n = window / columns / rows;
                int y = window / columns % rows * geometry.strideH() - geometry.padTop();
                int x = window % columns * geometry.strideW() - geometry.padLeft();
                Arrays.fill(codes, activations.zeroCode());
                Arrays.fill(values, activations.zeroPoint());
                gather(activations, in, (n * height) * width, y, x, group, codes, values);
                double[] found;
                if (ones != null) {
                    found = shares.orElseThrow().of(sums, ones, group * sums.filters, codes, values);
                } else {
                    found = joined == null
                            ? sums.of(codes, values, 0, depth)
                            : joined(sums, joined, stretch, codes, values);
                }
                System.arraycopy(found, 0, results, window * kernel[0] + group * sums.filters, sums.filters);
            }
        }
        return results;
    }

    private void gather(
            CodedTensor activations, int[] in, int origin, int y, int x, int group, int[] codes, double[] values) {
        int channels = kernel[3];
        int height = flat ? 1 : in[1];
        int width = flat ? 1 : in[2];
        for (int i = 0; i < kernel[1]; i++) {
            int row = y + i * geometry.dilationH();
            for (int j = 0; j < kernel[2] && row >= 0 && row < height; j++) {
                int column = x + j * geometry.dilationW();
                if (column < 0 || column >= width) {
                    continue;
                }
                int from = (origin + row * width + column) * in[in.length - 1] + group * channels;
                int to = (i * kernel[2] + j) * padded;
                if (split()) {
                    for (int c = 0; c < channels; c++) {
                        codes[place(to + c)] = activations.codes()[from + c];
                        values[place(to + c)] = activations.values()[from + c];
                    }
                } else {
                    System.arraycopy(activations.codes(), from, codes, to, channels);
                    System.arraycopy(activations.values(), from, values, to, channels);
                }
            }
        }
    }

    /** The sums of the activations themselves: a filter of ones. */
    private FilterSums ones(CodedTensor activations) {
        var codes = new int[depth];
        var values = new double[depth];
        int one = arithmetic.isInteger() ? 1 : arithmetic.weights().element().encode(1);
        Arrays.fill(codes, one);
        Arrays.fill(values, 1);
        return FilterSums.of(arithmetic, new FilterSums.Weights(1, depth, codes, values, true), activations.values());
    }

    private SumRow joined(int filters) {
        var single = new Arithmetic(
                arithmetic.activations(),
                arithmetic.weights(),
                arithmetic.product(),
                arithmetic.variant(),
                1,
                Arithmetic.Inside.EXACT,
                arithmetic.accumulator());
        return SumRow.of(single, filters, SumRow.Range.UNKNOWN);
    }

    private double[] joined(FilterSums sums, SumRow joined, int stretch, int[] codes, double[] values) {
        joined.clear();
        int step = stretch * arithmetic.lanes();
        for (int from = 0; from < codes.length; from += step) {
            joined.add(sums.of(codes, values, from, Math.min(codes.length, from + step)));
        }
        return joined.values();
    }
}
