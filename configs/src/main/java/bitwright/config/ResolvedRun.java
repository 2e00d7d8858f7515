package bitwright.config;

import java.util.List;

/**
 * A run with every reference followed and every setting in place.
 *
 * @param config the run
 * @param tree what it was bound from, {@code designs} always a list
 */
public record ResolvedRun(RunConfig config, Tree.Mapping tree) {
    /**
     * What is wrong with one of the run's values, and was only found out later.
     *
     * @param keys the way to it from the run's root; where a key is not there, the message points at what should hold it
     */
    public ConfigException wrong(String text, String... keys) {
        Tree value = tree;
        for (String key : keys) {
            if (!(value instanceof Tree.Mapping mapping) || !mapping.has(key)) {
                break;
            }
            value = mapping.get(key);
        }
        return new ConfigException(value.at(), text);
    }

    /** SHA-256, in hex, of the experiment of one of the designs: of all that decides its result and nothing else. */
    public String hash(DesignConfig design) {
        var designs = (Tree.Sequence) tree.get("designs");
        int place = 0;
        while (!config.designs().get(place).name().equals(design.name())) { // names are distinct
            place++;
        }
        var only = designs.items().get(place);
        return Canonical.sha256OfRun(
                tree.without("plugins").with("designs", new Tree.Sequence(designs.at(), List.of(only))));
    }
}
