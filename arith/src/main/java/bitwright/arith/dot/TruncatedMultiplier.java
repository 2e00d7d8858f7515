package bitwright.arith.dot;

import bitwright.arith.Check;
import bitwright.arith.IntegerFormat;

/**
 * An array multiplier of magnitudes without its lowest columns: partial product bits of weight below 2^columns are never
 * formed, so that the product is too small by less than columns · 2^columns.
 *
 * @param columns columns left out, 0 to 32
 */
public record TruncatedMultiplier(IntegerFormat left, IntegerFormat right, int columns) implements Multiplier {
    public TruncatedMultiplier {
        Check.between("columns", columns, 0, 32);
        Check.that(
                left.bits() + right.bits() <= 54,
                "operands must have at most 54 bits in all",
                left.bits() + right.bits());
    }

    @Override
    public double product(int a, int b) {
        long x = left.integer(a);
        long y = right.integer(b);
        long size = Math.abs(x);
        long sum = 0;
        for (long rest = Math.abs(y); rest != 0; rest &= rest - 1) {
            int row = Long.numberOfTrailingZeros(rest);
            int cut = Math.max(columns - row, 0);
            sum += size >> cut << cut << row;
        }
        long product = (x < 0) != (y < 0) ? -sum : sum;
        return Math.scalb((double) product, -left.fractionBits() - right.fractionBits());
    }
}
