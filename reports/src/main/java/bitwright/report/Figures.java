package bitwright.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text, the same on every machine: for people with four significant digits, for programs nearly in full. */
final class Figures {
    /** Stands where there is no number. */
    static final String NONE = "–";

    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final MathContext TWELVE_DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);
    private static final String[] PREFIXES = {"f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final int UNIT_PREFIX = 5;

    private Figures() {}

    /** All digits, in groups of three. */
    static String count(long value) {
        var text = new StringBuilder(Long.toString(value)); // String.format takes a cold JVM 20 ms
        for (int at = text.length() - 3; at > (value < 0 ? 1 : 0); at -= 3) {
            text.insert(at, ',');
        }
        return text.toString();
    }

    /** A count with an SI prefix: {@code 1.235M}; below a thousand it is exact. */
    static String scaled(long value) {
        return Math.abs(value) < 1000 ? Long.toString(value) : scaled((double) value, "");
    }

    /** Four significant digits, an SI prefix and the unit: {@code 12.35µJ}. */
    static String scaled(double value, String unit) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS);
        if (rounded.signum() == 0) {
            return "0" + unit;
        }
        int magnitude = rounded.precision() - rounded.scale() - 1; // exponent of the leading digit
        int step = Math.floorDiv(magnitude, 3);
        int prefix = Math.max(0, Math.min(PREFIXES.length - 1, step + UNIT_PREFIX));
        int shift = (prefix - UNIT_PREFIX) * 3;
        int decimals = Math.max(0, Math.min(3, 3 - (magnitude - shift)));
        return rounded.movePointLeft(shift)
                        .setScale(decimals, RoundingMode.HALF_UP)
                        .toPlainString()
                + PREFIXES[prefix]
                + unit;
    }

    /** A mark of an axis: {@code 50M}; below ten thousand as it is, {@code 0.25}. */
    static String tick(double value) {
        if (Math.abs(value) < 10_000) {
            return significant(value);
        }
        String scaled = scaled(value, "");
        int digits = scaled.length() - 1;
        String number =
                new BigDecimal(scaled.substring(0, digits)).stripTrailingZeros().toPlainString();
        return number + scaled.substring(digits);
    }

    /** A factor: {@code 2.41×}. */
    static String factor(double value) {
        return Double.isFinite(value) ? fixed(value, 2) + "×" : NONE;
    }

    /** A share of one in percent: {@code 87.5%}. */
    static String percent(double share) {
        return Double.isFinite(share) ? fixed(share * 100, 1) + "%" : NONE;
    }

    /** A plain decimal number with that many decimals. */
    static String fixed(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** Four significant digits without an exponent. */
    static String significant(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString()
                : NONE;
    }

    /** Operations a cycle, to the hundredth where they are not whole. */
    static String peak(double perCycle) {
        return plain(Math.rint(perCycle * 100) / 100);
    }

    /** Twelve significant digits without an exponent, for files that programs read; empty where there is no number. */
    static String plain(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        BigDecimal rounded = new BigDecimal(value).round(TWELVE_DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
