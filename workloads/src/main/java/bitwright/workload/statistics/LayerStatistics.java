package bitwright.workload.statistics;

import bitwright.workload.Encoding;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A multiplying layer in numbers.
 *
 * @param name the layer
 * @param op its operation
 * @param macs multiply-accumulates for one input
 * @param activations the input feature map's values
 * @param weights the filters' values
 */
public record LayerStatistics(String name, Op op, long macs, Values activations, Values weights) {

    /** An operand's values in numbers, and how they lie. */
    public record Values(OperandStatistics statistics, ValueDistribution distribution) {
        private static Values of(Operand operand) throws IOException {
            Tensor values = Reference.hardwareValues(operand);
            return new Values(OperandStatistics.of(values, operand.encoding()), ValueDistribution.of(values));
        }
    }

    /** Every layer of a trace; one operand is loaded at a time, and what several layers share once. */
    public static List<LayerStatistics> of(LayerTrace trace) throws IOException {
        var known = new HashMap<Key, Values>();
        List<LayerStatistics> all = new ArrayList<>();
        for (Layer layer : trace.layers()) {
            all.add(new LayerStatistics(
                    layer.name(),
                    layer.op(),
                    layer.macs(),
                    values(layer.activations(), known),
                    values(layer.weights(), known)));
        }
        return all;
    }

    private record Key(Encoding encoding, Object source) {}

    private static Values values(Operand operand, Map<Key, Values> known) throws IOException {
        var key = new Key(operand.encoding(), operand.source().key());
        Values values = known.get(key);
        if (values == null) {
            values = Values.of(operand);
            known.put(key, values);
        }
        return values;
    }
}
