package bitwright.workload.weights;

import bitwright.workload.WorkloadException;

/**
 * The dimensions of a transformer of the GPT-2 family, whose heads are of {@code width / heads} each.
 *
 * @param layers blocks
 * @param width of the residual stream
 * @param heads of the attention; divides the width
 * @param hidden width of the feed-forward network
 * @param vocabulary number of tokens
 * @param context longest sequence
 * @param epsilon of the normalisations
 */
public record GptShape(int layers, int width, int heads, int hidden, int vocabulary, int context, float epsilon) {
    private static final int MOST = 1 << 20;

    public GptShape {
        check("layers", layers, 1 << 12);
        check("width", width, MOST);
        check("heads", heads, 1 << 12);
        check("hidden", hidden, MOST);
        check("vocabulary", vocabulary, 1 << 24);
        check("context", context, 1 << 24);
        if (width % heads != 0) {
            throw new WorkloadException("width must be a multiple of heads, got " + width + " and " + heads);
        }
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new WorkloadException("epsilon must lie between 0 and 1, got " + epsilon);
        }
    }

    private static void check(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new WorkloadException(what + " must be between 1 and " + most + ", got " + value);
        }
    }

    public int headWidth() {
        return width / heads;
    }
}
