package bitwright.workload;

/**
 * What the codes of an integer tensor mean, and how wide hardware must be for them. Hardware sees {@code code −
 * zeroPoint}: the zero point is removed before the array, so an int8 tensor with zero point −128 is an unsigned 8-bit
 * operand, and one with zero point 83 a signed 9-bit one.
 *
 * @param format the stored format's name, e.g. {@code int8}
 * @param zeroPoint the code that stands for zero
 * @param precisionBits bits of the operand by profile (the format's own where none was made), the sign bit included
 *     where the operand is signed; what designs with profiled precision spend
 * @param signed whether {@code code − zeroPoint} can be negative
 */
public record Encoding(String format, int zeroPoint, int precisionBits, boolean signed) {
    public Encoding {
        if (precisionBits < 1 || precisionBits > 32) {
            throw new IllegalArgumentException("precisionBits must be between 1 and 32, got " + precisionBits);
        }
    }

    /** Whether a hardware value fits {@link #precisionBits} bits as two's complement, or as unsigned. */
    public boolean holds(int value) {
        return signed
                ? value >= -(1L << (precisionBits - 1)) && value < 1L << (precisionBits - 1)
                : value >= 0 && value < 1L << precisionBits;
    }
}
