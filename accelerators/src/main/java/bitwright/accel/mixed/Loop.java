package bitwright.accel.mixed;

/** The loops around the tiles of a convolution; a matrix product has one output row and column. */
public enum Loop {
    /** Inputs of the batch. */
    BATCH,
    OUTPUT_WIDTH,
    OUTPUT_HEIGHT,
    INPUT_CHANNELS,
    OUTPUT_CHANNELS
}
