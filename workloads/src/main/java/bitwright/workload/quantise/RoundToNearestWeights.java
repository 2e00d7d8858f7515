package bitwright.workload.quantise;

import bitwright.workload.WorkloadException;

/** Every weight by itself to the nearest code. */
public final class RoundToNearestWeights {
    private RoundToNearestWeights() {}

    /** Rounds weights {@code [K,kh,kw,C]} or {@code [K,C]}. */
    public static QuantisedWeights quantise(WeightFormat format, float[] values, int[] shape) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new WorkloadException("weights must be finite numbers, got " + value);
            }
        }
        int channels = shape[shape.length - 1];
        int[] codes = new int[values.length];
        float[] scales;
        int step;
        if (format.group() == WeightFormat.TENSOR) {
            scales = new float[] {format.scale(values, 0, values.length)};
        } else {
            int row = format.group() == WeightFormat.CHANNEL ? values.length / shape[0] : channels;
            step = format.group() == WeightFormat.CHANNEL ? row : format.group();
            int each = (row + step - 1) / step;
            scales = new float[values.length / row * each];
            for (int i = 0; i < scales.length; i++) {
                int from = i / each * row + i % each * step;
                scales[i] = format.scale(values, from, Math.min(from + step, (i / each + 1) * row));
            }
        }
        for (int i = 0; i < codes.length; i++) {
            codes[i] = format.code(values[i], scales[QuantisedWeights.scaleOf(format, shape, i)]);
        }
        return new QuantisedWeights(format, shape, codes, scales);
    }
}
