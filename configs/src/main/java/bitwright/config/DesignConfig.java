package bitwright.config;

import bitwright.accel.Machine;

/**
 * A design of a run.
 *
 * @param name its own {@code name:}, else its file's, else its family's
 * @param machine what the rest of its keys describe
 * @param description the rest of its keys
 */
public record DesignConfig(String name, Machine<?> machine, Tree description) {
    static DesignConfig read(Tree tree, RecordReader reader) {
        String name = Named.name(tree, "family", reader);
        Tree description = Named.rest(tree);
        Machine<?> machine = reader.read(description, Machine.class);
        return name == null || machine == null ? null : new DesignConfig(name, machine, description);
    }

    /** SHA-256 of everything but the name, in hex. */
    public String hash() {
        return Canonical.sha256(description);
    }
}
