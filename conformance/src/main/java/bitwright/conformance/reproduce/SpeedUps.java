package bitwright.conformance.reproduce;

import bitwright.accel.LayerRuns;
import bitwright.accel.serial.SerialGrid;
import bitwright.workload.Layer;
import java.util.Arrays;
import java.util.List;
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
        var speedUps = new double[designs.size()][networks.size()];
        for (int network = 0; network < networks.size(); network++) {
            var layers = Zoo.convolutions(networks.get(network));
            var ofLayers =
                    LayerRuns.sideBySide(layers, threads, layer -> cycles(operands.apply(layer), baseline, designs));
            for (int design = 0; design < designs.size(); design++) {
                int column = design + 1;
                long ofBaseline =
                        ofLayers.stream().mapToLong(cycles -> cycles[0]).sum();
                long ofDesign =
                        ofLayers.stream().mapToLong(cycles -> cycles[column]).sum();
                speedUps[design][network] = (double) ofBaseline / ofDesign;
            }
        }
        return new SpeedUps(networks, speedUps);
    }

    private static long[] cycles(Layer layer, SerialGrid baseline, List<SerialGrid> designs) {
        var cycles = new long[designs.size() + 1];
        cycles[0] = baseline.computeCycles(layer);
        for (int design = 0; design < designs.size(); design++) {
            cycles[design + 1] = designs.get(design).computeCycles(layer);
        }
        return cycles;
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
