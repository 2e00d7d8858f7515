package bitwright.workload.quantise;

import bitwright.workload.real.Product;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What becomes of a layer: {@code x·w ≈ r(x/s)·q + r'(x/s)·q'}, where channels are divided by s, r rounds activations, and
 * some channels or weights are multiplied apart in 12 bits.
 *
 * @param smoothing what each input channel is divided by; none at all for one everywhere
 * @param apartChannels the channels that the part apart takes and the dense part does not (LLM.int8()), in order; empty
 *     where both take all
 * @param dense the part for most
 * @param apart the part of 12 bits, if there is one
 */
public record LayerPlan(float[] smoothing, int[] apartChannels, Part dense, Optional<Part> apart) {
    /**
     * A product of rounded operands.
     *
     * @param weights of the channels that it takes
     * @param reals what they stand for
     * @param masters what they were rounded from
     * @param activations how activations are rounded; empty where they are not
     */
    public record Part(
            QuantisedWeights weights, float[] reals, float[] masters, Optional<ActivationRounding> activations) {
        Part(QuantisedWeights weights, float[] masters, Optional<ActivationRounding> activations) {
            this(weights, weights.reals(), masters, activations);
        }

        private double[] of(Product product, float[] inputs, int[] shape) {
            float[] rounded = activations.isPresent()
                    ? activations.get().round(inputs, shape).reals()
                    : inputs;
            return Products.PLAIN.of(new Product(
                    product.name(),
                    product.op(),
                    product.geometry(),
                    Value.of(shape, rounded),
                    Value.of(weights.shape(), reals),
                    product.constant(),
                    new long[0]));
        }
    }

    /** One part that takes all channels as they are. */
    static LayerPlan of(Part dense) {
        return new LayerPlan(new float[0], new int[0], dense, Optional.empty());
    }

    /** The channels that the dense part takes. */
    private int[] denseChannels(int channels) {
        return IntStream.range(0, channels)
                .filter(c -> Arrays.binarySearch(apartChannels, c) < 0)
                .toArray();
    }

    /** The input of the dense part, before it is rounded. */
    public float[] denseInput(float[] inputs, int channels) {
        float[] smooth = smoothed(inputs, channels);
        return apartChannels.length == 0 ? smooth : gathered(smooth, channels, denseChannels(channels));
    }

    /** The input of the part that is multiplied apart. */
    public float[] apartInput(float[] inputs, int channels) {
        float[] smooth = smoothed(inputs, channels);
        return apartChannels.length == 0 ? smooth : gathered(smooth, channels, apartChannels);
    }

    private float[] smoothed(float[] inputs, int channels) {
        if (smoothing.length == 0) {
            return inputs;
        }
        float[] smooth = inputs.clone();
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] /= smoothing[i % channels];
        }
        return smooth;
    }

    /** The same plan for what is {@code factors} times as large by channel, and has weights as much smaller. */
    LayerPlan after(float[] factors) {
        float[] both = new float[factors.length];
        for (int c = 0; c < both.length; c++) {
            both[c] = (smoothing.length == 0 ? 1 : smoothing[c]) / factors[c];
        }
        return new LayerPlan(both, apartChannels, dense, apart);
    }

    /** Some of the channels, which are the last axis. */
    static float[] gathered(float[] values, int channels, int[] chosen) {
        float[] kept = new float[values.length / channels * chosen.length];
        int at = 0;
        for (int from = 0; from < values.length; from += channels) {
            for (int c : chosen) {
                kept[at++] = values[from + c];
            }
        }
        return kept;
    }

    /** A shape with another number of channels. */
    static int[] narrowed(int[] shape, int channels) {
        int[] other = shape.clone();
        other[other.length - 1] = channels;
        return other;
    }

    /** The product as this plan computes it. */
    public double[] of(Product product) {
        int[] shape = product.activations().shape();
        int channels = shape[shape.length - 1];
        float[] inputs = product.activations().reals();
        double[] sums =
                dense.of(product, denseInput(inputs, channels), narrowed(shape, channels - apartChannels.length));
        if (apart.isPresent()) {
            int own = apartChannels.length == 0 ? channels : apartChannels.length;
            double[] rest = apart.get().of(product, apartInput(inputs, channels), narrowed(shape, own));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += rest[i];
            }
        }
        return sums;
    }

    /** The weights that it comes to, in the place of the layer's own. */
    public float[] reals(LayerSample layer) {
        float[] reals = new float[layer.weights().length];
        int own = layer.shape()[layer.shape().length - 1];
        int[] kept = apartChannels.length == 0 ? new int[0] : denseChannels(own);
        put(reals, own, kept, dense.reals());
        apart.ifPresent(part -> put(reals, own, apartChannels, part.reals()));
        for (int i = 0; i < reals.length && smoothing.length > 0; i++) {
            reals[i] /= smoothing[layer.channelOf(i)];
        }
        return reals;
    }

    private static void put(float[] reals, int channels, int[] chosen, float[] values) {
        int each = chosen.length == 0 ? channels : chosen.length;
        for (int i = 0; i < values.length; i++) {
            int c = chosen.length == 0 ? i % each : chosen[i % each];
            reals[i / each * channels + c] += values[i];
        }
    }

    /**
     * Bits that the weights take: those apart 16 each, as fp16 does, and, where they are sparse, 16 more for each place that is not zero.
     */
    public long bits() {
        long bits = dense.weights().format().bits(dense.weights().shape());
        if (apart.isPresent()) {
            int[] codes = apart.get().weights().codes();
            bits += apartChannels.length > 0
                    ? 16L * codes.length
                    : 32L * Arrays.stream(codes).filter(code -> code != 0).count();
        }
        return bits;
    }
}
