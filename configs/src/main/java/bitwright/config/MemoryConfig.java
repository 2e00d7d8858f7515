package bitwright.config;

import bitwright.sim.memory.Memory;

/**
 * The off-chip memory of a run.
 *
 * @param name its own {@code name:}, else its file's, else its model's
 * @param memory what the rest of its keys describe
 */
public record MemoryConfig(String name, Memory memory) {
    static MemoryConfig read(Tree tree, RecordReader reader) {
        String name = Named.name(tree, "model", reader);
        Memory memory = reader.read(Named.rest(tree), Memory.class);
        return name == null || memory == null ? null : new MemoryConfig(name, memory);
    }
}
