package bitwright.workload.bundle;

import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import java.io.IOException;
import java.util.Map;

/** Activations that the bundle leaves out because they follow from its input: the network is run once, when asked. */
final class InferredActivations {
    private final Network network;
    private final Rounding rounding;
    private final TensorSource input;
    private Map<String, Tensor> activations;

    InferredActivations(Network network, Rounding rounding, TensorSource input) {
        this.network = network;
        this.rounding = rounding;
        this.input = input;
    }

    private synchronized Tensor activations(String layer) throws IOException {
        if (activations == null) {
            activations =
                    new IntegerInference(network, rounding).run(input.load()).activations();
        }
        return activations.get(layer);
    }

    TensorSource of(Node.Mac mac) {
        int[] shape = mac.activations().shape().clone();
        shape[0] = input.shape()[0];
        return new TensorSource() {
            @Override
            public int[] shape() {
                return shape.clone();
            }

            @Override
            public Tensor load() throws IOException {
                return activations(mac.name());
            }
        };
    }
}
