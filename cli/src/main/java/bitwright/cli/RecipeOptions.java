package bitwright.cli;

import bitwright.workload.Batch;
import bitwright.workload.quantise.Blocks;
import bitwright.workload.quantise.Method;
import bitwright.workload.quantise.Recipe;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that make up a recipe. */
final class RecipeOptions {
    @Option(
            names = "--method",
            description = {
                "One of (default: rtn)",
                "  rtn: each weight by itself to the nearest code",
                "  gptq: column by column, errors on the calibration inputs made up for by the columns to come",
                "  smoothquant, smoothquant-gptq: channels of activations divided by what weights are multiplied by",
                "  llm-int8: channels with large activations multiplied apart in 12 bits",
                "  dense-and-sparse: the largest weights kept apart in 12 bits",
                "  hawq, clado: bits by layer under a budget, layers weighed one by one, or with one another",
                "  profile: the fewest bits for weights and activations that keep the output's error in a bound"
            })
    private String method = "rtn";

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "Of the weights: int2 to int16, ternary, pot2 to pot5 (powers of two), bcq1 to bcq4 (sums of "
                    + "powers of two), dfp2 to dfp16 (dynamic fixed point), mxint8, mxint4, mxfp4_e2m1, mxfp6_e2m3, "
                    + "mxfp6_e3m2, mxfp8_e4m3, or bfpMeE_B: mantissa with its sign, exponent, block. hawq, clado and "
                    + "profile choose integers themselves.")
    private String format = "";

    @Option(
            names = "--granularity",
            paramLabel = "G",
            description = "Of scales without blocks of their own: tensor, channel (default) or group:N.")
    private String granularity = "channel";

    @Option(
            names = "--blocks",
            paramLabel = "ALONG",
            description = "Along which way groups and blocks run: channels (default), filter (over the ends of rows), "
                    + "columns, rows or filters.")
    private String blocks = "channels";

    @Option(
            names = "--tail",
            description = "Of a format with blocks, what becomes of lines that are no whole ones: short-block "
                    + "(default), fill-with-zeros (which are stored) or refuse.")
    private String tail = "short-block";

    @Option(
            names = "--activations",
            paramLabel = "F",
            description = "Round activations, too (default: as they are; smoothquant and llm-int8: int8).")
    private String activations = "";

    @Option(
            names = "--activation-granularity",
            paramLabel = "G",
            description = "tensor (default; scale by calibration), token (default of llm-int8) or group:N.")
    private String activationGranularity = "";

    @Option(names = "--smoothing", paramLabel = "A", description = "SmoothQuant's exponent, 0 to 1 (default: 0.5).")
    private double smoothing = 0.5;

    @Option(
            names = "--outlier-threshold",
            paramLabel = "X",
            description = "Of llm-int8: the activation from which a channel is apart (default: 6).")
    private double outlierThreshold = 6;

    @Option(
            names = "--sparse-share",
            paramLabel = "X",
            description = "Of dense-and-sparse: the share of weights kept apart (default: 0.0045).")
    private double sparseShare = 0.0045;

    @Option(
            names = "--bits",
            split = ",",
            paramLabel = "B",
            description = "Widths that hawq and clado choose from, and from the least to the largest of which profile "
                    + "looks (default: 2,4,8).")
    private List<Integer> bits = Recipe.BITS;

    @Option(
            names = "--average-bits",
            paramLabel = "B",
            description = "The budget of hawq and clado: bits a weight, scales left out (default: 4).")
    private double averageBits = 4;

    @Option(
            names = "--bound",
            paramLabel = "E",
            description = "Of profile: the norm of the output's error over that of the output (default: 0.05).")
    private double bound = 0.05;

    @Option(
            names = "--keys",
            paramLabel = "F",
            description = "Round a language model's keys, too: a format whose blocks run along the channels of a head.")
    private String keys = "";

    @Option(
            names = "--k-sort",
            description =
                    "Sort the channels of a language model's keys by norm before, and those of its queries with them.")
    private boolean kSort;

    /** The recipe that they come to; an {@link IllegalArgumentException} that names the option otherwise. */
    Recipe recipe(Optional<Batch> calibration) {
        Method how;
        try {
            how = Method.of(method);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + e.getMessage(), e);
        }
        if (format.isEmpty() && !how.weighsNetwork()) {
            throw new IllegalArgumentException("--method " + method + " needs a --format, such as int4 or mxfp4_e2m1");
        }
        if (!format.isEmpty() && how.weighsNetwork()) {
            throw new IllegalArgumentException("--method " + method
                    + " chooses the formats itself, among --bits; leave " + "--format " + format + " out");
        }
        return new Recipe(
                how,
                format,
                granularity,
                Blocks.Lines.of(blocks),
                Recipe.tail(tail),
                activations.isEmpty() ? Optional.empty() : Optional.of(activations),
                activationGranularity.isEmpty() ? Optional.empty() : Optional.of(activationGranularity),
                calibration,
                smoothing,
                outlierThreshold,
                sparseShare,
                bits,
                averageBits,
                bound,
                keys.isEmpty() ? Optional.empty() : Optional.of(keys),
                kSort);
    }
}
