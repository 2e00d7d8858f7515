package bitwright.sim.trace;

import bitwright.sim.engine.Frequency;
import java.math.BigInteger;

/**
 * The time unit of a waveform: the coarsest power of ten, from femtoseconds to seconds, that half a clock period is a
 * whole multiple of. Where none is, femtoseconds, and each time is rounded by itself so that a clock never drifts.
 */
final class Timescale {
    private static final String[] UNITS = {"fs", "ps", "ns", "us", "ms", "s"};
    /** Half a period of 1 MHz. */
    private static final BigInteger HALF_MICROSECOND_FS = BigInteger.valueOf(500_000_000);

    private static final int COARSEST = 3 * UNITS.length - 1;

    /** Half a period is {@code numerator / denominator} femtoseconds. */
    private final BigInteger numerator;

    private final BigInteger denominator;
    private final int exponent;

    Timescale(Frequency clock) {
        numerator = HALF_MICROSECOND_FS.multiply(BigInteger.valueOf(clock.denominator()));
        int coarsest = COARSEST;
        while (coarsest > 0 && !isWhole(coarsest, clock)) {
            coarsest--;
        }
        exponent = coarsest;
        denominator = BigInteger.valueOf(clock.numerator()).multiply(BigInteger.TEN.pow(exponent));
    }

    private boolean isWhole(int powerOfTen, Frequency clock) {
        var unit = BigInteger.valueOf(clock.numerator()).multiply(BigInteger.TEN.pow(powerOfTen));
        return numerator.mod(unit).signum() == 0;
    }

    /** For example {@code 100 ps}. */
    String unit() {
        return BigInteger.TEN.pow(exponent % 3) + " " + UNITS[exponent / 3];
    }

    /** The time of so many half periods, rounded to the nearest unit. */
    long at(long halfPeriods) {
        return numerator
                .multiply(BigInteger.valueOf(halfPeriods))
                .shiftLeft(1)
                .add(denominator)
                .divide(denominator.shiftLeft(1))
                .longValueExact();
    }
}
