package bitwright.arith.dot;

import bitwright.arith.Check;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;

/**
 * A dot product whose bits are defined by what multiplies and how the products are added.
 *
 * @param multiplier what makes the products
 * @param accumulation how they are added up
 */
public record DotProduct(Multiplier multiplier, Accumulation accumulation) {
    /** Σ a[i]·b[i] over codes. */
    public double of(int[] a, int[] b) {
        return sum(a, b).value();
    }

    /** Σ a[i]·b[i] as a code of a format, an exact sum being rounded once. */
    public int of(int[] a, int[] b, RoundedFormat result, Rounding rounding, Overflow overflow) {
        return result.encode(sum(a, b).valueToOdd(), rounding, overflow);
    }

    private Accumulator sum(int[] a, int[] b) {
        Check.that(a.length == b.length, "both sides must have " + a.length + " codes", b.length);
        Accumulator sum = accumulation.start();
        for (int i = 0; i < a.length; i++) {
            add(sum, a[i], b[i]);
        }
        return sum;
    }

    /** Adds one product to a running sum of {@link Accumulation#start}. */
    public void add(Accumulator sum, int a, int b) {
        double remainder = multiplier.remainder(a, b);
        if (remainder == 0) {
            sum.add(multiplier.product(a, b));
        } else {
            sum.add(multiplier.product(a, b), remainder);
        }
    }
}
