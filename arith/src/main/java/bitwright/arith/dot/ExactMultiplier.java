package bitwright.arith.dot;

import bitwright.arith.NumberFormat;

/** The exact product of two codes. */
public record ExactMultiplier(NumberFormat left, NumberFormat right) implements Multiplier {
    /** Both operands in one format. */
    public ExactMultiplier(NumberFormat format) {
        this(format, format);
    }

    @Override
    public double product(int a, int b) {
        return left.decode(a) * right.decode(b);
    }

    @Override
    public double remainder(int a, int b) {
        double x = left.decode(a);
        double y = right.decode(b);
        double product = x * y;
        return Double.isFinite(product) ? Math.fma(x, y, -product) : 0;
    }
}
