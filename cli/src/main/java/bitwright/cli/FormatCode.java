package bitwright.cli;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.NumberFormat;
import bitwright.arith.posit.Posit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A code of a format, in the words and digits that people read. */
record FormatCode(NumberFormat format, int code) {
    /** Longer numbers are shortened in tables; JSON and {@code decode} give all digits. */
    private static final int TABLE_DIGITS = 14;

    private static final int PLAIN_DIGITS = 60;

    /** The code of 0x…, 0b… (fields may be set apart with | or _) or a decimal; an {@link IllegalArgumentException} for others. */
    static FormatCode parse(NumberFormat format, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        BigInteger code;
        if (word.matches("0x[0-9a-f_]*[0-9a-f]")) {
            code = new BigInteger(word.substring(2).replace("_", ""), 16);
        } else if (word.matches("0b[01_|]*[01]")) {
            code = new BigInteger(word.substring(2).replaceAll("[_|]", ""), 2);
        } else if (word.matches("-?[0-9]+")) {
            code = new BigInteger(word);
        } else {
            throw new IllegalArgumentException("must be a code such as 0x7E, 0b01111110 or 126, got '" + text + "'");
        }
        long last = Integer.toUnsignedLong(format.mask());
        if (code.signum() < 0 || code.bitLength() > format.bits()) {
            throw new IllegalArgumentException("must be a code of " + format.name() + ", 0 to " + last + " ("
                    + new FormatCode(format, format.mask()).hex() + "), got '" + text + "'");
        }
        return new FormatCode(format, code.intValue());
    }

    double value() {
        return format.decode(code);
    }

    String hex() {
        return "0x"
                + String.format(Locale.ROOT, "%0" + (format.bits() + 3) / 4 + "X", code & 0xFFFFFFFFL & format.mask());
    }

    /** The bits, fields set apart: sign|exponent|mantissa, sign|regime|exponent|fraction, integer|fraction. */
    String fields() {
        var bits = new StringBuilder(Long.toBinaryString(1L << format.bits() | code & 0xFFFFFFFFL & format.mask()))
                .deleteCharAt(0);
        var text = new ArrayList<String>();
        for (int width : widths()) {
            int taken = Math.min(width, bits.length());
            if (taken > 0) {
                text.add(bits.substring(0, taken));
                bits.delete(0, taken);
            }
        }
        return String.join("|", text);
    }

    private List<Integer> widths() {
        if (format instanceof FloatFormat f) {
            return List.of(f.signed() ? 1 : 0, f.exponentBits(), f.mantissaBits());
        }
        if (format instanceof Posit p) {
            return List.of(1, regimeBits(p), p.exponentBits(), p.bits());
        }
        if (format instanceof IntegerFormat i) {
            int sign = i.coding() == IntegerCoding.SIGN_MAGNITUDE ? 1 : 0;
            int whole = i.bits() - sign - Math.max(0, i.fractionBits());
            return whole > 0 ? List.of(sign, whole, i.bits()) : List.of(sign, i.bits());
        }
        return List.of(format.bits());
    }

    /** The run of equal bits after the sign, with the bit that ends it. */
    private int regimeBits(Posit posit) {
        int next = posit.bits() - 2;
        int run = 0;
        while (run <= next && (code >>> (next - run) & 1) == (code >>> next & 1)) {
            run++;
        }
        return run + 1;
    }

    /** normal, subnormal, zero, inf, nan or NaR; reserved for a code that decodes but is never encoded. */
    String kind() {
        double value = value();
        if (Double.isNaN(value)) {
            return format instanceof Posit ? "NaR" : "nan";
        }
        if (Double.isInfinite(value)) {
            return "inf";
        }
        if (value == 0) {
            return "zero";
        }
        if (format instanceof FloatFormat f) {
            boolean low = (code & f.magnitudeMask()) >>> f.mantissaBits() == 0;
            return low && f.lowCodes() == LowCodes.SUBNORMAL ? "subnormal" : "normal";
        }
        boolean reserved = format instanceof IntegerFormat i
                && i.coding() == IntegerCoding.SYMMETRIC
                && i.integer(code) < i.minInteger();
        return reserved ? "reserved" : "normal";
    }

    /** All decimal digits. */
    String exact() {
        return exact(value());
    }

    String hexFloat() {
        double value = value();
        return Double.isInfinite(value) || Double.isNaN(value) ? exact() : Double.toHexString(value);
    }

    Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("code", hex());
        facts.put("fields", fields());
        facts.put("class", kind());
        facts.put("value", value());
        facts.put("exact", exact());
        facts.put("hexFloat", hexFloat());
        return facts;
    }

    static String exact(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) < 0;
        return negativeZero ? "-0" : exact(new BigDecimal(value));
    }

    static String exact(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        String plain = stripped.toPlainString();
        return plain.length() <= PLAIN_DIGITS ? plain : stripped.toString();
    }

    /** The value as short as a table wants it: exact, or a power of two, or marked as about. */
    static String brief(double value) {
        String exact = exact(value);
        if (exact.length() <= TABLE_DIGITS) {
            return exact;
        }
        int exponent = Math.getExponent(value);
        if (Math.abs(value) == Math.scalb(1.0, exponent)) {
            return (value < 0 ? "-" : "") + "2^" + exponent;
        }
        return String.format(Locale.ROOT, "≈%.9g", value);
    }
}
