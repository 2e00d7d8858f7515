package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.LayerTrace;
import bitwright.workload.dimensions.Drawing;
import bitwright.workload.dimensions.Tokens;
import bitwright.workload.dimensions.TransformerTrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a run's workload comes from. The first key of each form tells them apart; a plain word is a library name. */
public sealed interface WorkloadSpec {
    static WorkloadSpec of(String name) {
        try {
            Library.builtIn().path(Library.Kind.WORKLOADS, name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; a folder is written { trace: DIR }");
        }
        return new Named(name);
    }

    @Doc("A workload that comes with Bitwright.")
    record Named(@Doc("Its name in the library.") String name) implements WorkloadSpec {
        public Named {
            try {
                Library.builtIn().path(Library.Kind.WORKLOADS, name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("name " + e.getMessage());
            }
            Check.that(
                    !Library.builtIn().isFile(Library.Kind.WORKLOADS, name),
                    "name",
                    "is that of dimensions, which are written { network: " + name + " }");
        }

        /** The folder of its trace bundle, inside the library. */
        public Path bundle() {
            return Library.builtIn().path(Library.Kind.WORKLOADS, name);
        }
    }

    @Doc("A trace bundle.")
    record Trace(@Doc("The folder that holds trace.yaml.") Path trace) implements WorkloadSpec {
        public Trace {
            Check.that(
                    Files.isRegularFile(trace.resolve("trace.yaml")),
                    "trace",
                    "must be a folder with a trace.yaml in it, got " + trace);
        }
    }

    @Doc("Tensors and a model as DNNsim keeps them.")
    record DnnSim(
            @Doc("The folder of wgt-L.npy and act-L-0.npy.") Path dnnsim,

            @Doc("The folder of model.csv or trace_params.csv and precision.txt.")
            Path model)
            implements WorkloadSpec {
        public DnnSim {
            Check.that(Files.isDirectory(dnnsim), "dnnsim", "must be a folder, got " + dnnsim);
            Check.that(Files.isDirectory(model), "model", "must be a folder, got " + model);
        }
    }

    @Doc("Layer shapes as SCALE-Sim writes them, with synthetic values.")
    record Topology(
            @Doc("The CSV file.") Path topology,
            @Doc("What the operands look like.") Synthetic synthetic) implements WorkloadSpec {
        public Topology {
            Check.that(Files.isRegularFile(topology), "topology", "must be a CSV file, got " + topology);
        }
    }

    @Doc("The matrix products of a transformer, known by its dimensions alone, with synthetic values.")
    record Network(
            @Doc("Its dimensions: a library name, a path or a mapping.")
            NetworkConfig network,

            @Doc("Tokens of each sequence that are processed at once; by default 128, or those of the image.")
            @Range(min = 0, max = 16777216)
            Optional<Integer> prefill,

            @Doc("Tokens of each sequence that are generated after them, one at a time.")
            @Range(min = 0, max = 65536)
            @Default("0")
            int generate,

            @Doc("Tokens of each sequence whose keys and values are there before.")
            @Range(min = 0, max = 16777216)
            @Default("0")
            int past,

            @Doc("Sequences side by side, whose rows share a product.") @Range(min = 1, max = 65536) @Default("1")
            int sequences,

            @Doc("How many of the blocks run, from the first on; by default all.") @Range(min = 1, max = 1000)
            Optional<Integer> blocks,

            @Doc("Width of activations in bits.") @Range(min = 2, max = 16) @Default("8")
            int activationBits,

            @Doc("Width of weights in bits.") @Range(min = 2, max = 16) @Default("8")
            int weightBits,

            @Doc("once: all blocks, and all generated tokens, have the same values, so that what is equal is simulated "
                    + "once and counts for all; each: every layer has values of its own.")
            @Default("once")
            Drawing.Draws draws,

            @Doc("Elements of an operand or an output at most: what is larger is cut into layers of their own, by"
                    + " heads, then by outputs, then by tokens.")
            @Range(min = 65536, max = 268435456)
            @Default("67108864")
            int maxElements)
            implements WorkloadSpec {
        private static final int PREFILL = 128;

        public Network {
            Check.ranges(
                    Network.class,
                    network,
                    prefill,
                    generate,
                    past,
                    sequences,
                    blocks,
                    activationBits,
                    weightBits,
                    draws,
                    maxElements);
            Check.that(
                    prefill.isEmpty() || network.patches().isEmpty(),
                    "prefill",
                    "must be left out where an image is cut into tokens");
            Check.that(
                    network.causal() || generate == 0,
                    "generate",
                    "must be 0: tokens of " + network.name() + " look at later ones, none can be generated");
            Check.that(
                    network.causal() || past == 0,
                    "past",
                    "must be 0: tokens of " + network.name() + " look at later ones, none can come before");
            Check.that(
                    blocks.isEmpty() || blocks.get() <= network.blocks(),
                    "blocks",
                    "must be at most " + network.blocks() + ", got " + blocks.orElse(0));
            Tokens tokens = tokens(network, prefill, generate, past, sequences);
            long all = (long) past + tokens.prefill() + generate;
            Check.that(
                    all <= network.positions().orElse(Integer.MAX_VALUE),
                    "network",
                    network.name() + " takes " + network.positions().orElse(0) + " tokens, got " + all);
        }

        private static Tokens tokens(
                NetworkConfig network, Optional<Integer> prefill, int generate, int past, int sequences) {
            int atOnce = network.patches()
                    .map(image -> image.dimensions().tokens())
                    .or(() -> prefill)
                    .orElse(PREFILL);
            return new Tokens(atOnce, generate, past, sequences);
        }

        /** The layers. */
        public LayerTrace trace(long seed) {
            return TransformerTrace.of(
                    network.dimensions(),
                    network.spread(),
                    tokens(network, prefill, generate, past, sequences),
                    new Drawing(activationBits, weightBits, draws, maxElements, blocks.orElse(network.blocks()), seed),
                    network.source());
        }
    }
}
