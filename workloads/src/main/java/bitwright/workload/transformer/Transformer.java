package bitwright.workload.transformer;

/**
 * A decoder-only transformer of the GPT kind by its dimensions: pre-layer-norm blocks of attention and of two layers with
 * GELU between them, learned positions, biases, an output layer that shares its weights with the token embedding.
 *
 * @param layers blocks, at least 1
 * @param heads heads of attention, a divisor of dModel
 * @param dModel length of a token's vector
 * @param dFf length between the two feed-forward layers
 * @param vocabulary tokens that there are
 * @param context positions that there are
 */
public record Transformer(int layers, int heads, int dModel, int dFf, int vocabulary, int context) {
    public Transformer {
        positive("layers", layers);
        positive("heads", heads);
        positive("dModel", dModel);
        positive("dFf", dFf);
        positive("vocabulary", vocabulary);
        positive("context", context);
        if (dModel % heads != 0) {
            throw new IllegalArgumentException("heads must divide dModel " + dModel + ", got " + heads);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }

    /** Length of a head's vectors. */
    public int dHead() {
        return dModel / heads;
    }

    /** Weights of the matrices of all blocks, without biases, norms and embeddings. */
    public long blockWeights() {
        return layers * (4L * dModel * dModel + 2L * dModel * dFf);
    }

    /** Weights of the output layer. */
    public long headWeights() {
        return (long) vocabulary * dModel;
    }
}
