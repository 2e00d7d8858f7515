package bitwright.arith;

/** Codes of a few bits stored without gaps: the lowest bits of the first byte hold the first code. */
public final class Packing {
    private Packing() {}

    /** Bytes that a number of codes takes. */
    public static int bytes(int codes, int bits) {
        return Math.toIntExact(((long) codes * Check.between("bits", bits, 1, 32) + 7) / 8);
    }

    /** Codes to bytes; bits above the width are dropped. */
    public static byte[] pack(int[] codes, int bits) {
        byte[] packed = new byte[bytes(codes.length, bits)];
        long pending = 0;
        int held = 0;
        int next = 0;
        for (int code : codes) {
            pending |= (code & 0xFFFFFFFFL >>> (32 - bits)) << held;
            for (held += bits; held >= 8; held -= 8) {
                packed[next++] = (byte) pending;
                pending >>>= 8;
            }
        }
        if (held > 0) {
            packed[next] = (byte) pending;
        }
        return packed;
    }

    /** Bytes to codes. */
    public static int[] unpack(byte[] packed, int codes, int bits) {
        Check.that(
                packed.length >= bytes(codes, bits),
                codes + " codes of " + bits + " bits need " + bytes(codes, bits) + " bytes",
                packed.length);
        int[] unpacked = new int[codes];
        long pending = 0;
        int held = 0;
        int next = 0;
        for (int i = 0; i < codes; i++) {
            for (; held < bits; held += 8) {
                pending |= (packed[next++] & 0xFFL) << held;
            }
            unpacked[i] = (int) (pending & 0xFFFFFFFFL >>> (32 - bits));
            pending >>>= bits;
            held -= bits;
        }
        return unpacked;
    }

    /** Ternary digits −1, 0, 1, five to a byte: Σ (digit + 1) · 3^i. */
    public static byte[] packTrits(int[] digits) {
        byte[] packed = new byte[(digits.length + 4) / 5];
        for (int i = digits.length - 1; i >= 0; i--) {
            Check.between("ternary digit", digits[i], -1, 1);
            packed[i / 5] = (byte) ((packed[i / 5] & 0xFF) * 3 + digits[i] + 1);
        }
        return packed;
    }

    /** The inverse of {@link #packTrits}. */
    public static int[] unpackTrits(byte[] packed, int digits) {
        Check.that(
                packed.length * 5L >= digits, digits + " ternary digits need five to a byte", packed.length + " bytes");
        int[] unpacked = new int[digits];
        int rest = 0;
        for (int i = 0; i < digits; i++) {
            rest = i % 5 == 0 ? packed[i / 5] & 0xFF : rest / 3;
            unpacked[i] = rest % 3 - 1;
        }
        return unpacked;
    }
}
