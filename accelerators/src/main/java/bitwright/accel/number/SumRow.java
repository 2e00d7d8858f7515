package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.RoundToOdd;
import bitwright.arith.Rounding;
import bitwright.arith.dot.Accumulator;
import bitwright.arith.posit.Posit;
import java.util.Arrays;

/**
 * The sums of many filters side by side, each an accumulator: what {@link SumFormat#accumulation} defines, in bulk. A double
 * that rounding to odd has made of an exact sum rounds to the register as the sum itself would.
 */
abstract class SumRow {
    final double[] sums;

    private SumRow(int filters) {
        sums = new double[filters];
    }

    /** A row of accumulators; the fastest form that equals the definition. */
    static SumRow of(Arithmetic arithmetic, int filters, Range products) {
        SumFormat format = arithmetic.accumulator();
        boolean tree = arithmetic.lanes() > 1 && arithmetic.inside() == Arithmetic.Inside.TREE;
        if (format.isFloat() && format.rounding() == Rounding.NEAREST_EVEN) {
            Rounded row = format.isFloat32() ? new Float32(filters) : new OtherFloat(filters, format.floatFormat());
            return tree ? new Tree(row, arithmetic.lanes()) : row;
        }
        return format.isExact()
                ? exact(filters, products)
                : new Defined(filters, format, tree ? arithmetic.lanes() : 1);
    }

    /** A row of exact sums. */
    static SumRow exact(int filters, Range products) {
        return products.fitsDouble()
                ? new Plain(filters)
                : products.fitsTwoDoubles()
                        ? new TwoDoubles(filters, products.split())
                        : new Defined(filters, SumFormat.of("exact"), 1);
    }

    void clear() {
        Arrays.fill(sums, 0);
    }

    /** Adds a product a filter. */
    abstract void add(double[] products);

    /** Whether a zero that is added may change what comes of the next products: where it takes a place in a tree. */
    boolean countsZeros() {
        return false;
    }

    /** The sums, valid until the next call. */
    double[] values() {
        return sums;
    }

    /** The sums, exact ones rounded to odd, likewise. */
    double[] valuesToOdd() {
        return values();
    }

    /**
     * What is known of products that are to be added without rounding: multiples of a unit, and no sum of so many beyond a
     * bound.
     */
    record Range(double unit, double bound, int count) {
        /** Nothing is known. */
        static final Range UNKNOWN = new Range(0, 1, 1);

        boolean fitsDouble() {
            return unit > 0 && bound / unit < 0x1p52;
        }

        /** Half of the span below, half above: multiples of this in one double, remainders in another. */
        double split() {
            return Math.scalb(unit, 50 - (32 - Integer.numberOfLeadingZeros(count)));
        }

        boolean fitsTwoDoubles() {
            return unit > 0 && bound / split() < 0x1p50;
        }
    }

    /** Sums that a double holds exactly. */
    private static final class Plain extends SumRow {
        Plain(int filters) {
            super(filters);
        }

        @Override
        void add(double[] products) {
            for (int f = 0; f < sums.length; f++) {
                sums[f] += products[f];
            }
        }
    }

    /** Exact sums in two doubles: multiples of the split unit, and what is left below it. */
    private static final class TwoDoubles extends SumRow {
        private final double shift;
        private final double[] low;
        private final double[] joined;

        TwoDoubles(int filters, double split) {
            super(filters);
            shift = 1.5 * 0x1p52 * split; // adding and subtracting it rounds to multiples of the split
            low = new double[filters];
            joined = new double[filters];
        }

        @Override
        void clear() {
            super.clear();
            Arrays.fill(low, 0);
        }

        @Override
        void add(double[] products) {
            for (int f = 0; f < sums.length; f++) {
                double high = products[f] + shift - shift;
                sums[f] += high;
                low[f] += products[f] - high;
            }
        }

        @Override
        double[] values() {
            for (int f = 0; f < sums.length; f++) {
                joined[f] = sums[f] + low[f];
            }
            return joined;
        }

        @Override
        double[] valuesToOdd() {
            for (int f = 0; f < sums.length; f++) {
                joined[f] = RoundToOdd.add(sums[f], low[f]);
            }
            return joined;
        }
    }

    /** Registers that round after every addition. */
    private abstract static class Rounded extends SumRow {
        Rounded(int filters) {
            super(filters);
        }

        /** The register's value of a sum that has been rounded to odd. */
        abstract double round(double value);

