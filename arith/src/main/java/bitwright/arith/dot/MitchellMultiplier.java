package bitwright.arith.dot;

import bitwright.arith.NumberFormat;

/**
 * The logarithmic multiplier of Mitchell (IRE Transactions 1962): log2(1 + f) is taken as f, logarithms are added, the
 * antilogarithm is taken the same way. Exact for powers of two, otherwise up to 11.1 % too small. Any two formats.
 */
public record MitchellMultiplier(NumberFormat left, NumberFormat right) implements Multiplier {
    private static final long ONE = 1023L << 52;

    @Override
    public double product(int a, int b) {
        double x = left.decode(a);
        double y = right.decode(b);
        double exact = x * y;
        if (exact == 0 || !Double.isFinite(exact)) {
            return exact;
        }
        // The bits of a double are, above the bias, its logarithm in Mitchell's sense.
        long log = Double.doubleToRawLongBits(Math.abs(x)) + Double.doubleToRawLongBits(Math.abs(y)) - ONE;
        return Math.copySign(Double.longBitsToDouble(log), exact);
    }
}
