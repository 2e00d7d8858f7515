package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.dimensions.FeedForward;
import bitwright.workload.dimensions.RelativeValues;
import bitwright.workload.dimensions.TransformerDimensions;
import bitwright.workload.dimensions.TransformerValues;
import bitwright.workload.synthetic.Distribution;
import java.util.Optional;
import java.util.OptionalInt;

/** A transformer by its dimensions. */
@Doc("A transformer by its dimensions, whose values are synthetic.")
public record NetworkConfig(
        @Doc("The network's name; by default its file's.") String name,

        @Doc("Where the dimensions come from, in a few words.") @Default("''")
        String source,

        @Doc("Blocks of attention and feed-forward layers.") @Range(min = 1, max = 1000)
        int blocks,

        @Doc("Width of what goes from block to block (d_model).") @Range(min = 1, max = 1048576)
        int width,

        @Doc("Heads of the queries.") @Range(min = 1, max = 65536)
        int heads,

        @Doc("Heads of keys and values, of which each serves several of the queries'; by default as many as those.")
        @Range(min = 1, max = 65536)
        Optional<Integer> keyValueHeads,

        @Doc("Width of a head; by default the blocks' width over the heads.") @Range(min = 1, max = 65536)
        Optional<Integer> headWidth,

        @Doc("Width between the feed-forward matrices (d_ffn).") @Range(min = 1, max = 1048576)
        int hiddenWidth,

        @Doc("gelu or relu between two matrices, or swiglu of three.")
        FeedForward feedForward,

        @Doc("Width of the token embedding where it is not the blocks'.") @Range(min = 1, max = 1048576)
        Optional<Integer> embeddingWidth,

        @Doc("Outputs of the last matrix: the vocabulary, or classes; by default there is none.")
        @Range(min = 1, max = 16777216)
        Optional<Integer> outputs,

        @Doc("Tokens that a sequence may have; by default any number.") @Range(min = 1, max = 16777216)
        Optional<Integer> positions,

        @Doc("Whether tokens look at earlier ones only, so that keys and values can be kept and tokens generated.")
        boolean causal,

        @Doc("How an image becomes tokens; by default tokens are text.")
        Optional<Patches> patches,

        @Doc("How the operands are spread.") Values values) {

    @Doc("A convolution whose stride is its kernel cuts an image into tokens; one more stands for the class.")
    public record Patches(
            @Doc("Rows and columns of the image.") @Range(min = 1, max = 65536)
            int image,

            @Doc("Rows and columns of a patch, a divisor of the image's.") @Range(min = 1, max = 65536)
            int patch,

            @Doc("Channels of the image.") @Range(min = 1, max = 65536) @Default("3")
            int channels) {
        public Patches {
            Check.ranges(Patches.class, image, patch, channels);
            dimensions(image, patch, channels);
        }

        private static bitwright.workload.dimensions.Patches dimensions(int image, int patch, int channels) {
            return new bitwright.workload.dimensions.Patches(image, patch, channels);
        }

        bitwright.workload.dimensions.Patches dimensions() {
            return dimensions(image, patch, channels);
        }
    }

    @Doc("How an operand's values are spread, whatever its width.")
    public record Spread(
            @Doc("rectified-normal, never negative, normal, or product-normal, peaked and heavy-tailed.")
            Distribution distribution,

            @Doc("Standard deviation as a share of the largest magnitude.") @Range(min = 1.0e-6, max = 1)
            double sigma,

            @Doc("Share of zeros.") @Range(min = 0, max = 1) @Default("0")
            double zeroFraction,

            @Doc("Channels whose values are larger than the others'; by default none.")
            Optional<OutlierChannels> outliers) {
        public Spread {
            Check.ranges(Spread.class, distribution, sigma, zeroFraction, outliers);
        }

        private RelativeValues values() {
            return new RelativeValues(distribution, sigma, zeroFraction, OutlierChannels.of(outliers));
        }

        private boolean isNeverNegative() {
            return distribution == Distribution.RECTIFIED_NORMAL;
        }
    }

    @Doc("How the operands of a transformer are spread.")
    public record Values(
            @Doc("Every matrix.") Spread weights,

            @Doc("Pixels, never negative.") @Default("{ distribution: rectified-normal, sigma: 0.52 }")
            Spread image,

            @Doc("What a normalisation gives: the input of queries, keys, values, of the first feed-forward"
                    + " matrices and of the last matrix.")
            Spread normalised,

            @Doc("Queries, keys and values.") Spread projected,

            @Doc("What softmax gives, never negative.") Spread probabilities,

            @Doc("What attention gives, the input of its output matrix.")
            Spread attended,

            @Doc("What lies between the feed-forward matrices; behind a rectifier never negative.")
            Spread hidden) {
        public Values {
            Check.that(image.isNeverNegative(), "image.distribution", "must be rectified-normal, as pixels are");
            Check.that(
                    probabilities.isNeverNegative(),
                    "probabilities.distribution",
                    "must be rectified-normal, as probabilities are");
        }
    }

    public NetworkConfig {
        Check.ranges(
                NetworkConfig.class,
                name,
                source,
                blocks,
                width,
                heads,
                keyValueHeads,
                headWidth,
                hiddenWidth,
                feedForward,
                embeddingWidth,
                outputs,
                positions,
                causal,
                patches,
                values);
        Check.that(
                headWidth.isPresent() || width % heads == 0,
                "headWidth",
                "must be given where the width " + width + " is no multiple of the heads, " + heads);
        int shared = keyValueHeads.orElse(heads);
        Check.that(
                shared >= 1 && heads % shared == 0,
                "keyValueHeads",
                "must divide the " + heads + " heads, got " + shared);
        Check.that(
                feedForward != FeedForward.RELU || values.hidden().isNeverNegative(),
                "values.hidden.distribution",
                "must be rectified-normal behind a rectifier");
        Check.that(patches.isEmpty() || !causal, "causal", "must be false where an image is cut into patches");
    }

    /** The extents alone. */
    public TransformerDimensions dimensions() {
        return new TransformerDimensions(
                name,
                blocks,
                width,
                heads,
                keyValueHeads.orElse(heads),
                headWidth.orElse(width / heads),
                hiddenWidth,
                feedForward,
                optional(embeddingWidth),
                optional(outputs),
                patches.map(Patches::dimensions));
    }

    private static OptionalInt optional(Optional<Integer> number) {
        return number.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** How the operands are spread. */
    public TransformerValues spread() {
        return new TransformerValues(
                values.weights.values(),
                values.image.values(),
                values.normalised.values(),
                values.projected.values(),
                values.probabilities.values(),
                values.attended.values(),
                values.hidden.values());
    }
}
