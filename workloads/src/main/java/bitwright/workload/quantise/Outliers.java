package bitwright.workload.quantise;

import java.util.Comparator;
import java.util.stream.IntStream;

/** What is taken out of a layer before it is rounded. */
final class Outliers {
    private Outliers() {}

    /** The channels of which any activation is as large as a threshold (LLM.int8(): Dettmers et al., arXiv 2208.07339). */
    static int[] channels(LayerSample layer, double threshold) {
        float[] most = layer.channelMaxima();
        return IntStream.range(0, most.length).filter(c -> most[c] >= threshold).toArray();
    }

    /**
     * The largest weights, zero elsewhere; of equal ones the first (the magnitude part of SqueezeLLM's dense and sparse:
     * Kim et al., arXiv 2306.07629, section 4.2).
     */
    static float[] largest(float[] weights, double share) {
        int count = (int) Math.ceil(share * weights.length);
        float[] kept = new float[weights.length];
        IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(weights[i])))
                .limit(count)
                .forEach(i -> kept[i] = weights[i]);
        return kept;
    }
}
