package bitwright.cli;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.Stochastic;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From numbers to the codes of a format by chosen rules.
 *
 * @param rounding the rule between two neighbours, unless there is a stochastic one
 * @param stochastic the stochastic rule, with 20 random bits
 * @param overflow the rule beyond the range; empty for a format that has its own
 */
record Conversion(
        NumberFormat format,
        Rounding rounding,
        Optional<Stochastic> stochastic,
        Optional<Overflow> overflow,
        long seed) {
    private static final String STOCHASTIC = "stochastic";
    private static final int RANDOM_BITS = 20;

    /** Reads the options' words, null for those not given; an {@link IllegalArgumentException} for what does not fit. */
    static Conversion of(NumberFormat format, String rounding, String overflow, long seed) {
        Optional<Stochastic> stochastic = stochastic(rounding);
        Rounding rule = rounding == null || stochastic.isPresent()
                ? Rounding.NEAREST_EVEN
                : Stream.of(Rounding.values())
                        .filter(r ->
                                word(r).equals(lower(rounding)) || r.shortName().equals(lower(rounding)))
                        .findFirst()
                        .orElseThrow(() -> unknown(
                                "--rounding",
                                words(Rounding.values()) + ", stochastic, "
                                        + Stream.of(Stochastic.values())
                                                .map(s -> STOCHASTIC + "-" + word(s))
                                                .collect(Collectors.joining(", ")),
                                rounding));
        Optional<Overflow> beyond = overflow == null
                ? Optional.empty()
                : Optional.of(Stream.of(Overflow.values())
                        .filter(o -> word(o).equals(lower(overflow)))
                        .findFirst()
                        .orElseThrow(() -> unknown("--overflow", words(Overflow.values()), overflow)));
        if (stochastic.isPresent() && !(format instanceof FloatFormat)) {
            throw new IllegalArgumentException(
                    "--rounding: only floating-point formats round stochastically, got " + format.name());
        }
        if (!(format instanceof RoundedFormat rounded)) {
            if (rule != Rounding.NEAREST_EVEN || beyond.isPresent()) {
                throw new IllegalArgumentException((beyond.isPresent() ? "--overflow" : "--rounding") + ": "
                        + format.name() + " rounds to nearest-even and stops at its largest value, always");
            }
            return new Conversion(format, rule, stochastic, beyond, seed);
        }
        boolean wraps = format instanceof IntegerFormat i
                && i.coding() != IntegerCoding.SIGN_MAGNITUDE
                && i.coding() != IntegerCoding.BIPOLAR;
        if (!wraps && beyond.filter(o -> o == Overflow.WRAP).isPresent()) {
            throw new IllegalArgumentException(
                    "--overflow: only two's complement and unsigned integers wrap, got " + format.name());
        }
        return new Conversion(format, rule, stochastic, Optional.of(beyond.orElse(rounded.defaultOverflow())), seed);
    }

    /** The code of a number; its index picks its random bits. */
    int encode(ExactNumber number, int index) {
        if (stochastic.isPresent() && format instanceof FloatFormat f) {
            int random = Stochastic.random(seed, index, RANDOM_BITS);
            return f.encode(number.value(), stochastic.get(), random, RANDOM_BITS, overflow.orElseThrow());
        }
        if (format instanceof RoundedFormat rounded) {
            // the double of a long number has lost the low bits that wrapping keeps
            boolean wraps = overflow.orElseThrow() == Overflow.WRAP && format instanceof IntegerFormat;
            double value = wraps
                    ? number.modulo(format.bits() - ((IntegerFormat) format).fractionBits())
                            .value()
                    : number.value();
            return rounded.encode(value, rounding, overflow.orElseThrow());
        }
        return format.encode(number.value());
    }

    String roundingWord() {
        return stochastic
                .map(rule -> STOCHASTIC + "-" + word(rule) + " (" + RANDOM_BITS + " bits, seed " + seed + ")")
                .orElse(word(rounding));
    }

    String overflowWord() {
        return overflow.map(Conversion::word).orElse("the format's own");
    }

    private static Optional<Stochastic> stochastic(String rounding) {
        if (rounding == null) {
            return Optional.empty();
        }
        return lower(rounding).equals(STOCHASTIC)
                ? Optional.of(Stochastic.FAST) // unbiased
                : Stream.of(Stochastic.values())
                        .filter(s -> lower(rounding).equals(STOCHASTIC + "-" + word(s)))
                        .findFirst();
    }

    private static IllegalArgumentException unknown(String option, String known, String found) {
        return new IllegalArgumentException(option + ": must be one of " + known + ", got '" + found + "'");
    }

    private static String words(Enum<?>[] rules) {
        return Arrays.stream(rules).map(Conversion::word).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> rule) {
        return lower(rule.name());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
