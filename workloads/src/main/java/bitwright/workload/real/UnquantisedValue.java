package bitwright.workload.real;

import bitwright.workload.network.Clamp;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;

/**
 * What has been computed from codes and not been quantised yet.
 *
 * @param making makes its node once it is known what that gives
 * @param shape as the model sees it
 * @param low what smaller reals have become
 * @param high what larger reals have become
 * @param name of the operator
 */
record UnquantisedValue(Making making, int[] shape, float low, float high, String name) {
    /** Makes a node once it is known what it gives. */
    interface Making {
        Node node(String name, Port result, Clamp clamp);
    }

    UnquantisedValue within(float newLow, float newHigh) {
        return new UnquantisedValue(making, shape, Math.max(low, newLow), Math.min(high, newHigh), name);
    }

    UnquantisedValue reshaped(int[] other) {
        return new UnquantisedValue(making, other, low, high, name);
    }
}
