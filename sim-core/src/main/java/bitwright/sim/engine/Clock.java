package bitwright.sim.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/**
 * A clock of a design, with edges at the whole multiples of its period from tick 0. A tick lasts one period of the least
 * common multiple of the design's clocks, so every edge of every clock falls on a tick and nothing ever drifts: with 3 GHz
 * and 800 MHz a tick is 1/12 ns, and the periods are 4 and 15 ticks.
 *
 * @param frequency how often it beats
 * @param period ticks from one edge to the next, at least 1
 */
public record Clock(Frequency frequency, long period) {
    private static final BigDecimal MHZ_TIMES_NS = BigDecimal.valueOf(1000);

    public Clock {
        if (period < 1) {
            throw new IllegalArgumentException("the period of a clock must be at least 1 tick, got " + period);
        }
    }

    /** The only clock of a design; its period is one tick. */
    public static Clock of(Frequency frequency) {
        return new Clock(frequency, 1);
    }

    /** The clocks of one design, in the given order, on their common tick. */
    public static List<Clock> together(Frequency... frequencies) {
        var tick = Arrays.stream(frequencies)
                .reduce(Frequency::leastCommonMultiple)
                .orElseThrow(() -> new IllegalArgumentException("a design needs at least one clock"));
        return Arrays.stream(frequencies)
                .map(frequency -> new Clock(frequency, tick.over(frequency)))
                .toList();
    }

    /** The first edge at or after a time in ticks. */
    public long edge(long time) {
        return ticks(-Math.floorDiv(-time, period)); // floor of the negative is the ceiling
    }

    /** So many cycles in ticks. */
    public long ticks(long cycles) {
        long ticks = cycles * period;
        if (Math.multiplyHigh(cycles, period) != ticks >> 63) {
            throw new TimeException(cycles + " cycles of " + frequency + " are more ticks than 64 bits hold, " + period
                    + " each, since the clocks of the design have so little in common; round clockMHz");
        }
        return ticks;
    }

    /** The whole cycles in so many ticks, rounded down. */
    public long cycles(long ticks) {
        return Math.floorDiv(ticks, period);
    }

    /** The fewest cycles that last at least so many nanoseconds, read as the decimal number that is written. */
    public long cyclesFor(double nanoseconds) {
        return BigDecimal.valueOf(nanoseconds)
                .multiply(BigDecimal.valueOf(frequency.numerator()))
                .divide(MHZ_TIMES_NS.multiply(BigDecimal.valueOf(frequency.denominator())), 0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** So many ticks in nanoseconds, as the nearest double. */
    public double nanoseconds(long ticks) {
        return BigDecimal.valueOf(ticks)
                .multiply(MHZ_TIMES_NS)
                .multiply(BigDecimal.valueOf(frequency.denominator()))
                .divide(
                        BigDecimal.valueOf(frequency.numerator()).multiply(BigDecimal.valueOf(period)),
                        MathContext.DECIMAL128)
                .doubleValue();
    }
}
