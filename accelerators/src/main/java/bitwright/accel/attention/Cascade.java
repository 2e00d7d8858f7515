package bitwright.accel.attention;

/** How attention is computed on the two arrays: FuseMax's steps, each on top of the one before, and what it is compared with. */
public enum Cascade {
    /** Scores, softmax and the second product one after another, through memory. */
    UNFUSED,
    /** FLAT: the scores of some queries stay on chip; softmax on the one-dimensional array, four operations a score. */
    FLAT,
    /** Softmax and the second product in one pass over the keys, the denominator last (+ Cascade). */
    CASCADE,
    /** Maxima, exponentials and sums move to the two-dimensional array's PEs (+ Architecture). */
    ARCHITECTURE,
    /** Work of several tiles is interleaved, so that both arrays are busy at once (+ Binding: FuseMax). */
    BINDING
}
