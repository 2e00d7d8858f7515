package bitwright.arith;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A two's complement register wide enough to add without rounding (Kulisch's long accumulator); it wraps modulo
 * 2^bits, as hardware does, when it is not.
 */
public final class FixedPointRegister {
    /** The leading 64 bits of a register's magnitude: ±(significand / 2^63 + less than one last place) · 2^exponent. */
    public record Leading(boolean negative, int exponent, long significand, boolean inexact) {}

    private final int bits;
    private final int lastPlace;
    private final long[] limbs;

    /**
     * @param bits width, sign included, 2 to 4096
     * @param lastPlace exponent of the lowest bit
     */
    public FixedPointRegister(int bits, int lastPlace) {
        this.bits = Check.between("bits", bits, 2, 4096);
        this.lastPlace = lastPlace;
        this.limbs = new long[(bits + 63) / 64];
    }

    /** A register that holds 2^62 additions of numbers up to a size without wrapping. */
    public static FixedPointRegister forSums(double unit, double largest) {
        int lastPlace = Math.getExponent(unit);
        return new FixedPointRegister(Math.getExponent(largest) - lastPlace + 65, lastPlace);
    }

    /** A register that holds 2^62 additions of any finite doubles. */
    public static FixedPointRegister forDoubles() {
        return new FixedPointRegister(2098 + 64, -1074);
    }

    /** Width in bits, sign included. */
    public int bits() {
        return bits;
    }

    /** Exponent of the lowest bit. */
    public int lastPlace() {
        return lastPlace;
    }

    /** Sets the register to zero. */
    public void clear() {
        Arrays.fill(limbs, 0);
    }

    /** Adds a finite double. */
    public void add(double value) {
        long raw = Double.doubleToRawLongBits(value);
        int field = (int) (raw >>> 52) & 0x7FF;
        Check.that(field != 0x7FF, "a register adds finite numbers", value);
        long fraction = raw & 0xFFFFFFFFFFFFFL;
        add(field == 0 ? fraction : fraction | 1L << 52, Math.max(field, 1) - 1075, raw < 0);
    }

    /**
     * Adds ±magnitude · 2^exponent; bits above the register are lost.
     *
     * @param magnitude an unsigned number
     * @throws ArithmeticException when a set bit lies below the register's last place
     */
    public void add(long magnitude, int exponent, boolean negative) {
        if (magnitude == 0) {
            return;
        }
        int shift = exponent - lastPlace;
        if (shift < 0) {
            if (Long.numberOfTrailingZeros(magnitude) < -shift) {
                throw new ArithmeticException("a term has bits below 2^" + lastPlace + ", the register's last place");
            }
            magnitude >>>= -shift;
            shift = 0;
        }
        int limb = shift >>> 6;
        int offset = shift & 63;
        long low = magnitude << offset;
        long high = offset == 0 ? 0 : magnitude >>> (64 - offset);
        if (limb >= limbs.length) {
            return;
        }
        if (negative) {
            subtract(limb, low, high);
        } else {
            add(limb, low, high);
        }
    }

    private void add(int limb, long low, long high) {
        long sum = limbs[limb] + low;
        limbs[limb] = sum;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        if (++limb < limbs.length && (high | carry) != 0) {
            long old = limbs[limb];
            sum = old + high + carry; // high is below 2^63: it cannot wrap by the carry alone and hide it
            limbs[limb] = sum;
            boolean more = Long.compareUnsigned(sum, old) < 0;
            while (more && ++limb < limbs.length) {
                more = ++limbs[limb] == 0;
            }
        }
    }

    private void subtract(int limb, long low, long high) {
        long old = limbs[limb];
        limbs[limb] = old - low;
        long borrow = Long.compareUnsigned(old, low) < 0 ? 1 : 0;
        if (++limb < limbs.length && (high | borrow) != 0) {
            old = limbs[limb];
            long difference = old - high - borrow;
            limbs[limb] = difference;
            boolean more = Long.compareUnsigned(difference, old) > 0;
            while (more && ++limb < limbs.length) {
                more = limbs[limb]-- == 0;
            }
        }
    }

    /** Whether the register is zero. */
    public boolean isZero() {
        return integer().signum() == 0;
    }

    /** The content as an integer in units of the last place. */
    public BigInteger integer() {
        byte[] bigEndian = new byte[limbs.length * 8];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = (byte) (limbs[i / 8] >>> (i % 8 * 8));
        }
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
        BigInteger plain = new BigInteger(bigEndian).mod(modulus);
        return plain.testBit(bits - 1) ? plain.subtract(modulus) : plain;
    }

    /** The bits as they are, 64 to a limb, lowest first; the limb on top is sign-extended. */
    public long[] limbs() {
        long[] copy = limbs.clone();
        int unused = limbs.length * 64 - bits;
        copy[copy.length - 1] = copy[copy.length - 1] << unused >> unused;
        return copy;
    }

    /** The leading 64 bits; a significand of 0 when the register is zero. */
    public Leading leading() {
        long[] size = limbs();
        boolean negative = size[size.length - 1] < 0;
        if (negative) {
            negate(size);
        }
        int top = size.length - 1;
        while (top > 0 && size[top] == 0) {
            top--;
        }
        int zeros = Long.numberOfLeadingZeros(size[top]);
        if (zeros == 64) {
            return new Leading(false, 0, 0, false);
        }
        long significand = size[top] << zeros;
        long below = 0;
        if (top > 0 && zeros > 0) {
            significand |= size[top - 1] >>> (64 - zeros);
            below = size[top - 1] << zeros;
        } else if (top > 0) {
            below = size[top - 1];
        }
        for (int i = top - 2; i >= 0; i--) {
            below |= size[i];
        }
        return new Leading(negative, lastPlace + top * 64 + 63 - zeros, significand, below != 0);
    }

    private static void negate(long[] limbs) {
        boolean carry = true;
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = carry ? -limbs[i] : ~limbs[i];
            carry = carry && limbs[i] == 0;
        }
    }

    /** The content rounded to the nearest double, ties to even. */
    public double toDouble() {
        return toDouble(Rounding.NEAREST_EVEN);
    }

    /** The content rounded to a double; to odd, a second rounding to 51 bits or fewer does no harm. */
    public double toDouble(Rounding rounding) {
        Leading leading = leading();
        long rest = (leading.significand() & 0x7FF) << 1 | (leading.inexact() ? 1 : 0);
        long kept = rounding.round(leading.significand() >>> 11, rest, 12, leading.negative());
        double size = Math.scalb((double) kept, leading.exponent() - 52);
        return leading.negative() ? -size : size;
    }
}
