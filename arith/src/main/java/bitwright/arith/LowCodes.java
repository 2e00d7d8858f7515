package bitwright.arith;

/** The meaning of a floating-point format's exponent field zero. */
public enum LowCodes {
    /** Zero and subnormal numbers, as in IEEE 754. */
    SUBNORMAL,
    /** Zero whatever the fraction: the format flushes; its neighbours around zero are the smallest normal numbers. */
    ZERO,
    /** Ordinary numbers one binade lower: the format has no zero (E8M0, whose code 0 is 2^−127). */
    NORMAL
}
