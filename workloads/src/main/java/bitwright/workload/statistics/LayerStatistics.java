package bitwright.workload.statistics;

import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A multiplying layer in numbers.
 *
 * @param name the layer
 * @param op its operation
 * @param macs multiply-accumulates for one input
 * @param activations the input feature map's values
 * @param weights the filters' values
 */
public record LayerStatistics(String name, Op op, long macs, OperandStatistics activations, OperandStatistics weights) {

    /** Every layer of a trace, one loaded at a time. */
    public static List<LayerStatistics> of(LayerTrace trace) throws IOException {
        List<LayerStatistics> all = new ArrayList<>();
        for (Layer layer : trace.layers()) {
            all.add(of(layer));
        }
        return all;
    }

    public static LayerStatistics of(Layer layer) throws IOException {
        return new LayerStatistics(
                layer.name(), layer.op(), layer.macs(), of(layer.activations()), of(layer.weights()));
    }

    private static OperandStatistics of(Operand operand) throws IOException {
        return OperandStatistics.of(Reference.hardwareValues(operand), operand.encoding());
    }
}
