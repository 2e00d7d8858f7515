package bitwright.accel.pim.asic;

import bitwright.sim.parameter.Check;

/**
 * How the companion chip's functions are approximated by additions and multiplications.
 *
 * @param taylorTerms terms of a Taylor polynomial beyond the constant, 1 to 16
 * @param newtonSteps Newton-Raphson steps of a reciprocal, 0 to 16
 * @param rootSteps Newton steps of a reciprocal square root, 0 to 16
 * @param arguments what is done about arguments far from 0, where a Taylor polynomial is of no use; the paper (arXiv
 *     2310.09385) is silent
 */
public record Approximation(int taylorTerms, int newtonSteps, int rootSteps, Arguments arguments) {
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
        Check.between("taylorTerms", taylorTerms, 1, 16);
        Check.between("newtonSteps", newtonSteps, 0, 16);
        Check.between("rootSteps", rootSteps, 0, 16);
    }
}
