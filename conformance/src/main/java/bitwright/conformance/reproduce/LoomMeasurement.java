package bitwright.conformance.reproduce;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loom's variants over a bit-parallel grid of the same peak, on synthetic values. */
final class LoomMeasurement implements Measurement {
    @Override
    public Map<String, Double> measure(int threads) {
        var speedUps = SpeedUps.of(
                Zoo.SIX,
                Zoo.design("dadiannao"),
                List.of(
                        Zoo.design("loom-1b"),
                        Zoo.design("loom-2b"),
                        Zoo.design("loom-4b"),
                        Zoo.design("loom-1b", "pe.activationPrecision=profiled"),
                        Zoo.design("loom-1b-paper")),
                Zoo::inMemory,
                threads);
        var efficiencies = SpeedUps.of(
                Zoo.SIX,
                Zoo.design("dadiannao"),
                List.of(Zoo.design("loom-1b"), Zoo.design("loom-2b"), Zoo.design("loom-4b")),
                Zoo::inMemory,
                ChipEnergy.CHIP,
                threads);
        var figures = new HashMap<String, Double>();
        figures.put("1b", speedUps.mean(0));
        figures.put("2b", speedUps.mean(1));
        figures.put("4b", speedUps.mean(2));
        figures.put("1b-static", speedUps.mean(3));
        figures.put("1b-paper", speedUps.mean(4));
        figures.put("efficiency", efficiencies.mean(0));
        figures.put("efficiency-2b", efficiencies.mean(1));
        figures.put("efficiency-4b", efficiencies.mean(2));
        figures.put(
                "efficiency-pes",
                SpeedUps.of(
                                Zoo.SIX,
                                Zoo.design("dadiannao"),
                                List.of(Zoo.design("loom-1b")),
                                Zoo::inMemory,
                                ChipEnergy.PES,
                                threads)
                        .mean(0));
        PeFigures.addTo(figures, "Loom");
        return figures;
    }
}
