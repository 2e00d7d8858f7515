package bitwright.workload;

import java.util.List;

/**
 * A multiplying layer with its operands: what accelerators run. Activations are {@code [N,H,W,C]} or, fully connected,
 * {@code [N,C]}; weights {@code [K,kh,kw,C/groups]} or {@code [K,C]}; stored codes, zero points not yet removed.
 *
 * @param name unique in its network
 * @param op a multiplying operation
 * @param inputs the layers that feed it; {@code input} is the network's input
 * @param geometry how it slides
 * @param activations the input feature map
 * @param weights the filters
 */
public record Layer(String name, Op op, List<String> inputs, Geometry geometry, Operand activations, Operand weights) {
    public Layer {
        if (!op.multiplies()) {
            throw new IllegalArgumentException("layer " + name + ": " + op.label() + " does not multiply");
        }
        inputs = List.copyOf(inputs);
    }

    public boolean isFullyConnected() {
        return weights.source().shape().length == 2;
    }

    public int filters() {
        return weights.source().shape()[0];
    }

    /** Input channels, over all groups. */
    public int channels() {
        int[] shape = activations.source().shape();
        return shape[shape.length - 1];
    }

    public int kernelHeight() {
        return isFullyConnected() ? 1 : weights.source().shape()[1];
    }

    public int kernelWidth() {
        return isFullyConnected() ? 1 : weights.source().shape()[2];
    }

    public int outputHeight() {
        return isFullyConnected()
                ? 1
                : geometry.outputHeight(activations.source().shape()[1], kernelHeight());
    }

    public int outputWidth() {
        return isFullyConnected()
                ? 1
                : geometry.outputWidth(activations.source().shape()[2], kernelWidth());
    }

    /** Multiply-accumulates for one input of the batch, padding positions included. */
    public long macs() {
        int[] shape = weights.source().shape();
        long perOutput = (long) kernelHeight() * kernelWidth() * shape[shape.length - 1];
        return perOutput * filters() * outputHeight() * outputWidth();
    }
}
