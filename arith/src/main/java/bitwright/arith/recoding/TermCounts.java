package bitwright.arith.recoding;

import bitwright.arith.Check;

/** Term counts of whole arrays: the same as {@link Recoding#terms}, without a loop over bits where there is a formula. */
public final class TermCounts {
    private static final int EVEN_BITS = 0x55555555;

    /** Magnitudes below this leave room for the carries of the formulas in 32 bits. */
    private static final int FORMULA_LIMIT = 1 << 29;

    private TermCounts() {}

    /**
     * Counts the terms of every value.
     *
     * @param terms where the counts go, at least as long as values
     */
    public static void count(Recoding recoding, int[] values, int[] terms) {
        Check.that(terms.length >= values.length, "terms must hold " + values.length + " counts", terms.length);
        if (recoding == Recoding.BINARY) {
            binary(values, terms);
        } else if (recoding == Recoding.BOOTH_RADIX4) {
            booth(values, terms);
        } else if (recoding != Recoding.DNNSIM && withinFormulas(values)) {
            if (recoding == Recoding.NAF) {
                naf(values, terms);
            } else {
                ent(values, terms);
            }
        } else if (recoding == Recoding.DNNSIM) {
            dnnsim(values, terms);
        } else {
            for (int i = 0; i < values.length; i++) {
                terms[i] = recoding.terms(values[i]);
            }
        }
    }

    /**
     * The counts of all codes of a width, by code.
     *
     * @param bits 1 to 16
     * @param signed whether codes are two's complement
     */
    public static byte[] table(Recoding recoding, int bits, boolean signed) {
        Check.between("bits", bits, 1, 16);
        byte[] table = new byte[1 << bits];
        for (int code = 0; code < table.length; code++) {
            int value = signed ? code << (32 - bits) >> (32 - bits) : code;
            table[code] = (byte) recoding.terms(value);
        }
        return table;
    }

    /** Total number of terms. */
    public static long total(Recoding recoding, int[] values) {
        int[] terms = new int[values.length];
        count(recoding, values, terms);
        long total = 0;
        for (int count : terms) {
            total += count;
        }
        return total;
    }

    private static boolean withinFormulas(int[] values) {
        int or = 0;
        for (int value : values) {
            or |= value ^ value >> 31;
        }
        return or < FORMULA_LIMIT;
    }

    private static void binary(int[] values, int[] terms) {
        for (int i = 0; i < values.length; i++) {
            int sign = values[i] >> 31;
            terms[i] = Integer.bitCount((values[i] ^ sign) - sign);
        }
    }

    /** A term stands wherever x and 3x differ. */
    private static void naf(int[] values, int[] terms) {
        for (int i = 0; i < values.length; i++) {
            int sign = values[i] >> 31;
            int magnitude = (values[i] ^ sign) - sign;
            terms[i] = Integer.bitCount(magnitude ^ 3 * magnitude);
        }
    }

    /** A digit is zero when its three bits are equal. */
    private static void booth(int[] values, int[] terms) {
        for (int i = 0; i < values.length; i++) {
            int value = values[i];
            terms[i] = Integer.bitCount((value ^ value << 1 | value ^ value >> 1) & EVEN_BITS);
        }
    }

    /** A digit is zero when its field, incremented with carries, is one. */
    private static void ent(int[] values, int[] terms) {
        for (int i = 0; i < values.length; i++) {
            int sign = values[i] >> 31;
            int magnitude = (values[i] ^ sign) - sign;
            int differs = magnitude + EVEN_BITS ^ EVEN_BITS;
            terms[i] = Integer.bitCount((differs | differs >>> 1) & EVEN_BITS);
        }
    }

    /** Runs have no formula, so magnitudes of up to 15 bits are looked up. */
    private static void dnnsim(int[] values, int[] terms) {
        byte[] table = DnnsimTerms.BY_MAGNITUDE;
        for (int i = 0; i < values.length; i++) {
            int sign = values[i] >> 31;
            int magnitude = (values[i] ^ sign) - sign;
            boolean narrow = magnitude >= 0 && magnitude < table.length;
            terms[i] = narrow ? table[magnitude] : Recoding.DNNSIM.terms(values[i]);
        }
    }

    private static final class DnnsimTerms {
        static final byte[] BY_MAGNITUDE = table(Recoding.DNNSIM, 15, false);
    }
}
