package bitwright.accel.number;

import bitwright.arith.FloatFormat;
import bitwright.arith.dot.LMul;
import bitwright.arith.dot.Multiplier;
import java.util.Arrays;

/** The products of one activation with the weights of many filters. */
abstract class ProductRow {
    final double[] products;

    private ProductRow(int filters) {
        products = new double[filters];
    }

    /** Prepared for filters whose codes and values lie {@code [k · filters + filter]}. */
    static ProductRow of(Arithmetic arithmetic, int filters, int[] codes, double[] values) {
        return switch (arithmetic.product()) {
            case EXACT, SHIFT_ADD -> new Exact(filters, values);
            case L_MUL ->
                arithmetic.variant() == LMul.Variant.SATURATING_ADDER
                                && arithmetic.weights().bits() <= 16
                                && Adder.takes(
                                        (FloatFormat) arithmetic.weights().element(), codes)
                        ? new Adder((FloatFormat) arithmetic.weights().element(), filters, codes)
                        : new Any(arithmetic.multiplier(), filters, codes);
            case MITCHELL -> new Any(arithmetic.multiplier(), filters, codes);
        };
    }

    /** The products with the weights at k, one a filter, valid until the next call. */
    abstract double[] of(int code, double value, int k);

    private static final class Exact extends ProductRow {
        private final double[] weights;

        Exact(int filters, double[] weights) {
            super(filters);
            this.weights = weights;
        }

        @Override
        double[] of(int code, double value, int k) {
            int at = k * products.length;
            for (int f = 0; f < products.length; f++) {
                products[f] = value * weights[at + f];
            }
            return products;
        }
    }

    /** L-Mul as its adder with saturation, see {@link LMul#multiply}: its products are looked up. */
    private static final class Adder extends ProductRow {
        private final FloatFormat format;
        private final LMul exact;
        /** Magnitudes, those that count as zero far below zero. */
        private final int[] sizes;

        private final int[] signs;
        private final int[] weights;
        private final double[] decoded;
        private final int smallestNormal;
        private final int largest;
        private final int offset;

        Adder(FloatFormat format, int filters, int[] weights) {
            super(filters);
            this.format = format;
            exact = new LMul(format);
            this.weights = weights;
            smallestNormal = 1 << format.mantissaBits();
            largest = format.maxFiniteCode();
            int m = format.mantissaBits();
            offset = (1 << m - LMul.offsetExponent(m)) - (format.bias() << m);
            sizes = new int[weights.length];
            signs = new int[weights.length];
            for (int i = 0; i < weights.length; i++) {
                int size = weights[i] & format.magnitudeMask();
                sizes[i] = size < smallestNormal ? Integer.MIN_VALUE / 2 : size;
                signs[i] = weights[i] & format.signBit();
            }
            decoded = new double[1 << format.bits()];
            Arrays.setAll(decoded, code -> (code & format.magnitudeMask()) < smallestNormal ? 0 : format.decode(code));
        }

        /** Whether all codes are finite. */
        static boolean takes(FloatFormat format, int[] codes) {
            return Arrays.stream(codes).noneMatch(code -> (code & format.magnitudeMask()) > format.maxFiniteCode());
        }

        private double[] beyond(int code, int k) {
            for (int f = 0; f < products.length; f++) {
                products[f] = exact.product(code, weights[k * products.length + f]);
            }
            return products;
        }

        @Override
        double[] of(int code, double value, int k) {
            int size = code & format.magnitudeMask();
            if (size < smallestNormal) {
                Arrays.fill(products, 0);
                return products;
            }
            if (size > largest) {
                return beyond(code, k);
            }
            int at = k * products.length;
            int moved = size + offset;
            int sign = code & format.signBit();
            for (int f = 0; f < products.length; f++) {
                int sum = Math.max(0, Math.min(moved + sizes[at + f], largest));
                products[f] = decoded[sum | sign ^ signs[at + f]];
            }
            return products;
        }
    }

    /** Product by product. */
    private static final class Any extends ProductRow {
        private final Multiplier multiplier;
        private final int[] weights;

        Any(Multiplier multiplier, int filters, int[] weights) {
            super(filters);
            this.multiplier = multiplier;
            this.weights = weights;
        }

        @Override
        double[] of(int code, double value, int k) {
            int at = k * products.length;
            for (int f = 0; f < products.length; f++) {
                products[f] = multiplier.product(code, weights[at + f]);
            }
            return products;
        }
    }
}
