package bitwright.arith.dot;

import bitwright.arith.FixedPointRegister;
import bitwright.arith.Rounding;
import java.math.BigInteger;

/** A two's complement register of up to 64 bits. */
final class FixedPointAccumulator implements Accumulator {
    private static final double TWO_62 = 0x1p62;

    private final Accumulation.FixedPoint spec;
    private final long min;
    private final long max;
    private long sum;
    private long added;

    FixedPointAccumulator(Accumulation.FixedPoint spec) {
        this.spec = spec;
        this.min = -1L << (spec.bits() - 1);
        this.max = ~min;
    }

    @Override
    public void clear() {
        sum = 0;
        added = 0;
    }

    @Override
    public void add(double product) {
        double scaled = Math.scalb(product, spec.fractionBits());
        double whole = rounded(scaled, spec.rounding());
        if (!(Math.abs(whole) < TWO_62)) {
            throw new ArithmeticException("product " + product + " does not fit a fixed-point accumulator");
        }
        addInteger((long) whole);
    }

    @Override
    public void add(double product, double remainder) {
        if (remainder == 0) {
            add(product);
            return;
        }
        var exact = new FixedPointRegister(128, -spec.fractionBits());
        exact.add(product);
        exact.add(remainder);
        BigInteger integer = exact.integer();
        if (integer.bitLength() > 63) {
            throw new ArithmeticException("product " + product + " does not fit a fixed-point accumulator");
        }
        addInteger(integer.longValue());
    }

    private void addInteger(long integer) {
        added++;
        long total = sum + integer;
        boolean over = ((sum ^ total) & (integer ^ total)) < 0;
        if (!over && total >= min && total <= max) {
            sum = total;
            return;
        }
        sum = switch (spec.overflow()) {
            case WRAP -> total << (64 - spec.bits()) >> (64 - spec.bits());
            case SATURATE -> integer < 0 ? min : max;
            case DETECT ->
                throw new ArithmeticException("accumulator of " + spec.bits() + " bits overflows at product " + added
                        + ": " + sum + " + " + integer);
        };
    }

    private static double rounded(double value, Rounding rounding) {
        return switch (rounding) {
            case NEAREST_EVEN -> Math.rint(value);
            case TOWARD_ZERO -> value < 0 ? Math.ceil(value) : Math.floor(value);
            case UP -> Math.ceil(value);
            case DOWN -> Math.floor(value);
            case NEAREST_AWAY -> Math.copySign(half(Math.abs(value), true), value);
            case NEAREST_TOWARD_ZERO -> Math.copySign(half(Math.abs(value), false), value);
            case NEAREST_UP -> value < 0 ? -half(-value, false) : half(value, true);
            case TO_ODD -> {
                double down = Math.floor(value);
                yield down == value || Math.abs(down % 2) == 1 ? down : down + 1;
            }
        };
    }

    private static double half(double size, boolean up) {
        double down = Math.floor(size);
        double rest = size - down; // exact: below 2^53 the fraction is the low bits, above there is none
        return rest > 0.5 || (up && rest == 0.5) ? down + 1 : down;
    }

    @Override
    public double value() {
        return Math.scalb((double) sum, -spec.fractionBits());
    }
}
