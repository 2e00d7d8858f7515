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

    private static final int MOST_WEIGHTS = 1 << 28;

    public GnnLayer {
        check(name, "inputs", inputs);
        check(name, "outputs", outputs);
        if ((long) inputs * outputs > MOST_WEIGHTS) {
            throw new WorkloadException("layer " + name + ": inputs times outputs must be at most " + MOST_WEIGHTS
                    + ", got " + inputs + " times " + outputs);
        }
    }

    /**
     * Outputs of so many nodes.
     *
     * @throws WorkloadException if an array cannot hold them
     */
    public int outputsOf(int nodes) {
        long values = (long) nodes * outputs;
        if (values > Integer.MAX_VALUE - 8) {
            throw new WorkloadException("layer " + name + ": values can be computed for at most "
                    + (Integer.MAX_VALUE - 8) + " outputs, got " + nodes + " nodes of " + outputs);
        }
        return (int) values;
    }

    private static void check(String name, String what, int value) {
        if (value < 1 || value > MOST_FEATURES) {
            throw new WorkloadException(
                    "layer " + name + ": " + what + " must be between 1 and " + MOST_FEATURES + ", got " + value);
        }
    }
}
