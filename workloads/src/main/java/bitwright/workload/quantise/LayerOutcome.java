package bitwright.workload.quantise;

/**
 * What rounding did to a layer.
 *
 * @param weights what its weights became, in words
 * @param activations what its activations became, in words; empty where they stayed
 * @param apart what is multiplied beside it, in words; empty where there is nothing
 * @param bitsPerWeight bits a weight takes on average, its share of scales included
 * @param signalToNoiseDb power of the masters over power of the errors of the weights that it comes to
 * @param costOverRtn the weighted error on the calibration inputs over that of rounding to nearest; 1 without GPTQ
 */
public record LayerOutcome(
        String layer,
        String weights,
        String activations,
        String apart,
        double bitsPerWeight,
        double signalToNoiseDb,
        double costOverRtn) {
    static LayerOutcome of(LayerSample layer, LayerPlan plan, double costOverRtn) {
        String apart = plan.apart()
                .map(part -> plan.apartChannels().length > 0
                        ? plan.apartChannels().length + " of " + layer.channels() + " channels"
                        : java.util.Arrays.stream(part.weights().codes())
                                        .filter(code -> code != 0)
                                        .count() + " of " + layer.weights().length + " weights")
                .orElse("");
        return new LayerOutcome(
                layer.name(),
                plan.dense().weights().format().name(),
                plan.dense().activations().map(ActivationRounding::name).orElse(""),
                apart,
                (double) plan.bits() / layer.weights().length,
                signalToNoise(layer.weights(), plan.reals(layer)),
                costOverRtn);
    }

    private static double signalToNoise(float[] values, float[] rounded) {
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < values.length; i++) {
            signal += (double) values[i] * values[i];
            noise += ((double) values[i] - rounded[i]) * ((double) values[i] - rounded[i]);
        }
        return noise == 0 ? Double.POSITIVE_INFINITY : 10 * StrictMath.log10(signal / noise);
    }
}
