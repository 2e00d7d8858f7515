package bitwright.config;

/** Mappings that carry a name beside the keys of the record they describe. */
final class Named {
    private Named() {}

    /** The name, by default the word under another key; null after a problem, or if the mapping has neither. */
    static String name(Tree tree, String otherwise, RecordReader reader) {
        if (!(tree instanceof Tree.Mapping mapping)) {
            return tree instanceof Tree.Scalar word ? word.text() : null;
        }
        if (mapping.has("name")) {
            return reader.read(mapping.get("name"), String.class);
        }
        return mapping.get(otherwise) instanceof Tree.Scalar word ? word.text() : null;
    }

    static Tree rest(Tree tree) {
        return tree instanceof Tree.Mapping mapping ? mapping.without("name") : tree;
    }
}
