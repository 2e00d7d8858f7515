package bitwright.workload.dimensions;

/** What lies between the matrices of a transformer's feed-forward layer. */
public enum FeedForward {
    /** Two matrices with a Gaussian error linear unit between them. */
    GELU,
    /** Two matrices with a rectifier between them. */
    RELU,
    /** Three matrices: the product of a sigmoid-weighted unit and a linear projection goes through the third. */
    SWIGLU;

    boolean isGated() {
        return this == SWIGLU;
    }
}
