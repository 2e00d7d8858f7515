package bitwright.workload.dimensions;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The extents of a transformer. Biases, normalisations, softmax and the embedding table are no matrix products and left
 * out.
 *
 * @param name the network's name
 * @param blocks of attention and feed-forward layers
 * @param width of what goes from block to block, d_model
 * @param heads of the queries
 * @param keyValueHeads heads of keys and values, of which each serves as many heads of the queries
 * @param headWidth of a head
 * @param hiddenWidth between the matrices of the feed-forward layer, d_ffn
 * @param feedForward what lies between them
 * @param embeddingWidth of the token embedding where it is not the blocks' width: a projection before them and one behind
 * @param outputs of the last matrix (the vocabulary, or classes); empty where there is none
 * @param patches how an image becomes tokens; empty for text
 */
public record TransformerDimensions(
        String name,
        int blocks,
        int width,
        int heads,
        int keyValueHeads,
        int headWidth,
        int hiddenWidth,
        FeedForward feedForward,
        OptionalInt embeddingWidth,
        OptionalInt outputs,
        Optional<Patches> patches) {
    public TransformerDimensions {
        if (keyValueHeads < 1 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "keyValueHeads must divide the " + heads + " heads, got " + keyValueHeads);
        }
    }

    /** Weights of the blocks' matrices, without biases. */
    public long blockWeights() {
        long attention = 2L * width * heads * headWidth + 2L * width * keyValueHeads * headWidth;
        return blocks * (attention + (feedForward.isGated() ? 3L : 2L) * width * hiddenWidth);
    }
}
