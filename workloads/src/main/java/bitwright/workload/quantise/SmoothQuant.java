package bitwright.workload.quantise;

/**
 * SmoothQuant (Xiao et al., arXiv 2211.10438, equation 4): each input channel is divided by s = max|x|^α / max|w|^(1−α)
 * and its weights are multiplied by it, which changes nothing until somebody rounds. A channel that nothing reaches, or
 * that has no weights, keeps s = 1.
 */
public final class SmoothQuant {
    private SmoothQuant() {}

    /** The factors of a layer's input channels. */
    public static float[] factors(LayerSample layer, double alpha) {
        float[] inputs = layer.channelMaxima();
        float[] weights = new float[inputs.length];
        for (int i = 0; i < layer.weights().length; i++) {
            int c = layer.channelOf(i);
            weights[c] = Math.max(weights[c], Math.abs(layer.weights()[i]));
        }
        float[] factors = new float[inputs.length];
        for (int c = 0; c < factors.length; c++) {
            float factor = (float) (StrictMath.pow(inputs[c], alpha) / StrictMath.pow(weights[c], 1 - alpha));
            boolean usable = inputs[c] > 0 && weights[c] > 0 && factor >= Float.MIN_NORMAL && factor < Float.MAX_VALUE;
            factors[c] = usable ? factor : 1;
        }
        return factors;
    }

    /** The same layer with its input divided by the factors and its weights multiplied by them. */
    public static LayerSample smoothed(LayerSample layer, float[] factors) {
        float[] weights = layer.weights().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factors[layer.channelOf(i)];
        }
        float[] inputs = layer.inputs().clone();
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] /= factors[i % factors.length];
        }
        return new LayerSample(layer.name(), layer.geometry(), layer.shape(), weights, layer.inputShape(), inputs);
    }
}
