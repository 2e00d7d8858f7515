package bitwright.accel.pim;

import java.util.Locale;

/** What an instruction does for a token: the kinds that results are broken down by. */
public enum Operation {
    /** The embeddings of the token and its position are read. */
    EMBEDDING(true),
    /** They are added. */
    EMBEDDING_SUM(false),
    /** Biases, gains and shifts of a layer are read. */
    VECTORS(true),
    /** A layer norm. */
    LAYER_NORM(false),
    /** Queries, keys and values. */
    QKV(true),
    /** The new key and value are written. */
    STORE(true),
    /** The query times all keys. */
    SCORE(true),
    /** Scaled scores to weights. */
    SOFTMAX(false),
    /** The weights times all values. */
    CONTEXT(true),
    /** The product behind the attention. */
    PROJECTION(true),
    /** The first feed-forward product. */
    FEED_FORWARD_1(true),
    /** The activation between the two. */
    GELU(false),
    /** The second feed-forward product. */
    FEED_FORWARD_2(true),
    /** Partial sums of chunks, and biases, are added. */
    SUMS(false),
    /** A block's input is added to its output. */
    RESIDUAL(false),
    /** The output layer. */
    HEAD(true),
    /** The likeliest token is found. */
    GREATEST(false);

    private final boolean inMemory;

    Operation(boolean inMemory) {
        this.inMemory = inMemory;
    }

    /** Whether the memory does it, or else the companion chip. */
    public boolean inMemory() {
        return inMemory;
    }

    /** Whether it is a product of a matrix and a vector. */
    public boolean isProduct() {
        return switch (this) {
            case QKV, SCORE, CONTEXT, PROJECTION, FEED_FORWARD_1, FEED_FORWARD_2, HEAD -> true;
            default -> false;
        };
    }

    /** Its name in reports. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
