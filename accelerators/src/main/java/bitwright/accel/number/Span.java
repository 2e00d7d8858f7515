package bitwright.accel.number;

import bitwright.sim.parameter.Check;

/**
 * The reals that a tensor may take, by calibration and not by looking at what is simulated; zero lies among them.
 *
 * @param low at most 0
 * @param high at least 0
 */
public record Span(double low, double high) {
    public Span {
        Check.that(
                low <= 0 && high >= 0 && high - low < Double.POSITIVE_INFINITY,
                "span",
                "must hold 0, got " + low + " to " + high);
    }

    /** The span of some reals, widened to hold zero. */
    public static Span of(float[] reals, int from, int to) {
        double low = 0;
        double high = 0;
        for (int i = from; i < to; i++) {
            low = Math.min(low, reals[i]);
            high = Math.max(high, reals[i]);
        }
        return new Span(low, high);
    }

    /** The largest magnitude; 1 where all is zero. */
    double magnitude() {
        double most = Math.max(-low, high);
        return most > 0 ? most : 1;
    }
}
