package bitwright.accel.systolic;

/**
 * The multipliers and sums of all PEs, and the outputs that the sums end in. PEs count along rows. What the operand
 * registers hold is told by the caller, who moves it.
 */
interface PeSums {
    /** What an operand register holds that holds nothing. */
    int idle();

    /** Output stationary: every PE adds the product of its two registers to its own sum. */
    void accumulate(int[] left, int[] top);

    /** Output stationary: a PE begins a sum. */
    void clear(int pe);

    /** Output stationary: a PE begins the sum of an output. */
    default void begin(int pe, int output) {
        clear(pe);
    }

    /** Output stationary: a PE's sum joins an output. */
    void take(int pe, int output, int shift);

    /**
     * Operand stationary: every sum moves one row down and the product of the PE's two registers joins it; the first row
     * begins new sums.
     */
    void flow(int[] streamed, int[] stationary);

    /** Operand stationary: the sum that has left the last row of a column joins an output. */
    void takeBottom(int column, int output, int shift);

    /** What a sum register holds, for waveforms and comparisons. */
    double value(int pe);

    /** The outputs. */
    OutputValues outputs();
}
