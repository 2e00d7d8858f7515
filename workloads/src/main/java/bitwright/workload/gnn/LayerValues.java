package bitwright.workload.gnn;

import bitwright.workload.graph.Features;
import java.util.List;

/**
 * The numbers of one layer: each precision's weights and scales in its own format, and each message as its receiver sees it.
 * Features are float32 in memory; the receiving node's precision decides what they become. Safe for several threads once
 * made; {@link #message} needs a scratch row a thread.
 */
public final class LayerValues {
    private final GraphRun run;
    private final GnnLayer layer;
    private final Features inputs;
    private final NodeKernel[] kernels;
    private final double[][] weights;
    private final double[][] selfWeights;

    /**
     * Prepares a layer.
     *
     * @param index the layer's, from 0
     * @param inputs what the nodes hold at its input
     */
    public LayerValues(GraphRun run, int index, Features inputs) {
        this.run = run;
        this.layer = run.network().layers().get(index);
        this.inputs = inputs;
        List<NodeArithmetic> arithmetics = run.arithmetics();
        GnnWeights source = run.network().weights();
        float[] neighbours = source.neighbours(index, layer);
        float[] self = run.network().model().hasSelfWeights() ? source.self(index, layer) : new float[0];
        boolean calibrates = arithmetics.stream().anyMatch(NodeArithmetic::isInteger);
        float largestFeature = calibrates ? largest(inputs) : 0;
        float largestWeight = Math.max(largest(neighbours), largest(self));
        kernels = new NodeKernel[arithmetics.size()];
        weights = new double[kernels.length][];
        selfWeights = new double[kernels.length][];
        for (int i = 0; i < kernels.length; i++) {
            NodeArithmetic one = arithmetics.get(i);
            kernels[i] = one.kernel(one.scales(largestFeature, largestWeight));
            weights[i] = transposed(neighbours, kernels[i]);
            selfWeights[i] = transposed(self, kernels[i]);
        }
    }

    private double[] transposed(float[] matrix, NodeKernel kernel) {
        double[] result = new double[matrix.length];
        double[] row = new double[layer.inputs()];
        for (int out = 0; out * layer.inputs() < matrix.length; out++) {
            kernel.weights(matrix, out * row.length, row.length, row);
            for (int in = 0; in < row.length; in++) {
                result[in * layer.outputs() + out] = row[in];
            }
        }
        return result;
    }

    private static float largest(Features features) {
        float[] row = new float[features.width()];
        float most = 0;
        for (int node = 0; node < features.nodes(); node++) {
            features.row(node, row);
            most = Math.max(most, largest(row));
        }
        return most;
    }

    private static float largest(float[] values) {
        float most = 0;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    /** The layer. */
    public GnnLayer layer() {
        return layer;
    }

    /** The arithmetic of a node. */
    public NodeKernel kernel(int node) {
        return kernels[run.arithmeticOf(node)];
    }

    /**
     * What a sender's features are in a receiver's precision.
     *
     * @param scratch [inputs], written over
     * @param into [inputs]
     */
    public void message(int receiver, int sender, float[] scratch, double[] into) {
        inputs.row(sender, scratch);
        kernel(receiver).encode(scratch, into, layer.inputs());
    }

    /**
     * Takes one message into a node's sum.
     *
     * @param n the message's number in the node's list, from 0; the first starts the sum
     */
    public void accumulate(int node, int n, double[] message, double[] sum) {
        Messages messages = run.messages();
        NodeKernel kernel = kernel(node);
        if (!messages.scaled()) {
            if (n == 0) {
                kernel.start(sum, message, layer.inputs());
            } else {
                kernel.add(sum, message, layer.inputs());
            }
            return;
        }
        double scale = kernel.scale(messages.scale(node, messages.source(node, n)));
        if (n == 0) {
            kernel.start(sum, scale, message, layer.inputs());
        } else {
            kernel.add(sum, scale, message, layer.inputs());
        }
    }

    /**
     * A node's outputs after its activation.
     *
     * @param sum [inputs], the aggregate; zeros for a node without messages
     * @param own [inputs], the node's own features in its precision, read where the model has weights for them
     * @param scratch [outputs], written over
     * @param into [outputs], from {@code at} on
     */
    public void transform(int node, double[] sum, double[] own, double[] scratch, float[] into, int at) {
        int place = run.arithmeticOf(node);
        NodeKernel kernel = kernels[place];
        boolean scaled = run.messages().scaled();
        int outputs = layer.outputs();
        kernel.transform(weights[place], sum, layer.inputs(), scratch, outputs);
        for (int i = 0; i < outputs; i++) {
            into[at + i] = kernel.decode(scratch[i], scaled);
        }
        if (run.network().model().hasSelfWeights()) {
            kernel.transform(selfWeights[place], own, layer.inputs(), scratch, outputs);
            for (int i = 0; i < outputs; i++) {
                into[at + i] = kernel.join(kernel.decode(scratch[i], false), into[at + i]);
            }
        }
        for (int i = 0; i < outputs; i++) {
            into[at + i] = layer.activation().of(into[at + i]);
        }
    }
}
