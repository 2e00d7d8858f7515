package bitwright.accel.mixed;

/** How time is counted. */
public enum Costing {
    /** Ours: both operands at their own width, the array's wavefronts, the buffers and the memory of the run. */
    NONE,
    /** As the public simulator of MixPE does: activations at the width of the weights, see {@link PaperCosting}. */
    MIXPE_PAPER
}
