package bitwright.accel.serial;

import bitwright.workload.Encoding;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Reference;
import java.io.IOException;

/**
 * A layer with its operands in memory, zero points removed.
 *
 * @param activations hardware values {@code [1,H,W,C]} or {@code [1,C]}
 * @param weights hardware values {@code [K,kh,kw,C/groups]} or {@code [K,C]}
 */
record LoadedLayer(Layer layer, Tensor activations, Tensor weights) {

    /** Loads the operands of a layer with one input and holds them against their declared precision. */
    static LoadedLayer load(Layer layer) {
        int inputs = layer.activations().source().shape()[0];
        if (inputs != 1) {
            throw new WorkloadException(
                    "layer " + layer.name() + ": a serial grid takes one input at a time, got a batch of " + inputs);
        }
        return new LoadedLayer(
                layer, load(layer, "activation", layer.activations()), load(layer, "weight", layer.weights()));
    }

    private static Tensor load(Layer layer, String what, Operand operand) {
        Tensor codes;
        try {
            codes = operand.source().load();
        } catch (IOException e) {
            throw new WorkloadException(
                    "layer " + layer.name() + ": cannot read the " + what + "s: " + e.getMessage(), e);
        }
        Tensor values = Reference.hardwareValues(codes, operand.encoding().zeroPoint());
        requireRange(layer, what, operand.encoding(), values.data());
        return values;
    }

    private static void requireRange(Layer layer, String what, Encoding encoding, int[] values) {
        int signs = 0;
        int magnitudes = 0;
        for (int value : values) {
            signs |= value;
            magnitudes |= value ^ value >> 31;
        }
        // Every value is between ~largest and largest, or 0 and largest if none is negative.
        int largest = magnitudes == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(magnitudes);
        if (encoding.holds(largest) && (signs >= 0 || encoding.holds(~largest))) {
            return;
        }
        int i = 0;
        while (encoding.holds(values[i])) {
            i++;
        }
        throw new WorkloadException("layer " + layer.name() + ": " + what + " " + i + " is " + values[i]
                + (encoding.zeroPoint() == 0 ? "" : " without its zero point") + ", which " + encoding.precisionBits()
                + (encoding.signed() ? " signed" : " unsigned") + " bits of precision cannot hold");
    }
}
