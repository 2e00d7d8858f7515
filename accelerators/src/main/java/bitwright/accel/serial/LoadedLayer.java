package bitwright.accel.serial;

import bitwright.workload.Encoding;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.util.Arrays;

/**
 * A layer with its operands in memory, zero points removed, one input of the batch chosen.
 *
 * @param activations hardware values {@code [1,H,W,C]} or {@code [1,C]}
 * @param weights hardware values {@code [K,kh,kw,C/groups]} or {@code [K,C]}
 */
record LoadedLayer(Layer layer, Tensor activations, Tensor weights) {

    /** Loads the operands and holds them against their declared precision. */
    static LoadedLayer load(Layer layer, int batchIndex) {
        int[] shape = layer.activations().source().shape();
        if (batchIndex < 0 || batchIndex >= shape[0]) {
            throw new WorkloadException("layer " + layer.name() + ": batch must be between 0 and " + (shape[0] - 1)
                    + ", got " + batchIndex);
        }
        Tensor batch = load(layer, "activations", layer.activations());
        int size = batch.data().length / shape[0];
        int[] one = hardwareValues(
                layer, "activation", layer.activations().encoding(), batch.data(), batchIndex * size, size);
        shape[0] = 1;
        Tensor weights = load(layer, "weights", layer.weights());
        int[] filters =
                hardwareValues(layer, "weight", layer.weights().encoding(), weights.data(), 0, weights.data().length);
        return new LoadedLayer(layer, new Tensor(shape, one), new Tensor(weights.shape(), filters));
    }

    private static Tensor load(Layer layer, String what, Operand operand) {
        try {
            return operand.source().load();
        } catch (IOException e) {
            throw new WorkloadException(
                    "layer " + layer.name() + ": cannot read the " + what + ": " + e.getMessage(), e);
        }
    }

    private static int[] hardwareValues(
            Layer layer, String what, Encoding encoding, int[] codes, int start, int count) {
        boolean asIs = encoding.zeroPoint() == 0 && start == 0 && count == codes.length;
        int[] values = asIs ? codes : Arrays.copyOfRange(codes, start, start + count);
        if (encoding.zeroPoint() != 0) {
            for (int i = 0; i < count; i++) {
                values[i] -= encoding.zeroPoint();
            }
        }
        int smallest = 0;
        int largest = 0;
        for (int value : values) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        if (!encoding.holds(smallest) || !encoding.holds(largest)) {
            throw tooWide(layer, what, encoding, values, start);
        }
        return values;
    }

    private static WorkloadException tooWide(Layer layer, String what, Encoding encoding, int[] values, int start) {
        int i = 0;
        while (encoding.holds(values[i])) {
            i++;
        }
        return new WorkloadException("layer " + layer.name() + ": " + what + " " + (start + i) + " is " + values[i]
                + (encoding.zeroPoint() == 0 ? "" : " without its zero point") + ", which " + encoding.precisionBits()
                + (encoding.signed() ? " signed" : " unsigned") + " bits of precision cannot hold");
    }
}
