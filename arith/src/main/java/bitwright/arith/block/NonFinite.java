package bitwright.arith.block;

/** What a NaN or an infinity does to its block. */
public enum NonFinite {
    /** The whole block becomes NaN: the scale is NaN and the elements are zero (OCP MX). Needs a scale with NaN. */
    NAN_BLOCK,
    /**
     * The scale follows the finite values alone; an infinity saturates and a NaN becomes the element's NaN where it has
     * one (universal).
     */
    ELEMENT_BY_ELEMENT,
    /** An {@link ArithmeticException} that names the position. */
    REFUSE
}
