package bitwright.accel.mixed;

/** When weights get their groups' scales and zero points back. */
public enum Dequantise {
    /** They have none. */
    NONE,
    /** Weight by weight before the matrix product, which then is as wide as activations. */
    BEFORE,
    /** Once a group and output, behind the matrix product of narrow weights (MixPE). */
    AFTER_GROUP
}
