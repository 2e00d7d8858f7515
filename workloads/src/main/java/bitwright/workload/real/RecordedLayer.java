package bitwright.workload.real;

import bitwright.workload.Tensor;
import bitwright.workload.network.Node;
import bitwright.workload.reference.Sums;
import java.util.Optional;

/**
 * A multiplying layer with what it multiplied.
 *
 * @param mac the layer; of its results only the sums are known
 * @param activations its stored codes, {@code [N,…]}
 * @param accumulators its sums, integer biases included
 * @param master the real weights of which the codes were made, in their order; empty where the model itself has codes
 * @param blocks the scales of weights that have them by block
 */
public record RecordedLayer(
        Node.Mac mac, Tensor activations, Sums accumulators, Optional<float[]> master, Optional<Blocks> blocks) {
    /**
     * Scales by block.
     *
     * @param size weights of a filter, in a row, that share a scale
     * @param scales one a block, of any sign, in the order of the weights
     * @param offsets what is added to the weights of each block, or none at all
     */
    public record Blocks(int size, float[] scales, float[] offsets) {}
}
