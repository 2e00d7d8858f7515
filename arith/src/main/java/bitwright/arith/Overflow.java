package bitwright.arith;

/** What a conversion does with a value that, once rounded, lies beyond the largest finite one. */
public enum Overflow {
    /**
     * To infinity, or to NaN where a format has no infinity, or to the largest value where it has neither (IEEE 754;
     * NonSat of OFP8; the default of ml_dtypes). Directed roundings stop at the largest finite value as IEEE 754 asks.
     * Zero in a format without zero, and a negative value in an unsigned format, become NaN (zero where there is none).
     */
    INFINITY,
    /**
     * Finite values stop at the largest finite one, infinities stay infinities or NaN (ml_dtypes kSaturate). Finite
     * negative values in an unsigned format, and zero in a format without zero, become the smallest code.
     */
    SATURATE_FINITE,
    /** Infinities too become the largest finite value (SatMode of OFP8, CUDA satfinite). Negatives as INFINITY, zero as SATURATE_FINITE. */
    SATURATE,
    /** The rounded integer modulo 2^bits: integers and fixed point only. */
    WRAP
}
