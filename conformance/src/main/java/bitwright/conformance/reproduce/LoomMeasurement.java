package bitwright.conformance.reproduce;

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
                        Zoo.design("loom-1b", "pe.activationPrecision=profiled")),
                Zoo::inMemory,
                threads);
        return Map.of(
                "1b", speedUps.mean(0),
                "2b", speedUps.mean(1),
                "4b", speedUps.mean(2),
                "1b-static", speedUps.mean(3));
    }
}
