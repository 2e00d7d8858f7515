package bitwright.workload.quantise;

import bitwright.arith.block.Tail;
import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;

/**
 * How a layer's input is rounded: by one scale that calibration found, or by scales that follow from each token, the
 * channels of one position, or from blocks of it.
 *
 * @param format {@link WeightFormat#TENSOR}: one scale; {@link WeightFormat#CHANNEL}: one a token; else one a block
 * @param most the magnitude that one scale's largest code stands for; larger ones are cut off
 */
public record ActivationRounding(WeightFormat format, float most) {
    /** Codes with the scales that belong to them. */
    public record Rounded(int[] codes, float[] reals, float[] scales) {}

    /**
     * The rounding of a layer's input.
     *
     * @param name of the format, as for weights
     * @param granularity {@code tensor}, {@code token} or {@code group:N}
     * @param sample on which ranges are calibrated; what is never negative there becomes unsigned integers
     */
    static ActivationRounding of(String name, String granularity, LayerSample sample) {
        WeightFormat format = format(name, granularity);
        float least = 0;
        float most = 0;
        for (float value : sample.inputs()) {
            if (!Float.isFinite(value)) {
                throw new WorkloadException("layer " + sample.name() + ": cannot round " + value);
            }
            least = Math.min(least, value);
            most = Math.max(most, Math.abs(value));
        }
        if (format instanceof IntegerSteps steps && least >= 0) {
            format = new IntegerSteps(steps.bits(), steps.group(), false, steps.lines());
        }
        return new ActivationRounding(format, most);
    }

    static WeightFormat format(String name, String granularity) {
        if (granularity.equals("channel")) {
            throw new IllegalArgumentException("activationGranularity must be tensor, token or group:N, got 'channel'");
        }
        String weights = granularity.equals("token") ? "channel" : granularity;
        return WeightFormats.of(name, weights, Blocks.Lines.CHANNELS, Tail.SHORT_BLOCK);
    }

    /** In words. */
    String name() {
        return format.name().replace(" a channel", " a token");
    }

    /** The codes' format. */
    IntegerFormat codes() {
        return format.codes();
    }

    /** Rounds {@code [N,H,W,C]} or {@code [N,C]}. */
    public Rounded round(float[] values, int[] shape) {
        int channels = shape[shape.length - 1];
        int[] rows = {values.length / channels, channels};
        if (format.group() != WeightFormat.TENSOR) {
            QuantisedWeights rounded = RoundToNearestWeights.quantise(format, values, rows);
            return new Rounded(rounded.codes(), rounded.reals(), rounded.scales());
        }
        WeightFormat.Grid grid = format.grid(new float[] {most}, 0, 1);
        int[] codes = new int[values.length];
        float[] reals = new float[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = grid.code(values[i]);
            reals[i] = codes[i] * grid.scale();
        }
        return new Rounded(codes, reals, new float[] {grid.scale()});
    }
}
