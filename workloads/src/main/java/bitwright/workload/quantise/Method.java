package bitwright.workload.quantise;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a network is rounded. */
public enum Method {
    RTN("each weight by itself to the nearest code"),
    GPTQ("weights column by column, what rounding costs on the calibration inputs made up for by the columns to come"),
    SMOOTHQUANT("channels of activations divided by factors that weights are multiplied by, then to nearest"),
    SMOOTHQUANT_GPTQ("the same, then weights by gptq"),
    LLM_INT8("channels with large activations multiplied apart in 12 bits, the rest to nearest"),
    DENSE_AND_SPARSE("the largest weights kept apart in 12 bits, sparse; the rest to nearest"),
    HAWQ("bits by layer under a budget, each layer's cost weighed by itself"),
    CLADO("bits by layer under a budget, with what layers cost one another"),
    PROFILE("the fewest bits for each layer's weights and activations that keep the output's error within a bound");

    private final String meaning;

    Method(String meaning) {
        this.meaning = meaning;
    }

    /** Reads {@code rtn}, {@code smoothquant-gptq} and so on. */
    public static Method of(String text) {
        return Arrays.stream(values())
                .filter(method -> method.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("method must be one of "
                        + Arrays.stream(values()).map(Method::label).collect(Collectors.joining(", ")) + ", got '"
                        + text + "'"));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String meaning() {
        return meaning;
    }

    /** Whether layers are weighed by what they do to the network's output. */
    public boolean weighsNetwork() {
        return this == HAWQ || this == CLADO || this == PROFILE;
    }

    boolean smooths() {
        return this == SMOOTHQUANT || this == SMOOTHQUANT_GPTQ;
    }

    boolean usesGptq() {
        return this == GPTQ || this == SMOOTHQUANT_GPTQ;
    }
}
