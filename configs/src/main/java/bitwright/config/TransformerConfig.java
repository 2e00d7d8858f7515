package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.dimensions.FeedForward;
import bitwright.workload.transformer.Transformer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A decoder-only transformer by its dimensions; a plain word is one of the library's. */
@Doc("A decoder-only transformer by its dimensions.")
public record TransformerConfig(
        @Doc("What it is called in results.") @Default("transformer")
        String name,

        @Doc("Blocks.") @Range(min = 1, max = 10000) int layers,

        @Doc("Heads of attention; they divide dModel.") @Range(min = 1, max = 10000)
        int heads,

        @Doc("Length of a token's vector.") @Range(min = 1, max = 1 << 20)
        int dModel,

        @Doc("Length between the two feed-forward layers.") @Range(min = 1, max = 1 << 22)
        int dFf,

        @Doc("Tokens that there are.") @Range(min = 1, max = 1 << 24)
        int vocabulary,

        @Doc("Positions that there are.") @Range(min = 1, max = 1 << 24)
        int context) {
    public TransformerConfig {
        Check.ranges(TransformerConfig.class, name, layers, heads, dModel, dFf, vocabulary, context);
        Check.that(dModel % heads == 0, "heads", "must divide dModel " + dModel + ", got " + heads);
    }

    /** The library's transformer of a name: one by its dimensions, or a language model. */
    public static TransformerConfig of(String name) {
        var library = Library.builtIn();
        if (!library.names(Library.Kind.WORKLOADS).contains(name) || !isGpt(library, name)) {
            var known = library.names(Library.Kind.WORKLOADS).stream()
                    .filter(other -> isGpt(library, other))
                    .toList();
            throw new IllegalArgumentException("must be a mapping of dimensions or a name in the library, got '" + name
                    + "'; the library's decoder-only transformers with GELU are " + String.join(", ", known)
                    + Words.didYouMean(name, known));
        }
        return library.isFile(Library.Kind.WORKLOADS, name) ? of(network(library, name)) : languageModel(library, name);
    }

    private static boolean isGpt(Library library, String name) {
        return library.isFile(Library.Kind.WORKLOADS, name)
                ? isGpt(network(library, name))
                : Files.isRegularFile(languageModelFile(library, name));
    }

    private static Path languageModelFile(Library library, String name) {
        return library.path(Library.Kind.WORKLOADS, name).resolve("network.yaml");
    }

    private static NetworkConfig network(Library library, String name) {
        Tree.Mapping file = library.read(Library.Kind.WORKLOADS, name, place(name));
        return RecordReader.read(named(file, name), NetworkConfig.class, new Registry());
    }

    private static Position place(String name) {
        return new Position(new Source(name, Path.of("")), 0, 0, "");
    }

    private static Tree.Mapping named(Tree.Mapping mapping, String name) {
        return mapping.with("name", new Tree.Scalar(mapping.at(), name, false));
    }

    private static boolean isGpt(NetworkConfig network) {
        return network.causal()
                && network.feedForward() == FeedForward.GELU
                && network.patches().isEmpty()
                && network.outputs().isPresent()
                && network.positions().isPresent()
                && network.embeddingWidth().orElse(network.width()) == network.width()
                && network.keyValueHeads().orElse(network.heads()) == network.heads()
                && network.headWidth().orElse(network.width() / network.heads()) * network.heads() == network.width();
    }

    private static TransformerConfig of(NetworkConfig network) {
        return new TransformerConfig(
                network.name(),
                network.blocks(),
                network.heads(),
                network.width(),
                network.hiddenWidth(),
                network.outputs().orElseThrow(),
                network.positions().orElseThrow());
    }

    /** A language model's description beside its weights; the width between its feed-forward layers is four of its own. */
    private static TransformerConfig languageModel(Library library, String name) {
        Path file = languageModelFile(library, name);
        Tree.Mapping tree = YamlReader.file(file, Source.file(file), null);
        int width = integer(tree, "width");
        return new TransformerConfig(
                name,
                integer(tree, "layers"),
                integer(tree, "heads"),
                width,
                4 * width,
                integer(tree, "vocabulary"),
                integer(tree, "context"));
    }

    private static int integer(Tree.Mapping tree, String key) {
        var reader = new RecordReader(new Registry());
        Integer value = reader.read(tree.get(key), Integer.class);
        reader.throwProblems();
        return value;
    }

    /** The dimensions. */
    public Transformer model() {
        return new Transformer(layers, heads, dModel, dFf, vocabulary, context);
    }
}
