package bitwright.arith;

/** How the bits of an integer stand for its value. */
public enum IntegerCoding {
    /** Two's complement: −2^(n−1) to 2^(n−1) − 1. */
    TWOS_COMPLEMENT,
    /** Two's complement without its most negative code, which still decodes; two bits are the ternary digits. */
    SYMMETRIC,
    /** Plain binary: 0 to 2^n − 1. */
    UNSIGNED,
    /** A sign and n − 1 bits of magnitude; −0 is a code that decodes to −0 and is encoded from it. */
    SIGN_MAGNITUDE,
    /**
     * Every bit is worth plus or minus its weight: Σ (2b − 1)·2^i, the odd numbers from −(2^n − 1) to 2^n − 1. The
     * formula is inferred from the abstract of arXiv:2409.17870 (bipolar-INT).
     */
    BIPOLAR
}
