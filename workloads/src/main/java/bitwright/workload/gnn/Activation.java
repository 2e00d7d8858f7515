package bitwright.workload.gnn;

/** What becomes of a layer's outputs. */
public enum Activation {
    NONE,
    /** The larger of the value and +0. */
    RELU;

    /** A value after the activation; NaN stays NaN. */
    public float of(float value) {
        return this == RELU && value <= 0 ? 0f : value;
    }
}
