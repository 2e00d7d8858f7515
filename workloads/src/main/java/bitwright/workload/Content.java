package bitwright.workload;

/** What a machine runs: layers with their operands, a transformer that generates tokens, … */
public interface Content {
    /** The workload's name. */
    String name();

    /** Where its operands come from, in a sentence; it says {@code synthetic} where they are. */
    String origin();

    /** SHA-256 in hex over everything that can change a result. */
    String contentHash();
}
