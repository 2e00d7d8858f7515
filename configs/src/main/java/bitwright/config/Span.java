package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Numbers from one end to the other. Steps and factors are decimal arithmetic, so 0.1 to 0.5 by 0.1 has five of them.
 */
@Doc("Numbers from one end to the other: by a step, by a factor, or so many of them.")
record Span(
        @Doc("The first number.") double from,

        @Doc("The last number; it is among them if the step or factor meets it.")
        double to,

        @Doc("The distance of neighbours.") Optional<Double> step,
        @Doc("The ratio of neighbours.") Optional<Double> factor,

        @Doc("How many numbers, both ends among them; rounded to whole ones if both ends are written as such.")
        @Range(min = 1, max = Span.MOST)
        OptionalInt count,

        @Doc("What is equal between neighbours if there is a count: the distance or the ratio.") @Default("linear")
        Scale scale) {
    static final int MOST = 100_000;

    /** Digits that survive a logarithm and its inverse. */
    private static final MathContext DIGITS = new MathContext(12);

    /** How neighbours of a counted range differ. */
    enum Scale {
        LINEAR,
        LOG
    }

    Span {
        int ways = (step.isPresent() ? 1 : 0) + (factor.isPresent() ? 1 : 0) + (count.isPresent() ? 1 : 0);
        if (ways != 1) {
            throw new IllegalArgumentException("must have one of step, factor and count, got " + ways);
        }
        if (step.isPresent()) {
            Check.that(
                    step.get() * (to - from) > 0 || step.get() != 0 && to == from,
                    "step",
                    "must lead from " + from + " to " + to + ", got " + step.get());
            Check.that(
                    (to - from) / step.get() < MOST,
                    "step",
                    "must give at most " + MOST + " values, got " + step.get());
        }
        if (factor.isPresent()) {
            boolean leads = factor.get() > 0 && factor.get() != 1 && (to - from) * (factor.get() - 1) >= 0;
            Check.that(
                    leads && from > 0 && to > 0,
                    "factor",
                    "must lead from one positive number to another, got " + factor.get() + " from " + from + " to "
                            + to);
            Check.that(
                    StrictMath.log(to / from) / StrictMath.log(factor.get()) < MOST,
                    "factor",
                    "must give at most " + MOST + " values, got " + factor.get());
        }
        Check.that(
                scale == Scale.LINEAR || count.isPresent() && from > 0 && to > 0,
                "scale",
                "must be linear unless there is a count and both ends are positive, got log");
    }

    /** The numbers as YAML writes them, without repetitions. */
    List<String> texts(boolean whole) {
        var texts = new LinkedHashSet<String>();
        for (BigDecimal number : numbers()) {
            BigDecimal value = whole ? number.setScale(0, RoundingMode.HALF_EVEN) : number;
            texts.add(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
        }
        return List.copyOf(texts);
    }

    private List<BigDecimal> numbers() {
        var numbers = new ArrayList<BigDecimal>();
        BigDecimal first = BigDecimal.valueOf(from);
        BigDecimal last = BigDecimal.valueOf(to);
        if (count.isPresent()) {
            for (int i = 0; i < count.getAsInt(); i++) {
                numbers.add(counted(first, last, i, count.getAsInt() - 1));
            }
            return numbers;
        }
        boolean up = to >= from;
        for (BigDecimal next = first; up ? next.compareTo(last) <= 0 : next.compareTo(last) >= 0; ) {
            numbers.add(next);
            next = step.isPresent()
                    ? next.add(BigDecimal.valueOf(step.get()))
                    : next.multiply(BigDecimal.valueOf(factor.get()), MathContext.DECIMAL64);
        }
        return numbers;
    }

    private BigDecimal counted(BigDecimal first, BigDecimal last, int i, int gaps) {
        if (i == 0) {
            return first;
        }
        if (i == gaps) {
            return last;
        }
        if (scale == Scale.LINEAR) {
            return first.add(last.subtract(first)
                    .multiply(BigDecimal.valueOf(i))
                    .divide(BigDecimal.valueOf(gaps), MathContext.DECIMAL64));
        }
        double log = StrictMath.log(from) + (StrictMath.log(to) - StrictMath.log(from)) * i / gaps;
        return new BigDecimal(StrictMath.exp(log)).round(DIGITS);
    }
}
