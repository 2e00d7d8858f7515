package bitwright.workload.bundle;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceDocument.LayerEntry;
import java.util.Arrays;

/** Whether a multiplying layer's shapes fit together. */
record LayerShapes(LayerEntry entry) {
    /**
     * The geometry, which must let the weights slide over the activations.
     *
     * @param activations for one input, channels last
     * @param weights channels last
     */
    Geometry geometry(int[] activations, int[] weights) {
        boolean flat = entry.op() == Op.FULLY_CONNECTED;
        int rank = flat ? 2 : 4;
        if (weights.length != rank || activations.length != rank) {
            throw new WorkloadException(entry.op().label() + " needs activations " + (flat ? "[N,C]" : "[N,H,W,C]")
                    + " and weights " + (flat ? "[K,C]" : "[K,kh,kw,C/groups]") + ", got "
                    + Arrays.toString(activations) + " and " + Arrays.toString(weights) + " (channels last)");
        }
        int channels = activations[rank - 1];
        int groups = entry.op() == Op.DEPTHWISE ? channels : entry.groups().orElse(1);
        if (weights[rank - 1] * (long) groups != channels) {
            throw new WorkloadException("the activations have " + channels + " channels, the weights "
                    + weights[rank - 1] + (groups > 1 ? " in each of " + groups + " groups" : ""));
        }
        if (weights[0] % groups != 0) {
            throw new WorkloadException(weights[0] + " filters do not divide into " + groups + " groups");
        }
        var geometry = new Geometry(
                entry.stride()[0],
                entry.stride()[1],
                entry.padding()[0],
                entry.padding()[1],
                entry.padding()[2],
                entry.padding()[3],
                entry.dilation()[0],
                entry.dilation()[1],
                groups);
        if (!flat
                && (geometry.outputHeight(activations[1], weights[1]) < 1
                        || geometry.outputWidth(activations[2], weights[2]) < 1)) {
            throw new WorkloadException("the kernel [" + weights[1] + ", " + weights[2] + "] does not fit the input ["
                    + activations[1] + ", " + activations[2] + "] with padding " + Arrays.toString(entry.padding())
                    + " and dilation " + Arrays.toString(entry.dilation()));
        }
        return geometry;
    }
}
