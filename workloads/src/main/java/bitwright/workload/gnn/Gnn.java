package bitwright.workload.gnn;

import bitwright.workload.WorkloadException;
import java.util.List;

/**
 * A network: layers of one model.
 *
 * @param normalised whether messages are scaled as the model says; otherwise every scale is 1, which is how AMPLE's tool
 *     chain builds GCN
 */
public record Gnn(GnnModel model, boolean normalised, List<GnnLayer> layers, GnnWeights weights) {
    public Gnn {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new WorkloadException("a network must have at least one layer");
        }
        for (int i = 1; i < layers.size(); i++) {
            if (layers.get(i).inputs() != layers.get(i - 1).outputs()) {
                throw new WorkloadException("layer " + layers.get(i).name() + " must take the "
                        + layers.get(i - 1).outputs() + " features of the layer before, got "
                        + layers.get(i).inputs());
            }
        }
    }

    /** Whether messages are multiplied by a scale before they are added. */
    public boolean scalesMessages() {
        return normalised && (model == GnnModel.GCN || model == GnnModel.GRAPHSAGE_MEAN);
    }
}
