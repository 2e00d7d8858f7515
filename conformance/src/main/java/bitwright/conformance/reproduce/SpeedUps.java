package bitwright.conformance.reproduce;

import bitwright.accel.LayerRuns;
import bitwright.accel.serial.SerialGrid;
import bitwright.workload.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;

/**
 * Speed-ups of designs over a baseline on the convolutions of networks, by compute cycles (no fill, no memory), as the
 * papers count. A mean over networks is the arithmetic one.
 */
final class SpeedUps {
    private final List<String> networks;
    /** {@code [design][network]}. */
    private final double[][] speedUps;

    private SpeedUps(List<String> networks, double[][] speedUps) {
        this.networks = networks;
        this.speedUps = speedUps;
    }

    /**
     * Simulates, a layer at a time.
     *
     * @param operands gives a layer its operands: {@link Zoo#inMemory} or {@link Zoo#blank}
     */
    static SpeedUps of(
            List<String> networks,
            SerialGrid baseline,
            List<SerialGrid> designs,
            UnaryOperator<Layer> operands,
            int threads) {
        return of(networks, baseline, designs, operands, SerialGrid::computeCycles, threads);
    }

    /** The same for another measure, of which less is better: a baseline's total over a design's. */
    static SpeedUps of(
            List<String> networks,
            SerialGrid baseline,
            List<SerialGrid> designs,
            UnaryOperator<Layer> operands,
            ToDoubleBiFunction<SerialGrid, Layer> measure,
            int threads) {
        var speedUps = new double[designs.size()][networks.size()];
        for (int network = 0; network < networks.size(); network++) {
            var layers = Zoo.convolutions(networks.get(network));
            var ofLayers = LayerRuns.sideBySide(
                    layers, threads, layer -> measured(operands.apply(layer), baseline, designs, measure));
            for (int design = 0; design < designs.size(); design++) {
                int column = design + 1;
                double ofBaseline = ofLayers.stream().mapToDouble(of -> of[0]).sum();
                double ofDesign =
                        ofLayers.stream().mapToDouble(of -> of[column]).sum();
                speedUps[design][network] = ofBaseline / ofDesign;
            }
        }
        return new SpeedUps(networks, speedUps);
    }

    private static double[] measured(
            Layer layer, SerialGrid baseline, List<SerialGrid> designs, ToDoubleBiFunction<SerialGrid, Layer> measure) {
        var measured = new double[designs.size() + 1];
        measured[0] = measure.applyAsDouble(baseline, layer);
        for (int design = 0; design < designs.size(); design++) {
            measured[design + 1] = measure.applyAsDouble(designs.get(design), layer);
        }
        return measured;
    }

    double of(int design, String network) {
        return speedUps[design][networks.indexOf(network)];
    }

    double mean(int design) {
        return Arrays.stream(speedUps[design]).average().orElseThrow();
    }

    /** The mean over networks of one design's speed-up over another design. */
    double meanOver(int design, int other) {
        double sum = 0;
        for (int network = 0; network < networks.size(); network++) {
            sum += speedUps[design][network] / speedUps[other][network];
        }
        return sum / networks.size();
    }
}
