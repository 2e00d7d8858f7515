package bitwright.arith;

/** The codes of a floating-point format that are not finite numbers. */
public enum Specials {
    /** The largest exponent field holds infinity (fraction zero) and NaN, as in IEEE 754. */
    IEEE,
    /** The code with all bits set below the sign is NaN; no infinity ("fn", OFP8 E4M3; E8M0 too). */
    TOP_NAN,
    /** The code of −0 is NaN; no infinity, no −0 ("fnuz"). */
    NEGATIVE_ZERO_NAN,
    /** The code of −0 is NaN and the largest magnitude is infinity (IEEE P3109, signed extended). */
    NEGATIVE_ZERO_NAN_TOP_INFINITY,
    /** None: every code is a finite number (FP6 and FP4 of OCP MX). */
    NONE
}
