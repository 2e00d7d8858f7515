package bitwright.arith;

/**
 * A number format: a finite set of values and a code of up to 32 bits for each.
 *
 * <p>A <em>code</em> is always a bit pattern in the low {@link #bits()} bits of an {@code int}, the bits above are zero
 * (a 32-bit format uses all of them); a <em>value</em> is always a {@code double}, which holds every value of every
 * format here exactly.
 */
public interface NumberFormat {
    /** The name by which configs and reports know the format. */
    String name();

    /** Bits of a code, 1 to 32. */
    int bits();

    /** The value of a code; NaN for NaN and NaR codes. Bits above {@link #bits()} are ignored. */
    double decode(int code);

    /** The code of a value after one rounding, with the format's own default treatment of ties and overflow. */
    int encode(double value);

    /** The value that comes back from encoding and decoding. */
    default double quantize(double value) {
        return decode(encode(value));
    }

    /** A power of two of which every finite value is a multiple; found by looking at all codes unless overridden. */
    default double unit() {
        double unit = 0;
        for (int code = 0; code <= lastCode("unit"); code++) {
            double value = decode(code);
            if (Double.isFinite(value) && value != 0) {
                long raw = Double.doubleToRawLongBits(value);
                int zeros = Long.numberOfTrailingZeros(raw & 0xFFFFFFFFFFFFFL | 1L << 52);
                double lowest = Math.scalb(1.0, Math.getExponent(value) - 52 + zeros);
                unit = unit == 0 ? lowest : Math.min(unit, lowest);
            }
        }
        return unit;
    }

    /** The largest finite value; found by looking at all codes unless overridden. */
    default double maxFinite() {
        double max = 0;
        for (int code = 0; code <= lastCode("maxFinite"); code++) {
            double value = decode(code);
            if (Double.isFinite(value)) {
                max = Math.max(max, value);
            }
        }
        return max;
    }

    private int lastCode(String what) {
        Check.that(bits() <= 16, name() + ": a format of more than 16 bits must say its own " + what, bits() + " bits");
        return mask();
    }

    /** The low {@link #bits()} bits set. */
    default int mask() {
        return -1 >>> (32 - bits());
    }
}
