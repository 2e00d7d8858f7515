package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import bitwright.workload.network.Port;
import java.util.Arrays;

/**
 * Codes of a quantised graph.
 *
 * @param node who gives them
 * @param port what they mean, channels last
 * @param shape as the model sees them
 */
record CodedValue(String node, Port port, int[] shape) {
    /** A shape for one input with its channels last. */
    static int[] channelsLast(int[] shape) {
        int[] last = shape.length == 4 ? new int[] {1, shape[2], shape[3], shape[1]} : shape.clone();
        if (shape.length == 0 || shape[0] != 1) {
            throw new WorkloadException("takes or gives a tensor of shape " + Arrays.toString(shape)
                    + "; networks of integers take one input at a time");
        }
        return last;
    }
}
