package bitwright.config;

import bitwright.sim.parameter.Range;
import java.math.BigDecimal;
import java.math.BigInteger;

/** What {@link Range} says, out of the annotation: asking that is slow. An end that is infinite or ±MAX_VALUE is none. */
record Bounds(double min, double max) {
    boolean contains(double value) {
        return (!hasMin() || value >= min) && (!hasMax() || value <= max);
    }

    /** The same of an integer that a double may not hold. */
    boolean contains(BigInteger value) {
        var exact = new BigDecimal(value);
        return (!hasMin() || exact.compareTo(new BigDecimal(min)) >= 0)
                && (!hasMax() || exact.compareTo(new BigDecimal(max)) <= 0);
    }

    private boolean hasMin() {
        return min > -Double.MAX_VALUE;
    }

    private boolean hasMax() {
        return max < Double.MAX_VALUE;
    }

    String rule() {
        if (!hasMax()) {
            return "must be at least " + plain(min);
        }
        if (!hasMin()) {
            return "must be at most " + plain(max);
        }
        return "must be between " + plain(min) + " and " + plain(max);
    }

    private static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
