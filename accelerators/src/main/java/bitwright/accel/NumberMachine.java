package bitwright.accel;

import bitwright.accel.number.Arithmetic;

/** A machine that can say what its PEs compute to the bit, so that a network can be run through its numbers alone. */
public interface NumberMachine extends LayerMachine {
    /** What a PE computes. */
    Arithmetic arithmetic();

    /**
     * Steps of one output that are summed from zero before their sum joins the others; {@link Integer#MAX_VALUE} where an
     * output is summed in one go.
     */
    default int summedSteps() {
        return Integer.MAX_VALUE;
    }
}
