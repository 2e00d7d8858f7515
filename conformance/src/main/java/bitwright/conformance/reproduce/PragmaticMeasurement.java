package bitwright.conformance.reproduce;

import bitwright.accel.LayerRuns;
import bitwright.workload.Layer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pragmatic's variants over DaDianNao on synthetic values. */
final class PragmaticMeasurement implements Measurement {
    @Override
    public Map<String, Double> measure(int threads) {
        var speedUps = SpeedUps.of(
                Zoo.SIX,
                Zoo.design("dadiannao-16-tiles"),
                List.of(
                        Zoo.design("pragmatic-16-tiles", "pe.firstStageBits=4"),
                        Zoo.design("pragmatic-16-tiles"),
                        Zoo.design("pragmatic-16-tiles-1r"),
                        Zoo.design("pragmatic-16-tiles-1r", "pe.recoding=naf"),
                        Zoo.design("pragmatic-16-tiles-1r", "sync.runAhead=1024"),
                        Zoo.design("pragmatic-16-tiles", "pe.recoding=naf"),
                        Zoo.design("pragmatic-16-tiles", "pe.firstStageBits=0"),
                        Zoo.design("stripes-16-tiles")),
                Zoo::inMemory,
                threads);
        var figures = new HashMap<String, Double>();
        figures.put("single", speedUps.mean(0));
        figures.put("single-vgg-19", speedUps.of(0, "vgg-19"));
        figures.put("single-vgg-m", speedUps.of(0, "vgg-m"));
        figures.put("2b", speedUps.mean(1));
        figures.put("2b-1r", speedUps.mean(2));
        figures.put("2b-1r-naf", speedUps.mean(3));
        figures.put("ideal", speedUps.mean(4));
        figures.put("2b-naf-gain", speedUps.meanOver(5, 1));
        figures.put("0b-over-stripes", speedUps.meanOver(6, 7));
        var efficiencies = SpeedUps.of(
                Zoo.SIX,
                Zoo.design("dadiannao-16-tiles"),
                List.of(
                        Zoo.design("pragmatic-16-tiles", "pe.firstStageBits=4"),
                        Zoo.design("pragmatic-16-tiles"),
                        Zoo.design("pragmatic-16-tiles-1r"),
                        Zoo.design("pragmatic-16-tiles-1r", "pe.recoding=naf")),
                Zoo::inMemory,
                ChipEnergy.CHIP,
                threads);
        figures.put("efficiency-single", efficiencies.mean(0));
        figures.put("efficiency-2b", efficiencies.mean(1));
        figures.put("efficiency-2b-1r", efficiencies.mean(2));
        figures.put("efficiency-2b-1r-naf", efficiencies.mean(3));
        figures.put("power-single", speedUps.mean(0) / efficiencies.mean(0));
        figures.put(
                "efficiency-2b-pes",
                SpeedUps.of(
                                Zoo.SIX,
                                Zoo.design("dadiannao-16-tiles"),
                                List.of(Zoo.design("pragmatic-16-tiles")),
                                Zoo::inMemory,
                                ChipEnergy.PES,
                                threads)
                        .mean(0));
        PeFigures.addTo(figures, "Pragmatic");
        figures.put(
                "terms",
                Zoo.SIX.stream()
                        .mapToDouble(network -> relativeTerms(network, threads))
                        .average()
                        .orElseThrow());
        return figures;
    }

    /** Set bits of the activations over the 16 bits of the baseline, weighted by MACs. */
    private static double relativeTerms(String network, int threads) {
        var layers = Zoo.convolutions(network);
        double bits = LayerRuns.sideBySide(layers, threads, layer -> layer.macs() * setBits(layer)).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return bits / 16 / layers.stream().mapToLong(Layer::macs).sum();
    }

    private static double setBits(Layer layer) {
        return Arrays.stream(Zoo.load(layer.activations()).data())
                .map(value -> Integer.bitCount(Math.abs(value)))
                .average()
                .orElseThrow();
    }
}
