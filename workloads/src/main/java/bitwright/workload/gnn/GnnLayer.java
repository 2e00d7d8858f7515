package bitwright.workload.gnn;

import bitwright.workload.WorkloadException;

/**
 * One layer: aggregation over each node's messages, then a linear transformation.
 *
 * @param name as results know it
 * @param inputs features a node at its input
 * @param outputs features a node at its output
 * @param activation what becomes of the outputs
 */
public record GnnLayer(String name, int inputs, int outputs, Activation activation) {
    /** The most features that a layer may have on either side. */
    public static final int MOST_FEATURES = 1 << 16;

    public GnnLayer {
        check(name, "inputs", inputs);
        check(name, "outputs", outputs);
    }

    private static void check(String name, String what, int value) {
        if (value < 1 || value > MOST_FEATURES) {
            throw new WorkloadException(
                    "layer " + name + ": " + what + " must be between 1 and " + MOST_FEATURES + ", got " + value);
        }
    }
}
