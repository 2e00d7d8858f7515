package bitwright.config;

import java.util.List;

/**
 * A run with every reference followed and every setting in place.
 *
 * @param config the run
 * @param tree what it was bound from, {@code designs} always a list
 */
public record ResolvedRun(RunConfig config, Tree.Mapping tree) {
    /** What is wrong with the value of one of the run's keys, and was only found out later. */
    public ConfigException wrong(String key, String text) {
        return new ConfigException(tree.get(key).at(), text);
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
