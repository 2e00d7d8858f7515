package bitwright.arith.bulk;

import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A conversion from float32 to codes of up to eight bits as a table, indexed by the top bits of the float32 with its lowest
 * index bit set when any bit below is (rounding to odd).
 *
 * <p>An odd index so stands for an open interval between two even ones. The table is used only where both ends of every
 * interval have one code, which for a monotone conversion proves it for all 2^32 inputs.
 */
final class FloatTable {
    /** Fraction bits of the index tried: the fewer, the smaller the table; E4M3 takes 5 (16 KiB), 9 make 256 KiB. */
    private static final int MOST_FRACTION_BITS = 9;

    private final byte[] codes;
    private final int shift;

    private FloatTable(byte[] codes, int shift) {
        this.codes = codes;
        this.shift = shift;
    }

    /** The smallest table that is exact, if there is one. */
    static Optional<FloatTable> of(ToIntFunction<Float> conversion) {
        for (int fractionBits = 1; fractionBits <= MOST_FRACTION_BITS; fractionBits++) {
            FloatTable table = withFractionBits(fractionBits, conversion);
            if (table != null) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    private static FloatTable withFractionBits(int fractionBits, ToIntFunction<Float> conversion) {
        int shift = 23 - fractionBits;
        byte[] codes = new byte[1 << (9 + fractionBits)];
        for (int index = 0; index < codes.length; index += 2) {
            int bits = index << shift;
            codes[index] = (byte) code(bits, conversion);
            int above = code(bits + 1, conversion);
            int below = code(bits + (2 << shift) - 1, conversion);
            if (above != below) {
                return null;
            }
            codes[index + 1] = (byte) above;
        }
        return new FloatTable(codes, shift);
    }

    private static int code(int bits, ToIntFunction<Float> conversion) {
        return conversion.applyAsInt(Float.intBitsToFloat(bits));
    }

    void encode(float[] values, int from, byte[] into, int at, int count) {
        byte[] table = codes;
        int distance = shift;
        int low = (1 << distance) - 1;
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[from + i]);
            into[at + i] = table[bits >>> distance | (bits & low) + low >>> distance];
        }
    }

    /** The same after multiplying every value with a factor. */
    void encodeScaled(float[] values, int from, float factor, byte[] into, int at, int count) {
        byte[] table = codes;
        int distance = shift;
        int low = (1 << distance) - 1;
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[from + i] * factor);
            into[at + i] = table[bits >>> distance | (bits & low) + low >>> distance];
        }
    }
}
