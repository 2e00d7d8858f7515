package bitwright.workload.attention;

/**
 * The attention of one layer: for every sequence and head, softmax(Q·Kᵀ)·V.
 *
 * @param batch sequences
 * @param heads of each
 * @param queries rows of Q
 * @param keys rows of K and V
 * @param width of a head: columns of Q, K and V
 */
public record AttentionShape(int batch, int heads, int queries, int keys, int width) {
    public AttentionShape {
        if (batch < 1 || heads < 1 || queries < 1 || keys < 1 || width < 1) {
            throw new IllegalArgumentException("attention needs extents of at least 1, got batch " + batch + ", heads "
                    + heads + ", queries " + queries + ", keys " + keys + ", width " + width);
        }
    }

    /** Products of queries and keys. */
    public long scores() {
        return Math.multiplyExact(Math.multiplyExact((long) batch * heads, (long) queries), (long) keys);
    }

    /** Multiply-accumulates of both matrix products. */
    public long macs() {
        return Math.multiplyExact(2 * scores(), (long) width);
    }
}
