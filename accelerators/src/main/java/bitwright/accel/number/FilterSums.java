package bitwright.accel.number;

import bitwright.arith.NumberFormat;
import bitwright.arith.Rounding;
import bitwright.arith.dot.Accumulator;
import java.util.Arrays;

/**
 * Sums of products of one row of activations with the weights of many filters, side by side: {@link PeArithmetic} in bulk.
 * Holds scratch memory: one thread at a time.
 */
abstract class FilterSums {
    final int filters;

    private FilterSums(int filters) {
        this.filters = filters;
    }

    /**
     * The weights of some filters that see the same activations, transposed once for all.
     *
     * @param codes {@code [k · filters + filter]}
     * @param values likewise
     * @param steps whether each step of lanes has one scale
     */
    record Weights(int filters, int depth, int[] codes, double[] values, boolean steps) {}

    /**
     * The fastest form that equals the definition.
     *
     * @param activations what the rows will be taken from
     */
    static FilterSums of(Arithmetic arithmetic, Weights weights, double[] activations) {
        if (arithmetic.isPlain()) {
            return new Integers(arithmetic, weights);
        }
        int significands = arithmetic.activations().significandBits()
                + arithmetic.weights().significandBits();
        if (significands > 53 || !areFinite(weights.values())) {
            return new Defined(arithmetic, weights);
        }
        if (arithmetic.lanes() > 1
                && arithmetic.inside() == Arithmetic.Inside.EXACT
                && !arithmetic.accumulator().isExact()) {
            return weights.steps() && arithmetic.product().isExact()
                    ? new Steps(arithmetic, weights)
                    : new Defined(arithmetic, weights);
        }
        SumFormat sum = arithmetic.accumulator();
        boolean single = arithmetic.lanes() == 1 && sum.isFloat() && sum.isFloat32();
        if (single
                && sum.rounding() == Rounding.NEAREST_EVEN
                && arithmetic.product().isExact()
                && areFloats(weights.values())
                && areFloats(activations)) {
            return new Fused(weights);
        }
        var range = arithmetic.product().isExact()
                ? new SumRow.Range(
                        unit(activations) * unit(weights.values()),
                        magnitude(activations) * magnitude(weights.values()) * weights.depth(),
                        weights.depth())
                : SumRow.Range.UNKNOWN;
        return new Rows(arithmetic, weights, range);
    }

