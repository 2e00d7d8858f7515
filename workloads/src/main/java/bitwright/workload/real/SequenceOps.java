package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.Map;

/** What transformers do along a sequence; positions are the axis before the last, counted from 0. */
final class SequenceOps {
    private SequenceOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("RotaryEmbedding", Operator.of(SequenceOps::rotary));
        operators.put("CausalMask", Operator.of(SequenceOps::causal));
    }

    /** Pairs of elements turned by the angle of their position: x, cosines and sines, a row a position. */
    private static Value rotary(Call call) {
        Value x = call.input(0);
        Value cosines = call.input(1);
        Value sines = call.input(2);
        if (call.has(3) || x.rank() < 3) {
            throw new WorkloadException("is supported with positions from 0 on and heads apart, got " + x);
        }
        int width = x.extent(x.rank() - 1);
        int positions = x.extent(x.rank() - 2);
        int half = width / 2;
        boolean fits = cosines.rank() == 2
                && cosines.extent(1) == half
                && cosines.extent(0) >= positions
                && Arrays.equals(cosines.shape(), sines.shape());
        if (!fits || width % 2 != 0) {
            throw new WorkloadException(
                    "tables " + cosines + " do not serve " + positions + " positions of width " + width);
        }
        boolean interleaved = call.whole("interleaved", 0) != 0;
        float[] from = x.reals();
        float[] result = new float[from.length];
        for (int row = 0; row < from.length / Math.max(1, width); row++) {
            int angle = row % positions * half;
            for (int i = 0; i < half; i++) {
                int a = row * width + (interleaved ? 2 * i : i);
                int b = interleaved ? a + 1 : a + half;
                float cosine = cosines.reals()[angle + i];
                float sine = sines.reals()[angle + i];
                result[a] = from[a] * cosine - from[b] * sine;
                result[b] = from[a] * sine + from[b] * cosine;
            }
        }
        return Value.of(x.shape(), result);
    }

    /** Scores of later positions are minus infinity. */
    private static Value causal(Call call) {
        Value x = call.input(0);
        if (x.rank() < 2) {
            throw new WorkloadException("needs rows and columns, got " + x);
        }
        int columns = x.extent(x.rank() - 1);
        int rows = x.extent(x.rank() - 2);
        float[] result = x.reals().clone();
        for (int i = 0; i < result.length; i++) {
            int row = i / columns % rows;
            if (i % columns > row + columns - rows) {
                result[i] = Float.NEGATIVE_INFINITY;
            }
        }
        return Value.of(x.shape(), result);
    }
}
