package bitwright.sim.engine;

import bitwright.sim.parameter.Check;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A frequency as an exact fraction of megahertz in lowest terms, both at least 1.
 *
 * @param numerator megahertz times the denominator
 * @param denominator what to divide by
 */
public record Frequency(long numerator, long denominator) {
    public Frequency {
        if (numerator < 1 || denominator < 1) {
            throw new IllegalArgumentException(
                    "a frequency must be positive, got " + numerator + "/" + denominator + " MHz");
        }
        long common = BigInteger.valueOf(numerator)
                .gcd(BigInteger.valueOf(denominator))
                .longValueExact();
        numerator /= common;
        denominator /= common;
    }

    /** The frequency of so many megahertz, read as the decimal number that is written: 1333.33 is 133333/100. */
    public static Frequency ofMHz(double megahertz) {
        Check.between("a frequency in MHz", megahertz, 1e-6, 1e9);
        return fraction(BigDecimal.valueOf(megahertz));
    }

    /** The frequency of a period in nanoseconds, read as the decimal number that is written: 0.75 ns is 4000/3 MHz. */
    public static Frequency ofPeriodNs(double nanoseconds) {
        Check.between("a period in ns", nanoseconds, 1e-6, 1e9);
        var period = fraction(BigDecimal.valueOf(nanoseconds));
        return reduced(
                BigInteger.valueOf(period.denominator).multiply(BigInteger.valueOf(1000)),
                BigInteger.valueOf(period.numerator));
    }

    /** The lowest frequency that is a whole multiple of both. */
    Frequency leastCommonMultiple(Frequency other) {
        var top = BigInteger.valueOf(numerator);
        var otherTop = BigInteger.valueOf(other.numerator);
        return reduced(
                top.divide(top.gcd(otherTop)).multiply(otherTop),
                BigInteger.valueOf(denominator).gcd(BigInteger.valueOf(other.denominator)));
    }

    /** This divided by a frequency of which it is a whole multiple. */
    long over(Frequency divisor) {
        var times = BigInteger.valueOf(numerator)
                .multiply(BigInteger.valueOf(divisor.denominator))
                .divide(BigInteger.valueOf(denominator).multiply(BigInteger.valueOf(divisor.numerator)));
        if (times.bitLength() > 62) {
            throw tooFine(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
        }
        return times.longValueExact();
    }

    /** Megahertz, rounded to a double. */
    public double megahertz() {
        return (double) numerator / denominator;
    }

    @Override
    public String toString() {
        return numerator + (denominator == 1 ? "" : "/" + denominator) + " MHz";
    }

    private static Frequency fraction(BigDecimal number) {
        var scaled = number.stripTrailingZeros();
        return scaled.scale() <= 0
                ? new Frequency(scaled.longValueExact(), 1)
                : reduced(scaled.unscaledValue(), BigInteger.TEN.pow(scaled.scale()));
    }

    private static Frequency reduced(BigInteger numerator, BigInteger denominator) {
        var common = numerator.gcd(denominator);
        var top = numerator.divide(common);
        var bottom = denominator.divide(common);
        if (top.bitLength() > 62 || bottom.bitLength() > 62) {
            throw tooFine(top, bottom);
        }
        return new Frequency(top.longValueExact(), bottom.longValueExact());
    }

    private static TimeException tooFine(BigInteger top, BigInteger bottom) {
        return new TimeException("the frequency " + top + "/" + bottom
                + " MHz, common to the clocks of the design, is too fine for 64-bit time; round the clocks");
    }
}
