package bitwright.config;

import bitwright.accel.Machine;

/**
 * A design of a run.
 *
 * @param name its own {@code name:}, else its file's, else its family's
 * @param machine what the rest of its keys describe
 * @param hash SHA-256 of everything but the name, in hex
 */
public record DesignConfig(String name, Machine<?> machine, String hash) {
    static DesignConfig read(Tree tree, RecordReader reader) {
        String name = Named.name(tree, "family", reader);
        Machine<?> machine = reader.read(Named.rest(tree), Machine.class);
        return name == null || machine == null
                ? null
                : new DesignConfig(name, machine, Canonical.sha256(Named.rest(tree)));
    }
}
