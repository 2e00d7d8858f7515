package bitwright.workload;

/**
 * An integer format of stored codes, e.g. {@code int8} or {@code uint4}.
 *
 * @param bits width, 1 to 32 ({@code uint32} codes do not fit our tensors and stop at 31)
 * @param signed two's complement, or unsigned
 */
public record IntegerFormat(int bits, boolean signed) {
    public static final IntegerFormat INT8 = new IntegerFormat(8, true);
    public static final IntegerFormat INT16 = new IntegerFormat(16, true);
    public static final IntegerFormat INT32 = new IntegerFormat(32, true);
    public static final IntegerFormat UINT8 = new IntegerFormat(8, false);

    public IntegerFormat {
        int most = signed ? 32 : 31;
        if (bits < 1 || bits > most) {
            throw new IllegalArgumentException("bits must be between 1 and " + most + ", got " + bits);
        }
    }

    /** Reads a name such as {@code int8}. */
    public static IntegerFormat of(String name) {
        String digits = name.startsWith("uint") ? name.substring(4) : name.startsWith("int") ? name.substring(3) : "";
        if (!digits.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException(
                    "unknown integer format '" + name + "'; write int1 to int32 or uint1 to uint31");
        }
        return new IntegerFormat(Integer.parseInt(digits), name.startsWith("int"));
    }

    public String label() {
        return (signed ? "int" : "uint") + bits;
    }

    public int least() {
        return signed ? (int) (-1L << bits - 1) : 0;
    }

    public int largest() {
        return (int) ((1L << (signed ? bits - 1 : bits)) - 1);
    }

    /**
     * What hardware needs for {@code code − zeroPoint} over all codes: int8 with zero point −128 is unsigned 8 bits,
     * with −1 it is signed 9 bits.
     */
    public Encoding encoding(int zeroPoint) {
        long low = (long) least() - zeroPoint;
        long high = (long) largest() - zeroPoint;
        boolean negative = low < 0;
        int needed = negative ? 1 + Math.max(bitLength(~low), bitLength(Math.max(high, 0))) : bitLength(high);
        return new Encoding(label(), zeroPoint, Math.max(1, needed), negative);
    }

    /** Likewise with a width by profile. */
    public Encoding encoding(int zeroPoint, int precisionBits) {
        boolean negative = (long) least() - zeroPoint < 0;
        return new Encoding(label(), zeroPoint, precisionBits, negative);
    }

    private static int bitLength(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }
}
