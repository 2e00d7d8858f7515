package bitwright.workload.quantise;

import bitwright.arith.block.Tail;
import bitwright.workload.Batch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a workload is quantised. A message of the constructor starts with the name of what is wrong.
 *
 * @param method how codes are found
 * @param format of the weights; of hawq, clado and profile nothing, since they choose
 * @param granularity of the weights' scales: {@code tensor}, {@code channel} or {@code group:N}
 * @param blocks along which way groups and blocks run
 * @param tail what becomes of lines that are no whole blocks
 * @param activations the format of the activations; empty to leave them as they are, which smoothquant and llm-int8 do
 *     not: they take int8
 * @param activationGranularity of their scales: {@code tensor}, {@code token} or {@code group:N}; by default a tensor, of
 *     llm-int8 a token
 * @param calibration inputs on which ranges, errors and losses are found; by default the first sixteen, or the first
 *     sixty-four where the network's output is weighed; of a language model's sequences sixty-four and four
 * @param smoothing SmoothQuant's exponent α
 * @param outlierThreshold the magnitude of activations from which LLM.int8() multiplies a channel apart
 * @param sparseShare the share of weights that dense-and-sparse keeps apart
 * @param bits the widths that hawq and clado choose from, and between whose ends profile looks
 * @param averageBits hawq's and clado's budget: bits a weight, scales left out
 * @param bound profile's: the norm of the output's error over that of the output
 * @param keys what a language model's keys are rounded to, blocks along the channels of a head; empty to leave them
 * @param kSort whether the channels of a language model's keys are sorted before ({@link KSort})
 */
