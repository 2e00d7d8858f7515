package bitwright.accel;

import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.SumOrder;
import bitwright.accel.number.WeightGroups;
import java.util.Optional;

/** A machine that can say what its PEs compute to the bit, so that a network can be run through its numbers alone. */
public interface NumberMachine extends LayerMachine {
    /** What a PE computes; empty where PEs take whatever integers there are. */
    Optional<Arithmetic> arithmetic();

    /** How weights are grouped that share a scale and a zero point; empty where a filter's share one. */
    default Optional<WeightGroups> weightGroups() {
        return Optional.empty();
    }

    /** The order in which an output's steps are summed. */
    default SumOrder sumOrder() {
        return SumOrder.PLAIN;
    }
}
