package bitwright.conformance.reproduce;

import bitwright.accel.LayerRuns;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.codec.GroupCodec;
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
                "8b", eightBit.mean(0),
                "traffic-16b", relativeTraffic(Zoo.SIX, 16, threads),
                "traffic-8b", relativeTraffic(Zoo.EIGHT_BIT, 8, threads));
    }

    /** Packed bits of all operands, fully connected layers too, over plain ones of a width; the mean over networks. */
    private static double relativeTraffic(List<String> networks, int plainBits, int threads) {
        return networks.stream()
                .mapToDouble(network -> {
                    var ofLayers = LayerRuns.sideBySide(Zoo.layers(network), threads, DpredMeasurement::sizes);
                    long values = ofLayers.stream().mapToLong(sizes -> sizes[0]).sum();
                    long bits = ofLayers.stream().mapToLong(sizes -> sizes[1]).sum();
                    return (double) bits / (plainBits * values);
                })
                .average()
                .orElseThrow();
    }

    /** Values and packed bits of both operands. */
    private static long[] sizes(Layer layer) {
        var sizes = new long[2];
        for (Operand operand : List.of(layer.activations(), layer.weights())) {
            var encoding = operand.encoding();
            var codec = new GroupCodec(
                    16,
                    GroupCodec.metadataBits(encoding.precisionBits()),
                    true,
                    encoding.signed() ? GroupCodec.Signs.EVERY_VALUE : GroupCodec.Signs.NONE);
            var tensor = Zoo.load(operand);
            sizes[0] += tensor.data().length;
            sizes[1] += codec.bits(codec.sizes(tensor));
        }
        return sizes;
    }
}