public record Recipe(
        Method method,
        String format,
        String granularity,
        Blocks.Lines blocks,
        Tail tail,
        Optional<String> activations,
        Optional<String> activationGranularity,
        Optional<Batch> calibration,
        double smoothing,
        double outlierThreshold,
        double sparseShare,
        List<Integer> bits,
        double averageBits,
        double bound,
        Optional<String> keys,
        boolean kSort) {
    /** The default of {@link #bits}. */
    public static final List<Integer> BITS = List.of(2, 4, 8);

    public Recipe {
        bits = bits.stream().sorted().distinct().toList();
        check(smoothing >= 0 && smoothing <= 1, "smoothing must be between 0 and 1, got " + smoothing);
        check(
                outlierThreshold > 0 && outlierThreshold < Double.POSITIVE_INFINITY,
                "outlierThreshold must be a positive number, got " + outlierThreshold);
        check(sparseShare >= 0 && sparseShare < 1, "sparseShare must be at least 0 and below 1, got " + sparseShare);
        check(
                bits.size() > 1 && bits.get(0) >= 2 && bits.get(bits.size() - 1) <= 16,
                "bits must be two or more widths between 2 and 16, got " + bits);
        check(bound > 0 && bound < Double.POSITIVE_INFINITY, "bound must be a positive number, got " + bound);
        if (method == Method.HAWQ || method == Method.CLADO) {
            check(
                    averageBits >= bits.get(0) && averageBits <= 16,
                    "averageBits must be between the least of bits, " + bits.get(0) + ", and 16, got " + averageBits);
        }
        Granularity.of(granularity);
        if (!method.weighsNetwork()) {
            named("format", () -> WeightFormats.of(format, granularity, blocks, tail));
        }
        String scales = activationGranularity.orElse("tensor");
        named("activationGranularity", () -> ActivationRounding.format("int8", scales));
        named("keys", () -> WeightFormats.of(keys.orElse("int8"), "tensor"));
        named("activations", () -> ActivationRounding.format(activations.orElse("int8"), scales));
    }

    /** Makes messages start with the name of what is wrong. */
    private static void named(String name, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            String message = e.getMessage().replaceFirst("^(format|granularity) must", name + " must");
            throw new IllegalArgumentException(message.startsWith(name) ? message : name + " is wrong: " + message, e);
        }
    }

    /** A format by a method, everything else by default. */
    public static Recipe of(Method method, String format) {
        return new Recipe(
                method,
                format,
                "channel",
                Blocks.Lines.CHANNELS,
                Tail.SHORT_BLOCK,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0.5,
                6,
                0.0045,
                BITS,
                4,
                0.05,
                Optional.empty(),
                false);
    }

    /** The same with activations rounded. */
    public Recipe withActivations(String name, String granularityOfThem) {
        return with(granularity, Optional.of(name), Optional.of(granularityOfThem), bits, averageBits, keys, kSort);
    }

    Recipe withGranularity(String other) {
        return with(other, activations, activationGranularity, bits, averageBits, keys, kSort);
    }

    Recipe withBits(List<Integer> widths, double budget) {
        return with(granularity, activations, activationGranularity, widths, budget, keys, kSort);
    }

    /** The same with keys of a format, perhaps sorted. */
    Recipe withKeys(String name, boolean sorted) {
        return with(granularity, activations, activationGranularity, bits, averageBits, Optional.of(name), sorted);
    }

    /** The same with sorted keys. */
    Recipe withSortedKeys() {
        return with(granularity, activations, activationGranularity, bits, averageBits, keys, true);
    }

    private Recipe with(
            String ofWeights,
            Optional<String> roundedActivations,
            Optional<String> ofActivations,
            List<Integer> widths,
            double budget,
            Optional<String> roundedKeys,
            boolean sorted) {
        return new Recipe(
                method,
                format,
                ofWeights,
                blocks,
                tail,
                roundedActivations,
                ofActivations,
                calibration,
                smoothing,
                outlierThreshold,
                sparseShare,
                widths,
                budget,
                bound,
                roundedKeys,
                sorted);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Reads a tail rule: {@code short-block}, {@code fill-with-zeros} or {@code refuse}. */
    public static Tail tail(String text) {
        for (Tail tail : Tail.values()) {
            if (label(tail).equals(text)) {
                return tail;
            }
        }
        throw new IllegalArgumentException("tail must be short-block, fill-with-zeros or refuse, got '" + text + "'");
    }

    private static String label(Tail tail) {
        return tail.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The weights' format. */
    WeightFormat weights() {
        return WeightFormats.of(format, granularity, blocks, tail);
    }

    /** The activations' format, where they are rounded. */
    Optional<String> activationFormat() {
        boolean always = method.smooths() || method == Method.LLM_INT8;
        return activations.isPresent() || !always ? activations : Optional.of("int8");
    }

    /** The granularity of the activations' scales. */
    String activationScales() {
        return activationGranularity.orElse(method == Method.LLM_INT8 ? "token" : "tensor");
    }

    /** The keys' format. */
    Optional<WeightFormat> keyFormat() {
        return keys.map(name -> WeightFormats.of(name, "tensor"));
    }

    /** Integers of a width, with this recipe's granularity. */
    WeightFormat integers(int width) {
        return WeightFormats.of("int" + width, granularity, blocks, tail);
    }

    /** Whether anything is found on calibration inputs. */
    boolean calibrates() {
        return method != Method.RTN && method != Method.DENSE_AND_SPARSE || activations.isPresent();
    }

    /** In a phrase, with the inputs that it is calibrated on; everything that can change a result. */
    String describe(Batch inputs) {
        var text = new StringBuilder();
        switch (method) {
            case HAWQ, CLADO ->
                text.append("int")
                        .append(bits)
                        .append(" at ")
                        .append(averageBits)
                        .append(" bits a weight");
            case PROFILE ->
                text.append("int")
                        .append(bits.get(0))
                        .append(" to int")
                        .append(bits.get(bits.size() - 1))
                        .append(" within an error of ")
                        .append(bound);
            default -> text.append(weights().name()).append(tail == Tail.SHORT_BLOCK ? "" : ", tails " + label(tail));
        }
        text.append(" by ").append(method.label());
        switch (method) {
            case SMOOTHQUANT, SMOOTHQUANT_GPTQ -> text.append(" of alpha ").append(smoothing);
            case LLM_INT8 -> text.append(" from ").append(outlierThreshold).append(" on");
            case DENSE_AND_SPARSE -> text.append(" of a share of ").append(sparseShare);
            default -> {}
        }
        activationFormat()
                .ifPresent(name ->
                        text.append(", activations ").append(name).append(" a ").append(activationScales()));
        keys.ifPresent(name -> text.append(", keys ").append(name));
        text.append(kSort ? ", k-sort" : "");
        if (calibrates()) {
            text.append(" on inputs ").append(inputs);
        }
        return text.toString();
    }
}