    private static boolean areFinite(double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areFloats(double[] values) {
        for (double value : values) {
            if ((float) value != value) {
                return false;
            }
        }
        return true;
    }

    /** The largest power of two that all values are multiples of, 0 where one is not finite. */
    private static double unit(double[] values) {
        int least = Integer.MAX_VALUE;
        for (double value : values) {
            if (!Double.isFinite(value)) {
                return 0;
            }
            if (value != 0) {
                long raw = Double.doubleToRawLongBits(value);
                int zeros = Long.numberOfTrailingZeros(raw & 0xFFFFFFFFFFFFFL | 1L << 52);
                least = Math.min(least, Math.getExponent(value) - 52 + zeros);
            }
        }
        return least == Integer.MAX_VALUE ? 1 : Math.scalb(1.0, least);
    }

    private static double magnitude(double[] values) {
        double most = 0;
        for (double value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    /**
     * The sums of the products {@code [from, to)} alone.
     *
     * @param codes a row of activations
     * @param values what they are worth
     * @return one a filter, valid until the next call
     */
    abstract double[] of(int[] codes, double[] values, int from, int to);

    /** Integers modulo a power of two, in any order. */
    private static final class Integers extends FilterSums {
        private final int[] weights;
        private final boolean narrow;
        private final int bits;
        private final int[] ints;
        private final long[] longs;
        private final double[] sums;

        Integers(Arithmetic arithmetic, Weights weights) {
            super(weights.filters());
            this.weights = weights.codes();
            int depthBits = 32 - Integer.numberOfLeadingZeros(weights.depth());
            narrow = arithmetic.activations().bits() + arithmetic.weights().bits() + depthBits <= 31;
            bits = arithmetic.accumulator().bits();
            ints = new int[narrow ? filters : 0];
            longs = new long[narrow ? 0 : filters];
            sums = new double[filters];
        }

        @Override
        double[] of(int[] codes, double[] values, int from, int to) {
            Arrays.fill(ints, 0);
            Arrays.fill(longs, 0);
            for (int k = from; k < to; k++) {
                int code = codes[k];
                int at = k * filters;
                if (code == 0) {
                    continue;
                }
                if (narrow) {
                    for (int f = 0; f < filters; f++) {
                        ints[f] += code * weights[at + f];
                    }
                } else {
                    for (int f = 0; f < filters; f++) {
                        longs[f] += (long) code * weights[at + f];
                    }
                }
            }
            for (int f = 0; f < filters; f++) {
                long sum = narrow ? ints[f] : longs[f];
                sums[f] = sum << 64 - bits >> 64 - bits;
            }
            return sums;
        }
    }

    /** Exact products joining a float32 register one by one: a fused multiply-add of floats rounds once, as it does. */
    private static final class Fused extends FilterSums {
        private final float[] weights;
        private final float[] acc;
        private final double[] sums;

        Fused(Weights weights) {
            super(weights.filters());
            this.weights = new float[weights.values().length];
            for (int i = 0; i < this.weights.length; i++) {
                this.weights[i] = (float) weights.values()[i];
            }
            acc = new float[filters];
            sums = new double[filters];
        }

        @Override
        double[] of(int[] codes, double[] values, int from, int to) {
            Arrays.fill(acc, 0);
            for (int k = from; k < to; k++) {
                float value = (float) values[k];
                if (value != 0) { // a product of zero changes no sum, which is never −0
                    int at = k * filters;
                    for (int f = 0; f < filters; f++) {
                        acc[f] = Math.fma(value, weights[at + f], acc[f]);
                    }
                }
            }
            for (int f = 0; f < filters; f++) {
                sums[f] = acc[f];
            }
            return sums;
        }
    }

    /** Products that join registers one by one. */
    private static final class Rows extends FilterSums {
        private final ProductRow products;
        private final SumRow sums;

        Rows(Arithmetic arithmetic, Weights weights, SumRow.Range range) {
            super(weights.filters());
            products = ProductRow.of(arithmetic, filters, weights.codes(), weights.values());
            sums = SumRow.of(arithmetic, filters, range);
        }

        @Override
        double[] of(int[] codes, double[] values, int from, int to) {
            sums.clear();
            for (int k = from; k < to; k++) {
                if (values[k] != 0 || sums.countsZeros()) { // else products are zeros, which change no sum
                    sums.add(products.of(codes[k], values[k], k));
                }
            }
            return sums.values();
        }
    }

    /** Steps of several lanes: elements summed exactly, scaled once, rounded where they join the register. */
    private static final class Steps extends FilterSums {
        private final int lanes;
        private final double[] elements;
        private final double[] scales;
        private final double[] activationElements;
        private final double[] activationScales;
        private final SumRow inside;
        private final SumRow sums;
        private final double[] products;
        private final double[] joining;

        Steps(Arithmetic arithmetic, Weights weights) {
            super(weights.filters());
            lanes = arithmetic.lanes();
            OperandFormat format = arithmetic.weights();
            boolean integer = arithmetic.isInteger();
            boolean blocks = format.block().isPresent();
            elements = new double[weights.codes().length];
            scales = new double[elements.length];
            double[] ofElements = integer ? null : table(format.element());
            double[] ofScales = blocks ? table(format.block().get().scale()) : null;
            for (int i = 0; i < elements.length; i++) {
                int code = weights.codes()[i];
                elements[i] = integer ? code : ofElements[blocks ? OperandFormat.elementOf(code) : code];
                scales[i] = blocks ? ofScales[OperandFormat.scaleCodeOf(code)] : 1;
            }
            OperandFormat other = arithmetic.activations();
            activationElements = integer ? null : table(other.element());
            activationScales =
                    other.block().isPresent() ? table(other.block().get().scale()) : null;
            var range = integer
                    ? new SumRow.Range(1, Math.scalb(lanes, other.bits() + format.bits()), lanes)
                    : new SumRow.Range(
                            unit(finite(activationElements)) * unit(elements),
                            magnitude(finite(activationElements)) * magnitude(elements) * lanes,
                            lanes);
            inside = SumRow.exact(filters, range);
            sums = SumRow.of(arithmetic, filters, SumRow.Range.UNKNOWN);
            products = new double[filters];
            joining = new double[filters];
        }

        private static double[] table(NumberFormat format) {
            var values = new double[1 << format.bits()];
            Arrays.setAll(values, format::decode);
            return values;
        }

        private static double[] finite(double[] values) {
            return Arrays.stream(values).filter(Double::isFinite).toArray();
        }

        @Override
        double[] of(int[] codes, double[] values, int from, int to) {
            sums.clear();
            for (int k = from; k < to; k += lanes) {
                step(codes, k, Math.min(to, k + lanes));
            }
            return sums.values();
        }

        private void step(int[] codes, int from, int to) {
            inside.clear();
            for (int k = from; k < to; k++) {
                double value = activationElements == null
                        ? codes[k]
                        : activationElements[activationScales == null ? codes[k] : OperandFormat.elementOf(codes[k])];
                if (value == 0) {
                    continue;
                }
                int at = k * filters;
                for (int f = 0; f < filters; f++) {
                    products[f] = value * elements[at + f];
                }
                inside.add(products);
            }
            double[] found = inside.valuesToOdd();
            double scale = activationScales == null ? 1 : activationScales[OperandFormat.scaleCodeOf(codes[from])];
            for (int f = 0; f < filters; f++) {
                joining[f] = found[f] * (scale * scales[from * filters + f]);
            }
            sums.add(joining);
        }
    }

    /** The definition itself. */
    private static final class Defined extends FilterSums {
        private final Arithmetic spec;
        private final PeArithmetic arithmetic;
        private final Weights weights;
        private final Accumulator sum;
        private final int[] column;
        private final double[] sums;

        Defined(Arithmetic spec, Weights weights) {
            super(weights.filters());
            this.spec = spec;
            arithmetic = new PeArithmetic(spec);
            this.weights = weights;
            sum = arithmetic.start();
            column = new int[weights.depth()];
            sums = new double[filters];
        }

        @Override
        double[] of(int[] codes, double[] values, int from, int to) {
            for (int f = 0; f < filters; f++) {
                for (int k = from; k < to; k++) {
                    column[k] = weights.codes()[k * filters + f];
                }
                sum.clear();
                for (int k = from; k < to; k += spec.lanes()) {
                    arithmetic.step(sum, codes, column, k, Math.min(to, k + spec.lanes()));
                }
                sums[f] = sum.value();
            }
            return sums;
        }
    }
}
