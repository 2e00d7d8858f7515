package bitwright.workload.quantise;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Outlier channels in networks that have none, as those of large language models have them: some channels of a layer's
 * input are made larger and the weights that meet them as much smaller, by a power of two, so that the network computes
 * the very same until somebody rounds.
 */
final class InjectedOutliers {
    /** What channels are multiplied by. */
    static final int FACTOR = 64;

    /** One channel in so many, one at least. */
    private static final int ONE_IN = 64;

    private InjectedOutliers() {}

    /** The factors of a layer's input channels; which are chosen follows from its name. */
    static float[] factors(LayerSample layer) {
        float[] factors = new float[layer.channels()];
        Arrays.fill(factors, 1);
        var seed = new CRC32();
        seed.update(layer.name().getBytes(StandardCharsets.UTF_8));
        var random = new SplittableRandom(seed.getValue());
        for (int i = 0; i < Math.max(1, factors.length / ONE_IN); i++) {
            factors[random.nextInt(factors.length)] = FACTOR;
        }
        return factors;
    }

    /** A plan of the layer with outliers, as one of the layer without. */
    static LayerPlan plan(LayerSample layer, Planner planner) {
        float[] factors = factors(layer);
        float[] inverse = new float[factors.length];
        for (int c = 0; c < inverse.length; c++) {
            inverse[c] = 1 / factors[c];
        }
        return planner.plan(SmoothQuant.smoothed(layer, inverse)).plan().after(factors);
    }
}
