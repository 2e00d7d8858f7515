package bitwright.accel.gnn;

/**
 * Where a layer's data lie off chip, in bits: descriptors, lists, scale factors, features, weights, outputs, one after the
 * other. Lists and rows of features begin at whole beats. The published tools leave 64 bytes for a list whatever its length;
 * here a list has the beats that it needs.
 */
final class Addresses {
    static final int BEAT_BITS = 512;

    private static final int WORD_BITS = 32;
    private static final int WORDS_OF_BEAT = BEAT_BITS / WORD_BITS;

    private final MessageLists lists;
    private final int[] firstBeatOfList; // beats: 2^31 of them are 128 GiB
    private final long scalesAt;
    private final long featuresAt;
    private final long weightsAt;
    private final long outputsAt;
    private final int featureBeats;
    private final int weightBeats;
    private final int outputBeats;

    Addresses(MessageLists lists, int featureBeats, int weightRows, int weightBeats, int outputBeats) {
        this.lists = lists;
        this.featureBeats = featureBeats;
        this.weightBeats = weightBeats;
        this.outputBeats = outputBeats;
        int nodes = lists.nodes();
        firstBeatOfList = new int[nodes];
        long beats = 0;
        for (int node = 0; node < nodes; node++) {
            firstBeatOfList[node] = Math.toIntExact(beats);
            beats += (lists.count(node) + WORDS_OF_BEAT - 1) / WORDS_OF_BEAT;
        }
        long listsAt = (nodes + 7L) / 8 * BEAT_BITS;
        scalesAt = listsAt + beats * BEAT_BITS;
        featuresAt = scalesAt + beats * BEAT_BITS;
        weightsAt = featuresAt + (long) nodes * featureBeats * BEAT_BITS;
        outputsAt = weightsAt + (long) weightRows * weightBeats * BEAT_BITS;
        this.listsAt = listsAt;
    }

    private final long listsAt;

    /** A beat of descriptors, 8 of them. */
    long descriptors(long beat) {
        return beat * BEAT_BITS;
    }

    long list(int node, int word) {
        return listsAt + firstBeatOfList[node] * (long) BEAT_BITS + (long) word * WORD_BITS;
    }

    long scales(int node, int word) {
        return scalesAt + firstBeatOfList[node] * (long) BEAT_BITS + (long) word * WORD_BITS;
    }

    long features(int node, int n) {
        return featuresAt + (long) lists.source(node, n) * featureBeats * BEAT_BITS;
    }

    long weights(int row) {
        return weightsAt + (long) row * weightBeats * BEAT_BITS;
    }

    long outputs(int node, int beat) {
        return outputsAt + ((long) node * outputBeats + beat) * BEAT_BITS;
    }
}
