package bitwright.config;

import bitwright.arith.block.Tail;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.Batch;
import bitwright.workload.quantise.Blocks;
import bitwright.workload.quantise.Method;
import bitwright.workload.quantise.Recipe;
import java.util.List;
import java.util.Optional;

/** The {@code quantize:} block of a run: a recipe as YAML has it. */
@Doc("How a trace's weights, and perhaps its activations, are rounded anew from its float masters before it is run.")
public record Quantize(
        @Doc("rtn, gptq; smoothquant (-gptq); llm-int8; dense-and-sparse; hawq and clado, bits by layer under a"
                + " budget; profile, the fewest bits that keep the output's error in a bound.")
        @Default("rtn")
        Method method,

        @Doc("The weights' format, e.g. int4, ternary, pot4, bcq3, dfp8, mxfp4_e2m1, bfp4e8_32; of hawq, clado and"
                + " profile none, since they choose.")
        Optional<String> format,

        @Doc("Of scales without blocks of their own: tensor, channel or group:N.") @Default("channel")
        String granularity,

        @Doc("Along which way groups and blocks run.") @Default("channels")
        Blocks.Lines blocks,

        @Doc("Of a format with blocks, what becomes of lines that are no whole ones.") @Default("short-block")
        Tail tail,

        @Doc("The activations' format; by default they stay as they are, smoothquant and llm-int8 take int8.")
        Optional<String> activations,

        @Doc("Of the activations' scales: tensor, token or group:N; by default tensor, of llm-int8 token.")
        Optional<String> activationGranularity,

        @Doc("The inputs on which ranges, errors and losses are found, first..last; by default 0..15, of hawq,"
                + " clado and profile 0..63, of a language model 0..63 and 0..3, or all that there are.")
        Optional<Batch> calibration,

        @Doc("SmoothQuant's exponent.") @Default("0.5") @Range(min = 0, max = 1)
        double smoothing,

        @Doc("Of llm-int8: the activation from which a channel is multiplied apart.")
        @Default("6")
        @Range(min = 1e-9, max = 1e9)
        double outlierThreshold,

        @Doc("Of dense-and-sparse: the share of weights that is kept apart.")
        @Default("0.0045")
        @Range(min = 0, max = 0.5)
        double sparseShare,

        @Doc("Widths that hawq and clado choose from, and from the least to the largest of which profile looks.")
        @Default("[2, 4, 8]")
        List<Integer> bits,

        @Doc("The budget of hawq and clado: bits a weight, scales left out.") @Default("4") @Range(min = 2, max = 16)
        double averageBits,

        @Doc("Of profile: the norm of the output's error over that of the output.")
        @Default("0.05")
        @Range(min = 1e-9, max = 1e3)
        double bound,

        @Doc("What a language model's keys are rounded to, blocks along the channels of a head; by default they stay.")
        Optional<String> keys,

        @Doc("Whether the channels of a language model's keys are sorted by norm before, and its queries' with them.")
        @Default("false")
        boolean kSort) {
    public Quantize {
        if (format.isEmpty() && !method.weighsNetwork()) {
            throw new IllegalArgumentException("format is missing; " + method.label() + " needs one, such as int4");
        }
        if (format.isPresent() && method.weighsNetwork()) {
            throw new IllegalArgumentException(
                    "format must be left out: " + method.label() + " chooses the formats itself, among bits");
        }
        bits = List.copyOf(bits);
        new Recipe( // which refuses what does not go together
                method,
                format.orElse(""),
                granularity,
                blocks,
                tail,
                activations,
                activationGranularity,
                calibration,
                smoothing,
                outlierThreshold,
                sparseShare,
                bits,
                averageBits,
                bound,
                keys,
                kSort);
    }

    /** The recipe that it describes. */
    public Recipe recipe() {
        return new Recipe(
                method,
                format.orElse(""),
                granularity,
                blocks,
                tail,
                activations,
                activationGranularity,
                calibration,
                smoothing,
                outlierThreshold,
                sparseShare,
                bits,
                averageBits,
                bound,
                keys,
                kSort);
    }
}
