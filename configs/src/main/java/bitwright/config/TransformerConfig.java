package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.transformer.Transformer;

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

    /** The library's transformer of a name. */
    public static TransformerConfig of(String name) {
        var place = new Position(new Source("transformer", java.nio.file.Path.of("")), 0, 0, "");
        Tree.Mapping file;
        try {
            Library.builtIn().path(Library.Kind.TRANSFORMERS, name);
            file = Library.builtIn().read(Library.Kind.TRANSFORMERS, name, place);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be a mapping of dimensions or a name in the library, got '" + name + "'; the library's"
                            + " transformers are "
                            + String.join(", ", Library.builtIn().names(Library.Kind.TRANSFORMERS)));
        }
        var named = file.with("name", new Tree.Scalar(place, name, false));
        return RecordReader.read(named, TransformerConfig.class, new Registry());
    }

    /** The dimensions. */
    public Transformer model() {
        return new Transformer(layers, heads, dModel, dFf, vocabulary, context);
    }
}
