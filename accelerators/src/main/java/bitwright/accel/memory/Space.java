package bitwright.accel.memory;

/** What is held in the on-chip buffers. */
public enum Space {
    ACTIVATIONS,
    WEIGHTS,
    /** Outputs on their way out, in a buffer of their own or in a part of the activation buffer. */
    OUTPUTS
}
