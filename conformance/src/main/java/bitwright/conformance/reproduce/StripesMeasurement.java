package bitwright.conformance.reproduce;

import bitwright.workload.Layer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stripes over DaDianNao: it follows from shapes and precisions alone, so the tensors are blank. */
final class StripesMeasurement implements Measurement {
    @Override
    public Map<String, Double> measure(int threads) {
        var folded = speedUps("space-to-depth", threads);
        var figures = new HashMap<String, Double>();
        figures.put("mean", folded.mean(0));
        figures.put("mean-unfolded", speedUps("none", threads).mean(0));
        double terms = 0;
        for (String network : Zoo.SIX) {
            figures.put(network, folded.of(0, network));
            terms += relativeTerms(network) / Zoo.SIX.size();
        }
        figures.put("terms", terms);
        figures.put("vgg-19-ideal", 1 / relativeTerms("vgg-19"));
        // What is spent follows from shapes and precisions, too: a lane with an operand works whatever its value.
        figures.put("efficiency", efficiency(ChipEnergy.CHIP, threads));
        figures.put("efficiency-pes", efficiency(ChipEnergy.PES, threads));
        PeFigures.addTo(figures, "Stripes");
        return figures;
    }

    private static SpeedUps speedUps(String firstLayer, int threads) {
        String setting = "firstLayer=" + firstLayer;
        return SpeedUps.of(
                Zoo.SIX,
                Zoo.design("dadiannao-16-tiles", setting),
                List.of(Zoo.design("stripes-16-tiles", setting)),
                Zoo::blank,
                threads);
    }

    private static double efficiency(ChipEnergy energy, int threads) {
        return SpeedUps.of(
                        Zoo.SIX,
                        Zoo.design("dadiannao-16-tiles"),
                        List.of(Zoo.design("stripes-16-tiles")),
                        Zoo::blank,
                        energy,
                        threads)
                .mean(0);
    }

    /** Bits that are processed over the 16 of the baseline, weighted by MACs; its inverse is the ideal speed-up. */
    private static double relativeTerms(String network) {
        double bits = 0;
        long macs = 0;
        for (Layer layer : Zoo.convolutions(network)) {
            bits += (double) layer.macs() * layer.activations().encoding().precisionBits();
            macs += layer.macs();
        }
        return bits / 16 / macs;
    }
}
