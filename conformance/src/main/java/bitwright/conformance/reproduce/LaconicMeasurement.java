package bitwright.conformance.reproduce;

import bitwright.accel.LayerRuns;
import bitwright.arith.recoding.Recoding;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Laconic's grids by weight wires over a bit-parallel grid with 2,048 of them, on synthetic values. */
final class LaconicMeasurement implements Measurement {
    @Override
    public Map<String, Double> measure(int threads) {
        // 2,048 wires carry 256 weights of 8 bits: 16 rows of 16 lanes.
        var baseline = Zoo.design("dadiannao", "array.rows=16", "pe.operandBits=8");
        var efficiencies = SpeedUps.of(
                Zoo.EIGHT_BIT,
                baseline,
                List.of(Zoo.design("laconic-128"), Zoo.design("laconic-1k")),
                Zoo::inMemory,
                ChipEnergy.CHIP,
                threads);
        var ofPes = SpeedUps.of(
                Zoo.EIGHT_BIT, baseline, List.of(Zoo.design("laconic-1k")), Zoo::inMemory, ChipEnergy.PES, threads);
        var speedUps = SpeedUps.of(
                Zoo.EIGHT_BIT,
                baseline,
                List.of(
                        Zoo.design("laconic-128"),
                        Zoo.design("laconic-256"),
                        Zoo.design("laconic-512"),
                        Zoo.design("laconic-1k"),
                        Zoo.design("laconic-1k-queues"),
                        Zoo.design("laconic-1k-queues", "sync.runAhead=1000000000")),
                Zoo::inMemory,
                threads);
        return Map.ofEntries(
                Map.entry("128", speedUps.mean(0)),
                Map.entry("256", speedUps.mean(1)),
                Map.entry("512", speedUps.mean(2)),
                Map.entry("1k", speedUps.mean(3)),
                Map.entry("1k-over-128", speedUps.meanOver(3, 0)),
                Map.entry("1k-queues", speedUps.mean(4)),
                Map.entry("1k-queues-unlimited", speedUps.mean(5)),
                Map.entry("efficiency-128", efficiencies.mean(0)),
                Map.entry("efficiency-1k", efficiencies.mean(1)),
                Map.entry("efficiency-1k-pes", ofPes.mean(0)),
                Map.entry("potential-8b", potential(Zoo.EIGHT_BIT, 8, threads)),
                Map.entry("potential-16b", potential(Zoo.SIX, 16, threads)));
    }

    /**
     * Single-bit products of the full width over products of terms, weighted by MACs, the mean over networks. A layer's
     * mean terms are multiplied: values of the two operands are independent.
     */
    private static double potential(List<String> networks, int bits, int threads) {
        return networks.stream()
                .mapToDouble(network -> {
                    var layers = Zoo.convolutions(network);
                    double products = LayerRuns.sideBySide(layers, threads, LaconicMeasurement::termProducts).stream()
                            .mapToDouble(Double::doubleValue)
                            .sum();
                    return (double) bits
                            * bits
                            * layers.stream().mapToLong(Layer::macs).sum()
                            / products;
                })
                .average()
                .orElseThrow();
    }

    private static double termProducts(Layer layer) {
        return layer.macs() * terms(layer.activations()) * terms(layer.weights());
    }

    private static double terms(Operand operand) {
        return Arrays.stream(Zoo.load(operand).data())
                .map(Recoding.NAF::terms)
                .average()
                .orElseThrow();
    }
}
