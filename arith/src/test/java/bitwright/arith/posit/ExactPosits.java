package bitwright.arith.posit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * The independent oracle of posits: a literal reading of the standard's bit strings, character by character, and rounding
 * by comparing with the posit of one bit more.
 */
final class ExactPosits {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** Formats up to this width have all their values kept. */
    private static final int KEPT = 12;

    private final int bits;
    private final int exponentBits;
    private final Map<Long, BigDecimal> kept = new HashMap<>();

    ExactPosits(int bits, int exponentBits) {
        this.bits = bits;
        this.exponentBits = exponentBits;
    }

    /** The value of a magnitude of so many bits (the sign bit, zero, included). */
    BigDecimal value(long magnitude, int width) {
        return bits > KEPT
                ? literal(magnitude, width)
                : kept.computeIfAbsent(magnitude << 8 | width, key -> literal(magnitude, width));
    }

    private BigDecimal literal(long magnitude, int width) {
        StringBuilder text = new StringBuilder(Long.toBinaryString(magnitude));
        while (text.length() < width - 1) {
            text.insert(0, '0');
        }
        String string = text.toString();
        int run = 1;
        while (run < string.length() && string.charAt(run) == string.charAt(0)) {
            run++;
        }
        int regime = string.charAt(0) == '1' ? run - 1 : -run;
        String tail = string.substring(Math.min(run + 1, string.length()));
        StringBuilder exponent = new StringBuilder(tail.substring(0, Math.min(exponentBits, tail.length())));
        while (exponent.length() < exponentBits) {
            exponent.append('0');
        }
        String fraction = tail.substring(Math.min(exponentBits, tail.length()));
        int e = exponentBits == 0 ? 0 : Integer.parseInt(exponent.toString(), 2);
        BigInteger significand = new BigInteger("1" + fraction, 2);
        return new BigDecimal(significand).multiply(power(regime * (1 << exponentBits) + e - fraction.length()));
    }

    private static BigDecimal power(int exponent) {
        return exponent >= 0 ? TWO.pow(exponent) : BigDecimal.ONE.divide(TWO.pow(-exponent));
    }

    /** The code nearest on the bit string; zero only for zero. */
    int round(BigDecimal exact) {
        if (exact.signum() == 0) {
            return 0;
        }
        BigDecimal size = exact.abs();
        long low = 1;
        long high = (1L << (bits - 1)) - 1;
        while (low < high) { // the largest magnitude not above
            long middle = (low + high + 1) >>> 1;
            if (value(middle, bits).compareTo(size) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        boolean last = low == (1L << (bits - 1)) - 1;
        if (value(low, bits).compareTo(size) < 0 && !last) {
            int side = size.compareTo(value(2 * low + 1, bits + 1)); // the string halfway between low and low + 1
            low += side > 0 || (side == 0 && low % 2 != 0) ? 1 : 0;
        }
        int mask = -1 >>> (32 - bits);
        return (int) (exact.signum() < 0 ? -low : low) & mask;
    }

    BigDecimal valueOf(int code) {
        int mask = -1 >>> (32 - bits);
        if ((code & mask) == 0) {
            return BigDecimal.ZERO;
        }
        boolean negative = (code >>> (bits - 1) & 1) != 0;
        BigDecimal size = value((negative ? -code : code) & mask & 0xFFFFFFFFL, bits);
        return negative ? size.negate() : size;
    }
}
