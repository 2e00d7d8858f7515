package bitwright.accel.pim.asic;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** How the companion chip's functions are approximated by additions and multiplications. */
@Doc("How exponentials, hyperbolic tangents, reciprocals and reciprocal roots are approximated.")
public record Approximation(
        @Doc("Terms of a Taylor polynomial beyond the constant; recalled, not verified.")
        @Range(min = 1, max = 16)
        @Default("6")
        int taylorTerms,

        @Doc("Newton-Raphson steps of a reciprocal; recalled, not verified.") @Range(min = 0, max = 16) @Default("3")
        int newtonSteps,

        @Doc("Newton steps of a reciprocal square root.") @Range(min = 0, max = 16) @Default("1")
        int rootSteps,

        @Doc("What is done about arguments far from 0, where a Taylor polynomial is of no use; the paper is silent, so "
                + "the default is inferred.")
        @Default("reduced")
        Arguments arguments) {
    /** What is done about arguments far from 0. */
    public enum Arguments {
        /**
         * e^x is 2^k · e^y with an integer k, so that |y| is at most ln 2 / 2; the hyperbolic tangent is made of an
         * exponential and a reciprocal.
         */
        REDUCED,
        /** As reduced, but the hyperbolic tangent is its own polynomial, cut off at −1 and 1. */
        TANGENT_SERIES,
        /** The polynomial is taken at its word; what it gives for the hyperbolic tangent is cut off at −1 and 1. */
        SERIES
    }

    public Approximation {
        Check.ranges(Approximation.class, taylorTerms, newtonSteps, rootSteps, arguments);
    }
}
