package bitwright.conformance.reproduce;

import java.util.List;
import java.util.Map;

/** Run-time precisions over profiled ones, on synthetic values. */
final class DpredMeasurement implements Measurement {
    @Override
    public Map<String, Double> measure(int threads) {
        var profiled = SpeedUps.of(
                Zoo.SIX,
                Zoo.design("stripes"),
                List.of(
                        Zoo.design("dynamic-stripes"),
                        Zoo.design("dynamic-stripes", "pe.activationPrecision.group=1", "sync.runAhead=1")),
                Zoo::inMemory,
                threads);
        var eightBit = SpeedUps.of(
                Zoo.EIGHT_BIT,
                Zoo.design("dadiannao", "pe.operandBits=8"),
                List.of(Zoo.design(
                        "dynamic-stripes", "array.columns=8", "pe.operandBits=8", "pe.activationPrecision.group=8")),
                Zoo::inMemory,
                threads);
        return Map.of(
                "over-stripes", profiled.mean(0),
                "over-stripes-run-ahead", profiled.mean(1),
                "8b", eightBit.mean(0));
    }
}
