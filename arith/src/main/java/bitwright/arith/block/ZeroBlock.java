package bitwright.arith.block;

/** The scale of a block that holds nothing but zeros. */
public enum ZeroBlock {
    /** As though its largest magnitude were 2^−126, the smallest normal float32 (microxcaling). */
    SMALLEST_NORMAL,
    /** The smallest scale there is, 2^−127 in E8M0 (gfloat; what the ROUND_UP rule of TransformerEngine gives). */
    SMALLEST_SCALE,
    /** As though its largest magnitude were 1 (universal). */
    ONE
}
