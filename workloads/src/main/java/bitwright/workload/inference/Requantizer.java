package bitwright.workload.inference;

import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import bitwright.workload.reference.Sums;
import java.util.List;

/** From a multiplying layer's sums to its output codes: bias, scale, zero point, clamp. */
final class Requantizer {
    private final Node.Mac node;
    private final Port output;
    private final Multiplier[] multipliers;
    private final Rounding rounding;

    Requantizer(Node.Mac node, Rounding rounding) {
        this.node = node;
        this.rounding = rounding;
        output = node.output()
                .orElseThrow(() -> new WorkloadException(
                        "layer " + node.name() + ": its output's format and scale are unknown; it cannot be run"));
        Scale in = node.activations().scale();
        Scale weights = node.weightScale();
        if (!in.isKnown() || !weights.isKnown() || !output.scale().isKnown()) {
            throw new WorkloadException("layer " + node.name() + ": the scale of its "
                    + (!in.isKnown() ? "activations" : !weights.isKnown() ? "weights" : "output")
                    + " is unknown; it cannot be run");
        }
        multipliers = new Multiplier[weights.values().length];
        for (int k = 0; k < multipliers.length; k++) {
            double factor = factor(in.at(0), weights.at(k), output.scale().at(0));
            multipliers[k] = Multiplier.of(factor);
            if (!(factor < (node.accumulatorBits() > 32 ? 1 << 7 : 1 << 30))) {
                throw new WorkloadException("layer " + node.name() + ": its scales ask for a factor of " + factor
                        + " from sums to codes, which is beyond the arithmetic");
            }
        }
    }

    private double factor(float in, float weight, float out) {
        boolean singleProduct =
                node.op() == Op.FULLY_CONNECTED && !node.weightScale().isPerChannel();
        // TensorFlow Lite rounds this one product to single precision, and only this one.
        return singleProduct ? (double) (in * weight) / out : (double) in * weight / out;
    }

    List<Multiplier> multipliers() {
        return List.of(multipliers);
    }

    /** The sums with their biases: what golden traces call {@code acc}. */
    static Sums withBias(Node.Mac node, Sums sums) {
        if (node.bias().length == 0) {
            return sums;
        }
        long[] data = sums.data().clone();
        int filters = node.bias().length;
        for (int i = 0; i < data.length; i++) {
            data[i] += node.bias()[i % filters];
        }
        return new Sums(sums.shape(), data);
    }

    int[] codes(Sums accumulators) {
        long[] acc = accumulators.data();
        int[] codes = new int[acc.length];
        int filters = accumulators.shape()[accumulators.shape().length - 1];
        boolean wide = node.accumulatorBits() > 32;
        int zeroPoint = output.zeroPoint();
        for (int i = 0; i < codes.length; i++) {
            Multiplier multiplier = multipliers[multipliers.length == 1 ? 0 : i % filters];
            int scaled = wide ? multiplier.applyWide(acc[i]) : multiplier.apply((int) acc[i], rounding);
            codes[i] = node.clamp().cut((long) scaled + zeroPoint);
        }
        return codes;
    }
}
