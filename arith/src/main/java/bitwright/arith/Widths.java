package bitwright.arith;

/** Bit widths of integers, as precision detectors in hardware see them. */
public final class Widths {
    private Widths() {}

    /** Bits of a magnitude: the position of its highest set bit plus one; 0 for 0. */
    public static int magnitude(int value) {
        return 32 - Integer.numberOfLeadingZeros(value < 0 ? -value : value);
    }

    /** The fewest bits that hold the value as two's complement, sign included: 1 for 0 and −1, 2 for 1 and −2. */
    public static int twosComplement(int value) {
        return 33 - Integer.numberOfLeadingZeros(value < 0 ? ~value : value);
    }
}
