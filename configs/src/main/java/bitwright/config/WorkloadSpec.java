package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.LayerTrace;
import bitwright.workload.attention.AttentionRun;
import bitwright.workload.attention.AttentionShape;
import bitwright.workload.dimensions.Drawing;
import bitwright.workload.dimensions.Tokens;
import bitwright.workload.dimensions.TransformerTrace;
import bitwright.workload.gnn.Activation;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GnnModel;
import bitwright.workload.language.TokenTrace;
import bitwright.workload.transformer.TransformerRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a run's workload comes from. The first key of each form tells them apart; a plain word is a library name. */
// Listed, since compilers do not agree on an order, and the page of all keys has one.
public sealed interface WorkloadSpec
        permits WorkloadSpec.Named,
                WorkloadSpec.Trace,
                WorkloadSpec.Written,
                WorkloadSpec.DnnSim,
                WorkloadSpec.Topology,
                WorkloadSpec.Transformer,
                WorkloadSpec.GraphNetwork,
                WorkloadSpec.Attention,
                WorkloadSpec.Network {
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

        /** The folder of its trace bundle or of its graph, inside the library. */
        public Path folder() {
            return Library.builtIn().path(Library.Kind.WORKLOADS, name);
        }

        /** What its {@code graph.yaml} says, if it is a graph. */
        public Optional<GraphNetwork> graph() {
            Path file = folder().resolve(Library.GRAPH);
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            var source = new Source("workloads/" + name + "/" + Library.GRAPH + " (library)", folder());
            return Optional.of(GraphNetwork.read(file, source));
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

    @Doc("A language model of the library reading a prompt and writing on: the layers of a phase, token by token.")
    record Written(
            @Doc("The model: a workload of the library with a network.yaml, such as tiny-gpt.")
            String writer,

            @Doc("The text it is given, of characters that the model knows.")
            String prompt,

            @Doc("Characters that it writes, each the likeliest in real numbers.")
            @Range(min = 1, max = 1 << 20)
            @Default("1")
            int tokens,

            @Doc("prefill, the whole prompt at once, or generation, one pass a written character.")
            TokenTrace.Phase phase,

            @Doc("Bits of weights, keys and values.") @Range(min = 2, max = 16) @Default("8")
            int weightBits,

            @Doc("Bits of activations.") @Range(min = 2, max = 16) @Default("8")
            int activationBits)
            implements WorkloadSpec {
        public Written {
            Check.ranges(Written.class, writer, prompt, tokens, phase, weightBits, activationBits);
            Check.that(!prompt.isEmpty(), "prompt", "must have a character at least");
            var library = Library.builtIn();
            var known = library.names(Library.Kind.WORKLOADS).stream()
                    .filter(name -> Files.isRegularFile(
                            library.path(Library.Kind.WORKLOADS, name).resolve("network.yaml")))
                    .toList();
            Check.that(
                    known.contains(writer),
                    "writer",
                    "must be a language model of the library, got '" + writer + "'; there is "
                            + String.join(", ", known));
        }

        /** The folder of the model, inside the library. */
        public Path folder() {
            return Library.builtIn().path(Library.Kind.WORKLOADS, writer);
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

    @Doc("A transformer that reads a prompt and generates tokens.")
    record Transformer(
            @Doc("A name in the library, or a mapping of dimensions.")
            TransformerConfig transformer,

            @Doc("Tokens that are given, a start token if nothing else.") @Range(min = 1, max = 1 << 24) @Default("1")
            int promptTokens,

            @Doc("Tokens to generate.") @Range(min = 1, max = 1 << 24)
            int generatedTokens)
            implements WorkloadSpec {
        public Transformer {
            Check.ranges(Transformer.class, transformer, promptTokens, generatedTokens);
            run(transformer, promptTokens, generatedTokens);
        }

        private static TransformerRun run(TransformerConfig transformer, int promptTokens, int generatedTokens) {
            return new TransformerRun(transformer.name(), transformer.model(), promptTokens, generatedTokens);
        }

        /** What a machine runs. */
        public TransformerRun run() {
            return run(transformer, promptTokens, generatedTokens);
        }
    }

    /** Where the features at a network's input come from. */
    enum NodeFeatures {
        /** They are made from the seed: uniform in [−2, 2). */
        SEEDED,
        /** They come with the graph. */
        STORED
    }

    @Doc("A graph, and a network of graph convolutions on it.")
    record GraphNetwork(
            @Doc("Where the graph comes from.") GraphSource graph,

            @Doc("gcn, gin, graphsage-mean or graphsage-sum.")
            GnnModel model,

            @Doc("Features of a node at the network's input, then after each layer.")
            List<Integer> widths,

            @Doc("seeded: uniform in [-2, 2); stored: those that come with the graph.") @Default("seeded")
            NodeFeatures features,

            @Doc("Whether messages are scaled as the model says; otherwise by 1, as AMPLE's tool chain builds GCN.")
            @Default("true")
            boolean normalised,

            @Doc("Between layers; the last has none.") @Default("relu")
            Activation activation,

            @Doc("Which node computes with which precision: a format, OPERANDS/SUMS, or a rule.") @Default("float32")
            NodePrecision precision,

            @Doc("The folder of LAYER.weights.npy and, in GraphSAGE, LAYER.self.npy, [outputs, inputs] each; layers"
                    + " are layer1, layer2, … By default weights are seeded.")
            Optional<Path> weights,

            @Doc("Seeded weights are uniform in [-2, 2) times 2 to this power.")
            @Range(min = -30, max = 30)
            @Default("0")
            int weightExponent)
            implements WorkloadSpec {
        public GraphNetwork {
            weights.ifPresent(
                    folder -> Check.that(Files.isDirectory(folder), "weights", "must be a folder, got " + folder));
            widths = List.copyOf(widths);
            Check.that(widths.size() >= 2, "widths", "must hold two numbers or more, got " + widths);
            for (int width : widths) {
                Check.between("widths", width, 1, GnnLayer.MOST_FEATURES);
            }
        }

        /**
         * What a file of its own says, with the keys of {@code workload:} on top.
         *
         * @throws ConfigException with every problem of the file
         */
        public static GraphNetwork read(Path file) {
            return read(file, Source.file(file));
        }

        private static GraphNetwork read(Path file, Source source) {
            return RecordReader.read(YamlReader.file(file, source, null), GraphNetwork.class, new Registry());
        }

        /** The layers. */
        public List<GnnLayer> layers() {
            var layers = new ArrayList<GnnLayer>();
            for (int i = 1; i < widths.size(); i++) {
                boolean last = i == widths.size() - 1;
                layers.add(new GnnLayer(
                        "layer" + i, widths.get(i - 1), widths.get(i), last ? Activation.NONE : activation));
            }
            return layers;
        }
    }

    @Doc("Attention by itself, known by its extents alone.")
    record Attention(
            @Doc("Its extents.") AttentionExtents attention,

            @Doc("Layers of it.") @Range(min = 1, max = 1000) @Default("1")
            int layers)
            implements WorkloadSpec {
        public Attention {
            Check.ranges(Attention.class, attention, layers);
        }

        /** What a machine runs. */
        public AttentionRun run() {
            var shape = new AttentionShape(
                    attention.batch, attention.heads, attention.queries, attention.keys, attention.width);
            String name = "attention-" + attention.batch + "x" + attention.heads + "x" + attention.queries + "x"
                    + attention.keys + "x" + attention.width;
            return new AttentionRun(name, shape, layers);
        }
    }

    /** The extents of attention. */
    @Doc("The extents of attention.")
    record AttentionExtents(
            @Doc("Sequences.") @Range(min = 1, max = 65536) @Default("1")
            int batch,

            @Doc("Heads of each.") @Range(min = 1, max = 65536)
            int heads,

            @Doc("Rows of Q.") @Range(min = 1, max = 16777216)
            int queries,

            @Doc("Rows of K and V.") @Range(min = 1, max = 16777216)
            int keys,

            @Doc("Columns of Q, K and V.") @Range(min = 1, max = 65536)
            int width) {
        public AttentionExtents {
            Check.ranges(AttentionExtents.class, batch, heads, queries, keys, width);
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
