package bitwright.accel;

import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.WeightGroups;
import java.util.Optional;

/** A machine that can say what its PEs compute to the bit, so that a network can be run through its numbers alone. */
public interface NumberMachine extends LayerMachine {
    /** What a PE computes. */
    Arithmetic arithmetic();

    /** How weights are grouped that share a scale and a zero point; empty where a filter's share one. */
    default Optional<WeightGroups> weightGroups() {
        return Optional.empty();
    }

    /**
     * Steps of one output that are summed from zero before their sum joins the others; {@link Integer#MAX_VALUE} where an
     * output is summed in one go.
     */
    default int summedSteps() {
        return Integer.MAX_VALUE;
    }
}