        @Override
        void add(double[] products) {
            for (int f = 0; f < sums.length; f++) {
                sums[f] = round(RoundToOdd.add(sums[f], products[f]));
            }
        }
    }

    private static final class Float32 extends Rounded {
        Float32(int filters) {
            super(filters);
        }

        @Override
        double round(double value) {
            return (float) value;
        }
    }

    /** A tree of rounding adders in front of such registers: neighbours first, an odd one passing through. */
    private static final class Tree extends SumRow {
        private final Rounded register;
        /** {@code [place][filter]}. */
        private final double[][] waiting;

        private int held;

        Tree(Rounded register, int width) {
            super(0);
            this.register = register;
            waiting = new double[width][register.sums.length];
        }

        @Override
        boolean countsZeros() {
            return true;
        }

        @Override
        void clear() {
            register.clear();
            held = 0;
        }

        @Override
        void add(double[] products) {
            System.arraycopy(products, 0, waiting[held++], 0, products.length);
            if (held == waiting.length) {
                join();
            }
        }

        private void join() {
            for (int left = held; left > 1; left = (left + 1) / 2) {
                for (int i = 0; i < left / 2; i++) {
                    double[] to = waiting[i];
                    double[] a = waiting[2 * i];
                    double[] b = waiting[2 * i + 1];
                    for (int f = 0; f < to.length; f++) {
                        to[f] = register.round(RoundToOdd.add(a[f], b[f]));
                    }
                }
                if (left % 2 != 0) {
                    System.arraycopy(waiting[left - 1], 0, waiting[left / 2], 0, waiting[0].length);
                }
            }
            register.add(waiting[0]);
            held = 0;
        }

        @Override
        double[] values() {
            if (held > 0) {
                join();
            }
            return register.values();
        }
    }

    /** A register of another float: the double's bits are rounded in place inside the normal range. */
    private static final class OtherFloat extends Rounded {
        private final FloatFormat format;
        private final int cut;
        private final int least;
        private final int most;

        OtherFloat(int filters, FloatFormat format) {
            super(filters);
            this.format = format;
            cut = 52 - format.mantissaBits();
            least = format.minExponent();
            most = format.maxExponent();
        }

        @Override
        double round(double value) {
            int exponent = Math.getExponent(value);
            if (exponent < least || exponent >= most) {
                return format.decode(format.encode(value, Rounding.NEAREST_EVEN, bitwright.arith.Overflow.INFINITY));
            }
            long bits = Double.doubleToRawLongBits(value);
            long half = (1L << cut - 1) - 1 + (bits >>> cut & 1);
            return Double.longBitsToDouble(bits + half & -(1L << cut));
        }
    }

    /** A register of posits: rounded in the double's place where the posit has fraction bits, as its string of bits is. */
    private static final class OfPosits extends Rounded {
        private final Posit format;

        OfPosits(int filters, Posit format) {
            super(filters);
            this.format = format;
        }

        @Override
        double round(double value) {
            int exponent = Math.getExponent(value);
            int regime = exponent >> format.exponentBits();
            int fraction = format.bits() - 1 - (regime >= 0 ? regime + 2 : 1 - regime) - format.exponentBits();
            if (fraction < 1 || value == 0) {
                return format.decode(format.encode(value));
            }
            int cut = 52 - fraction;
            long bits = Double.doubleToRawLongBits(value);
            long half = (1L << cut - 1) - 1 + (bits >>> cut & 1);
            return Double.longBitsToDouble(bits + half & -(1L << cut));
        }
    }

    /** The definition itself. */
    private static final class Defined extends SumRow {
        private final Accumulator[] accumulators;

        Defined(int filters, SumFormat format, int width) {
            super(filters);
            accumulators = new Accumulator[filters];
            Arrays.setAll(accumulators, f -> format.accumulation(width).start());
        }

        @Override
        boolean countsZeros() {
            return true;
        }

        @Override
        void clear() {
            for (Accumulator accumulator : accumulators) {
                accumulator.clear();
            }
        }

        @Override
        void add(double[] products) {
            for (int f = 0; f < sums.length; f++) {
                accumulators[f].add(products[f]);
            }
        }

        @Override
        double[] values() {
            Arrays.setAll(sums, f -> accumulators[f].value());
            return sums;
        }

        @Override
        double[] valuesToOdd() {
            Arrays.setAll(sums, f -> accumulators[f].valueToOdd());
            return sums;
        }
    }
}
