package bitwright.accel.pim.asic;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * The companion chip of PIM-GPT: adders, multipliers and an SRAM that do all that is no product of a matrix and a vector,
 * with additions and multiplications alone. Exponential and hyperbolic tangent are Taylor polynomials, a reciprocal is
 * found by Newton and Raphson, a reciprocal square root by the shift of its exponent and Newton steps (arXiv 2310.09385).
 *
 * <p>A function is a row of passes over a vector. A pass takes as long as the busier of adders and multipliers, and then
 * the pipeline's depth until the next pass can use its results. A sum of n values is a tree: passes of half, a quarter, …
 * additions. Where passes are chained, a function takes as long as the busier units are busy in all of its passes together,
 * and the depth of the pipeline a pass.
 */
@Doc("The companion chip: adders, multipliers and an SRAM for softmax, layer norm, GELU and sums.")
public record Asic(
        @Doc("Its clock in MHz.") @Range(min = 0.001, max = 100000) @Default("1000")
        double clockMHz,

        @Doc("Its SRAM in KiB; recalled, not verified.") @Range(min = 1, max = 1 << 20) @Default("128")
        int sramKiB,

        @Doc("Adders of 16 bits; recalled, not verified.") @Range(min = 1, max = 1 << 20) @Default("256")
        int adders,

        @Doc("Multipliers of 16 bits; recalled, not verified.") @Range(min = 1, max = 1 << 20) @Default("128")
        int multipliers,

        @Doc("Cycles from a pass's last operands to its results; inferred.") @Range(min = 0, max = 1000) @Default("3")
        int pipelineCycles,

        @Doc("Terms of a Taylor polynomial beyond the constant; recalled, not verified.")
        @Range(min = 1, max = 16)
        @Default("6")
        int taylorTerms,

        @Doc("Newton-Raphson steps of a reciprocal; recalled, not verified.") @Range(min = 0, max = 16) @Default("3")
        int newtonSteps,

        @Doc("Newton steps of a reciprocal square root.") @Range(min = 0, max = 16) @Default("1")
        int rootSteps,

        @Doc("What is done about arguments far from 0, where a Taylor polynomial is of no use; inferred.")
        @Default("reduced")
        Approximation.Arguments arguments,

        @Doc("separate: a pass begins when the one before is done; chained: values go on to the next pass at once.")
        @Default("separate")
        Passes passes,

        @Doc("Its power at work in milliwatts at powerClockMHz; 28 nm, as a public summary of the paper tells.")
        @Range(min = 0, max = 1e6)
        @Default("304.59")
        double powerMw,

        @Doc("The clock that powerMw is for, in MHz; power scales with the clock.")
        @Range(min = 0.001, max = 100000)
        @Default("1000")
        double powerClockMHz) {
    /** How the passes of a function follow one another. */
    public enum Passes {
        /** Each begins when the one before is done. */
        SEPARATE,
        /** Values go on to the next pass as soon as they come out of the one before. */
        CHAINED
    }

    public Asic {
        Check.ranges(
                Asic.class,
                clockMHz,
                sramKiB,
                adders,
                multipliers,
                pipelineCycles,
                taylorTerms,
                newtonSteps,
                rootSteps,
                arguments,
                passes,
                powerMw,
                powerClockMHz);
    }

    /** How its functions are approximated; {@link AsicMath} computes them so to the bit. */
    public Approximation approximation() {
        return new Approximation(taylorTerms, newtonSteps, rootSteps, arguments);
    }

    /** The exponentials of n scores over their sum. */
    public AsicWork softmax(int n) {
        return softmax(1, n);
    }

    /** The same of so many rows of n scores at once: they share the passes. */
    public AsicWork softmax(int rows, int n) {
        long all = (long) rows * n;
        return whole(
                reduce(rows, n) // the greatest
                        .then(pass(all, 0)) // less the greatest
                        .then(exponential(all))
                        .then(reduce(rows, n))
                        .then(reciprocal(rows))
                        .then(pass(0, all)),
                all,
                all);
    }

    /** n values less their mean, over their deviation, times a gain, plus a shift. */
    public AsicWork layerNorm(int n) {
        return whole(
                reduce(1, n)
                        .then(pass(0, 1))
                        .then(pass(n, 0))
                        .then(pass(0, n))
                        .then(reduce(1, n))
                        .then(pass(1, 1))
                        .then(inverseRoot())
                        .then(pass(0, n))
                        .then(pass(n, n)), // gain and shift go through both units
                3L * n,
                n);
    }

    /** n values times half of one plus tanh of their polynomial of degree three. */
    public AsicWork gelu(int n) {
        return whole(
                pass(0, n)
                        .then(pass(n, n))
                        .then(pass(0, n))
                        .then(tangent(n))
                        .then(pass(n, n))
                        .then(pass(0, n)),
                n,
                n);
    }

    /** Two vectors of n values added. */
    public AsicWork add(int n) {
        return whole(pass(n, 0), 2L * n, n);
    }

    /** n values times one factor. */
    public AsicWork scale(int n) {
        return whole(pass(0, n), n, n);
    }

    /** The place of the greatest of n values. */
    public AsicWork greatest(int n) {
        return whole(reduce(1, n), n, 1);
    }

    private AsicWork exponential(long n) {
        AsicWork polynomial = pass(n, n).times(taylorTerms); // Horner: a product and a sum a term
        if (arguments == Approximation.Arguments.SERIES) {
            return polynomial;
        }
        return pass(n, 0)
                .times(2) // not beyond both ends
                .then(pass(0, n))
                .then(pass(n, 0).times(2)) // the nearest integer
                .then(pass(0, 2 * n))
                .then(pass(n, 0).times(2)) // what is left, in two parts
                .then(polynomial)
                .then(pass(n, 0)); // to the exponent
    }

    private AsicWork tangent(long n) {
        if (arguments != Approximation.Arguments.REDUCED) {
            return pass(0, n)
                    .then(pass(n, n).times(taylorTerms - 1L))
                    .then(pass(0, n))
                    .then(pass(n, 0).times(2)); // not beyond −1 and 1
        }
        return pass(n, 0) // doubled
                .then(exponential(n))
                .then(pass(n, 0))
                .then(reciprocal(n))
                .then(pass(n, 0).times(2)); // doubled, and from 1
    }

    private AsicWork reciprocal(long n) {
        return pass(n, 0).then(pass(n, 2 * n).times(newtonSteps));
    }

    private AsicWork inverseRoot() {
        return pass(1, 1).then(pass(1, 3).times(rootSteps));
    }

    /** Operations that do not wait for one another. */
    private AsicWork pass(long additions, long multiplications) {
        long busy = busy(additions, multiplications);
        return new AsicWork(additions, multiplications, 0, 0, (passes == Passes.SEPARATE ? busy : 0) + pipelineCycles);
    }

    /** All passes of a function, with what it moves. */
    private AsicWork whole(AsicWork work, long reads, long writes) {
        long busy = passes == Passes.SEPARATE ? 0 : busy(work.additions(), work.multiplications());
        return work.then(new AsicWork(0, 0, reads, writes, busy));
    }

    private long busy(long additions, long multiplications) {
        return Math.max(rounds(additions, adders), rounds(multiplications, multipliers));
    }

    private static long rounds(long operations, int units) {
        return -Math.floorDiv(-operations, (long) units); // rounded up
    }

    /** Each row's n values to one, pair by pair. */
    private AsicWork reduce(int rows, int n) {
        var work = AsicWork.NONE;
        for (int left = n; left > 1; left -= left / 2) {
            work = work.then(pass((long) rows * (left / 2), 0));
        }
        return work;
    }
}
