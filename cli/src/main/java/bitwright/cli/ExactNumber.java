package bitwright.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as the user typed it, without any rounding: decimal, hexadecimal float, infinity or NaN.
 *
 * @param text what was typed
 * @param exact its value; empty for infinities and NaN
 * @param value the double of the same sign that rounds like it: equal to it, or else its odd neighbour, so that a second
 *     rounding to at most 51 bits gives what rounding the exact value would have given (Boldo and Melquiond 2008)
 */
record ExactNumber(String text, Optional<BigDecimal> exact, double value) {
    /** Decimal places, before or after the point, within which every format lies. */
    private static final int PLACES = 400;

    private static final Pattern SPECIAL = Pattern.compile("([+-]?)(inf|infinity|nan)");
    private static final Pattern DECIMAL = Pattern.compile("([+-]?)((?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d{1,4})?)");
    private static final Pattern HEX =
            Pattern.compile("([+-]?)0x(?=\\.?[0-9a-f])([0-9a-f]*)(?:\\.([0-9a-f]*))?(?:p([+-]?\\d{1,4}))?");

    /** Throws {@link IllegalArgumentException} with the rule for what is no number. */
    static ExactNumber of(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        Matcher match = SPECIAL.matcher(word);
        if (match.matches()) {
            double size = match.group(2).equals("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
            return new ExactNumber(text, Optional.empty(), signed(size, match.group(1)));
        }
        match = DECIMAL.matcher(word);
        if (word.length() <= 2 * PLACES && match.matches()) {
            return of(text, match.group(1), new BigDecimal(match.group(2)));
        }
        match = HEX.matcher(word);
        if (word.length() <= 2 * PLACES && match.matches()) {
            String fraction = match.group(3) == null ? "" : match.group(3);
            int exponent = match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
            var digits = new BigDecimal(new BigInteger(match.group(2) + fraction, 16));
            return of(text, match.group(1), digits.multiply(powerOfTwo(exponent - 4 * fraction.length())));
        }
        throw new IllegalArgumentException(
                "must be a decimal number such as -1.5 or 3e-4, a hexadecimal one such as 0x1.8p-3, inf or nan, got '"
                        + text + "'");
    }

    private static ExactNumber of(String text, String sign, BigDecimal size) {
        if (size.signum() != 0 && Math.abs((long) size.precision() - size.scale()) > PLACES) {
            throw new IllegalArgumentException(
                    "must lie between 1e-" + PLACES + " and 1e" + PLACES + " in magnitude, got '" + text + "'");
        }
        return new ExactNumber(
                text, Optional.of(sign.equals("-") ? size.negate() : size), signed(roundedToOdd(size), sign));
    }

    /** The same number modulo 2^exponent, with its sign: what is left of it in a format that wraps there. */
    ExactNumber modulo(int exponent) {
        return exact.map(number ->
                        of(text, number.signum() < 0 ? "-" : "", number.abs().remainder(powerOfTwo(exponent))))
                .orElse(this);
    }

    /** What the decoded value is off by; empty where one of them is no finite number. */
    Optional<BigDecimal> errorOf(double decoded) {
        return exact.filter(number -> Double.isFinite(decoded)).map(number -> new BigDecimal(decoded).subtract(number));
    }

    static BigDecimal powerOfTwo(int exponent) {
        return exponent >= 0
                ? new BigDecimal(BigInteger.ONE.shiftLeft(exponent))
                : new BigDecimal(BigInteger.valueOf(5).pow(-exponent), -exponent);
    }

    private static double roundedToOdd(BigDecimal size) {
        double near = Math.min(size.doubleValue(), Double.MAX_VALUE);
        int order = new BigDecimal(near).compareTo(size);
        boolean odd = (Double.doubleToRawLongBits(near) & 1) != 0;
        return order == 0 || odd ? near : order < 0 ? Math.nextUp(near) : Math.nextDown(near);
    }

    private static double signed(double size, String sign) {
        long bit = sign.equals("-") ? Long.MIN_VALUE : 0;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(size) | bit);
    }
}
