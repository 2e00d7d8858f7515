package bitwright.conformance.reproduce;

import bitwright.accel.serial.SerialGrid;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bit-Tactical over a bit-parallel grid of the same peak: on synthetic weights, of which hardly any is zero, and on the same
 * with the smallest made zero.
 */
final class TacticalMeasurement implements Measurement {
    private static final List<String> NETWORKS = List.of("alexnet", "googlenet");

    /** Shares of zero weights in percent. */
    private static final List<Integer> PRUNED = List.of(0, 50, 75, 90);

    @Override
    public Map<String, Double> measure(int threads) {
        SerialGrid baseline = Zoo.design("dadiannao", "array.rows=16", "array.tiles=4");
        SerialGrid tclp = Zoo.design("tactical-p");
        SerialGrid tcle = Zoo.design("tactical-e");
        SerialGrid frontEnd = Zoo.design("dadiannao", "array.rows=16", "array.tiles=4", "scheduler.search=T8<2,5>");
        var figures = new HashMap<String, Double>();
        for (int percent : PRUNED) {
            var speedUps = SpeedUps.of(
                    NETWORKS,
                    baseline,
                    List.of(tclp, tcle, frontEnd),
                    layer -> Zoo.pruned(Zoo.inMemory(layer), percent),
                    threads);
            figures.put("tclp-" + percent, speedUps.mean(0));
            figures.put("tcle-" + percent, speedUps.mean(1));
            figures.put("front-end-" + percent, speedUps.mean(2));
        }
        figures.put("tclp-area", areaUm2(tclp) / areaUm2(baseline));
        return figures;
    }

    /** What the PEs and what stands before them take, without buffers and wires. */
    private static double areaUm2(SerialGrid grid) {
        var table = Library.builtIn().path(Library.Kind.ENERGY, "cmos-45nm");
        return ConfigReader.builtIn()
                .energy(table, List.of())
                .areaUm2(grid.inventory())
                .orElseThrow();
    }
}
