package bitwright.arith.recoding;

/**
 * A rule that writes an integer as a sum of signed powers of two, its <em>terms</em>.
 *
 * <p>The terms of a value are two masks, of the positive and of the negative powers: value = positive − negative. No
 * power is in both.
 */
public enum Recoding {
    /** The set bits of the magnitude, all with the sign of the value. */
    BINARY {
        @Override
        long positiveOfMagnitude(long magnitude) {
            return magnitude;
        }

        @Override
        long negativeOfMagnitude(long magnitude) {
            return 0;
        }
    },
    /** The non-adjacent form: the fewest terms there can be, no two of them neighbours (Reitwiesner 1960). */
    NAF {
        @Override
        long positiveOfMagnitude(long magnitude) {
            return (magnitude + (magnitude >>> 1)) & ~(magnitude >>> 1);
        }

        @Override
        long negativeOfMagnitude(long magnitude) {
            return (magnitude >>> 1) & ~(magnitude + (magnitude >>> 1));
        }
    },
    /** Radix-4 Booth on two's complement: one digit of {−2, −1, 0, 1, 2} for two bits, from three bits that overlap. */
    BOOTH_RADIX4 {
        @Override
        public long positive(int value) {
            return booth(value, false);
        }

        @Override
        public long negative(int value) {
            return booth(value, true);
        }

        @Override
        long positiveOfMagnitude(long magnitude) {
            throw new AssertionError("Booth digits come from two's complement");
        }

        @Override
        long negativeOfMagnitude(long magnitude) {
            throw new AssertionError("Booth digits come from two's complement");
        }
    },
    /**
     * The EN-T encoder of the bit-weight TPE (arXiv:2503.06342): digits {−1, 0, 1, 2} of the magnitude in radix 4, all
     * negated for a negative value. A field plus carry of 3 becomes −1 and a carry.
     */
    ENT {
        @Override
        long positiveOfMagnitude(long magnitude) {
            long code = entCodes(magnitude);
            long low = code & EVEN_BITS;
            long high = code >>> 1 & EVEN_BITS;
            return low & ~high | (high & ~low) << 1;
        }

        @Override
        long negativeOfMagnitude(long magnitude) {
            long code = entCodes(magnitude);
            return code & code >>> 1 & EVEN_BITS;
        }
    },
    /**
     * The "Booth-like" terms of DNNsim: in the magnitude from the top, a run of three or more ones becomes +2^(top + 1)
     * and −2^bottom, a single zero inside such a run becomes one term; shorter runs stay as they are.
     */
    DNNSIM {
        @Override
        long positiveOfMagnitude(long magnitude) {
            return runs(magnitude, false);
        }

        @Override
        long negativeOfMagnitude(long magnitude) {
            return runs(magnitude, true);
        }
    };

    private static final long EVEN_BITS = 0x5555555555555555L;

    abstract long positiveOfMagnitude(long magnitude);

    abstract long negativeOfMagnitude(long magnitude);

    /** The powers that are added, as a mask. */
    public long positive(int value) {
        long magnitude = Math.abs((long) value);
        return value < 0 ? negativeOfMagnitude(magnitude) : positiveOfMagnitude(magnitude);
    }

    /** The powers that are subtracted, as a mask. */
    public long negative(int value) {
        long magnitude = Math.abs((long) value);
        return value < 0 ? positiveOfMagnitude(magnitude) : negativeOfMagnitude(magnitude);
    }

    /** All powers, as a mask. */
    public long powers(int value) {
        return positive(value) | negative(value);
    }

    /** Number of terms: the work of a serial multiplier that skips zeros. */
    public int terms(int value) {
        return Long.bitCount(powers(value));
    }

    private static long booth(int value, boolean negative) {
        long bits = (long) value << 1; // bit −1 is zero
        long mask = 0;
        for (int position = 0; position < 32; position += 2) {
            int triple = (int) (bits >> position) & 7;
            int digit = (triple & 1) + (triple >> 1 & 1) - 2 * (triple >> 2);
            if (digit != 0 && digit < 0 == negative) {
                mask |= (long) Math.abs(digit) << position; // 1 or 2: a power of two either way
            }
        }
        return mask;
    }

    /**
     * Two bits a digit: 0, 1, 2, and 3 for −1. Adding one to every field carries exactly where field plus carry reaches
     * 3, so the plain adder does the carries of all digits at once.
     */
    static long entCodes(long magnitude) {
        long incremented = magnitude + EVEN_BITS;
        long low = ~incremented & EVEN_BITS; // subtract the one again, field by field
        long high = (incremented >>> 1 ^ low) & EVEN_BITS;
        return low | high << 1;
    }

    private static long runs(long magnitude, boolean negative) {
        long added = 0;
        long subtracted = 0;
        int bit = 63 - Long.numberOfLeadingZeros(magnitude);
        while (bit >= 0) {
            int below = runEnd(magnitude, bit);
            if (bit - below < 3) { // no run to speak of: ones stay, a zero has none
                for (int i = bit; i > below; i--) {
                    added |= 1L << i;
                }
                bit = below == bit ? bit - 1 : below;
                continue;
            }
            added |= 2L << bit;
            while (below > 0 && (magnitude >>> (below - 1) & 1) != 0) {
                subtracted |= 1L << below;
                below = runEnd(magnitude, below - 1);
            }
            subtracted |= 1L << (below + 1);
            bit = below;
        }
        return negative ? subtracted : added;
    }

    /** The highest zero at or below a bit; −1 below bit 0. */
    private static int runEnd(long magnitude, int bit) {
        return 63 - Long.numberOfLeadingZeros(~magnitude & (2L << bit) - 1);
    }
}
