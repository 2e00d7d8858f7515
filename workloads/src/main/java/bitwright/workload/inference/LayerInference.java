package bitwright.workload.inference;

import bitwright.workload.Tensor;
import bitwright.workload.network.Node;
import bitwright.workload.reference.Reference;
import bitwright.workload.reference.Sums;
import java.io.IOException;

/** Single layers by themselves, for networks of which only parts are known. */
public final class LayerInference {
    private final Rounding rounding;

    public LayerInference(Rounding rounding) {
        this.rounding = rounding;
    }

    /** A layer's sums with their biases, on given codes; no scale is needed. */
    public Sums accumulators(Node.Mac mac, Tensor codes) throws IOException {
        Sums sums = Reference.sums(
                mac.geometry(),
                Reference.hardwareValues(codes, mac.activations().zeroPoint()),
                Reference.hardwareValues(mac.weights()));
        return Requantizer.withBias(mac, sums);
    }

    /** The output codes of sums with biases: what the next layer takes. */
    public int[] codes(Node.Mac mac, Sums accumulators) {
        return new Requantizer(mac, rounding).codes(accumulators);
    }
}
