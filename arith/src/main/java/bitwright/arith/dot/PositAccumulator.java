package bitwright.arith.dot;

import bitwright.arith.RoundToOdd;
import bitwright.arith.posit.Posit;

/** A posit register: every product joins it exactly and the sum rounds once; NaR stays. */
final class PositAccumulator implements Accumulator {
    private final Posit format;
    private double sum;

    PositAccumulator(Posit format) {
        this.format = format;
    }

    @Override
    public void clear() {
        sum = 0;
    }

    @Override
    public void add(double product) {
        sum = format.decode(format.encode(RoundToOdd.add(sum, product)));
    }

    @Override
    public void add(double product, double remainder) {
        if (remainder != 0) {
            throw new ArithmeticException("products of these operands need more than 53 bits:"
                    + " only an exact accumulator defines their sum");
        }
        add(product);
    }

    @Override
    public double value() {
        return sum;
    }
}
