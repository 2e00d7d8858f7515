package bitwright.workload.quantise;

import bitwright.workload.Geometry;

/**
 * A multiplying layer as quantisers see it: its weights, and what it takes on the calibration inputs.
 *
 * @param geometry how it slides
 * @param shape of the weights, {@code [K,kh,kw,C/groups]} or {@code [K,C]}
 * @param weights real values, the masters
 * @param inputShape {@code [N,H,W,C]} or {@code [N,C]}
 * @param inputs real values
 */
public record LayerSample(
        String name, Geometry geometry, int[] shape, float[] weights, int[] inputShape, float[] inputs) {
    /** Channels of the input, over all groups. */
    public int channels() {
        return inputShape[inputShape.length - 1];
    }

    /** The input's channel that a weight meets. */
    public int channelOf(int weight) {
        int own = shape[shape.length - 1];
        if (geometry.groups() == 1) {
            return weight % own;
        }
        int filter = weight / (volume(shape) / shape[0]);
        return filter / (shape[0] / geometry.groups()) * own + weight % own;
    }

    static int volume(int[] shape) {
        int volume = 1;
        for (int extent : shape) {
            volume = Math.multiplyExact(volume, extent);
        }
        return volume;
    }

    /** The largest magnitude of each channel of the input. */
    public float[] channelMaxima() {
        float[] most = new float[channels()];
        for (int i = 0; i < inputs.length; i++) {
            int c = i % most.length;
            most[c] = Math.max(most[c], Math.abs(inputs[i]));
        }
        return most;
    }

    /** The layer with other weights. */
    LayerSample with(float[] others) {
        return new LayerSample(name, geometry, shape, others, inputShape, inputs);
    }

    /** Some of the channels of a layer without groups, and the weights that meet them. */
    LayerSample only(int[] chosen) {
        return new LayerSample(
                name,
                geometry,
                LayerPlan.narrowed(shape, chosen.length),
                LayerPlan.gathered(weights, channels(), chosen),
                LayerPlan.narrowed(inputShape, chosen.length),
                LayerPlan.gathered(inputs, channels(), chosen));
    }
}
