package bitwright.workload.topology;

import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.synthetic.SyntheticSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A multiplying layer that is shapes alone.
 *
 * @param name unique in its network
 * @param op a multiplying operation; a matrix product is a convolution of M rows and one column
 * @param geometry how it slides
 * @param activations {@code [1,H,W,C]}
 * @param weights {@code [K,kh,kw,C]}
 */
public record ShapeLayer(String name, Op op, Geometry geometry, int[] activations, int[] weights) {
    /**
     * The layers with seeded values: activations unsigned, as after a rectifier, weights signed.
     *
     * @param network the name from which, with the layers' names, seeds are derived
     * @param contentHash of the file that told the shapes
     * @param bits of each operand
     * @param spec what the values shall look like
     * @param seed the run's seed
     */
    public static LayerTrace synthetic(
            String network, String contentHash, List<ShapeLayer> shapes, int bits, SyntheticSpec spec, long seed) {
        Encoding activations = new IntegerFormat(bits, false).encoding(0);
        Encoding weights = new IntegerFormat(bits, true).encoding(0);
        List<Layer> layers = new ArrayList<>();
        String previous = "input";
        for (ShapeLayer shape : shapes) {
            var act = new Operand(
                    activations,
                    spec.activations()
                            .tensor(
                                    shape.activations,
                                    activations,
                                    SyntheticSpec.seed(network, shape.name, "act", seed)));
            var wgt = new Operand(
                    weights,
                    spec.weights()
                            .tensor(shape.weights, weights, SyntheticSpec.seed(network, shape.name, "wgt", seed)));
            layers.add(new Layer(shape.name, shape.op, List.of(previous), shape.geometry, act, wgt));
            previous = shape.name;
        }
        String origin = "synthetic: activations " + spec.activations().describe() + "; weights "
                + spec.weights().describe() + "; seed " + seed;
        return new LayerTrace(network, origin, contentHash, layers);
    }
}
