package bitwright.workload.weights;

import bitwright.workload.WorkloadException;

/**
 * The dimensions of a transformer of the LLaMA family.
 *
 * @param layers blocks
 * @param width of the residual stream
 * @param hidden width of the feed-forward network
 * @param heads of queries
 * @param keyValueHeads of keys and values; divides the heads
 * @param headWidth of one head
 * @param vocabulary number of tokens
 * @param context longest sequence
 * @param epsilon of the normalisations
 * @param rotaryBase of the position's angles
 * @param interleaved whether neighbours are rotated together, or the two halves of a head
 */
public record LlamaShape(
        int layers,
        int width,
        int hidden,
        int heads,
        int keyValueHeads,
        int headWidth,
        int vocabulary,
        int context,
        float epsilon,
        double rotaryBase,
        boolean interleaved) {
    private static final int MOST = 1 << 20;

    public LlamaShape {
        check("layers", layers, 1, 1 << 12);
        check("width", width, 1, MOST);
        check("hidden", hidden, 1, MOST);
        check("heads", heads, 1, 1 << 12);
        check("keyValueHeads", keyValueHeads, 1, heads);
        check("headWidth", headWidth, 2, 1 << 14);
        check("vocabulary", vocabulary, 1, 1 << 24);
        check("context", context, 1, 1 << 24);
        if (heads % keyValueHeads != 0 || headWidth % 2 != 0) {
            throw new WorkloadException("heads must be a multiple of keyValueHeads and headWidth be even, got " + heads
                    + ", " + keyValueHeads + " and " + headWidth);
        }
        if (!(epsilon > 0 && epsilon < 1) || !(rotaryBase > 1 && rotaryBase < 1e12)) {
            throw new WorkloadException(
                    "epsilon must lie between 0 and 1 and rotaryBase above 1, got " + epsilon + " and " + rotaryBase);
        }
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new WorkloadException(what + " must be between " + least + " and " + most + ", got " + value);
        }
    }

    int keyWidth() {
        return keyValueHeads * headWidth;
    }

    int queryWidth() {
        return heads * headWidth;
    }
}
