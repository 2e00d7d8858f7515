package bitwright.workload.gnn;

/**
 * The arithmetic of the nodes of one precision in one layer. Rows are doubles, each exactly a value of the format (for
 * integers the code itself), so that a sum can be moved about without changing it. Implementations have no state.
 */
public interface NodeKernel {
    /** Puts the features of one node into the format: one rounding each. */
    void encode(float[] features, double[] into, int count);

    /**
     * Puts the weights of one output into the format.
     *
     * @param matrix [outputs, inputs]
     * @param from where the output's weights begin
     * @param count inputs
     */
    void weights(float[] matrix, int from, int count, double[] into);

    /** Puts the scale of a message into the format. */
    double scale(float scale);

    /** sum = message: the first message of a sum is copied. */
    void start(double[] sum, double[] message, int count);

    /** sum = sum + message. */
    void add(double[] sum, double[] message, int count);

    /** sum = scale · message. */
    void start(double[] sum, double scale, double[] message, int count);

    /** sum = sum + scale · message, rounding the product, then the sum. */
    void add(double[] sum, double scale, double[] message, int count);

    /**
     * A matrix-vector product: outputs begin at +0 and take their products in the order of the inputs, each product and each
     * sum rounded.
     *
     * @param weights [inputs, outputs], each of the format: transposed
     */
    void transform(double[] weights, double[] inputs, int inputCount, double[] outputs, int outputCount);

    /**
     * The value that is written back to memory.
     *
     * @param scaled whether the inputs were sums of scaled messages
     */
    float decode(double output, boolean scaled);

    /** What is written back for a node whose own features and whose messages were transformed by weights of their own. */
    float join(float own, float messages);
}
