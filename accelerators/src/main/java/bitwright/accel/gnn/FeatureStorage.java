package bitwright.accel.gnn;

/** How features lie in memory. */
public enum FeatureStorage {
    /** 32 bits each, whatever the node's precision. */
    WORDS,
    /** As many bits as the node's precision has. */
    PACKED
}
