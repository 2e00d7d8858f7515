package bitwright.arith.catalog;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.NumberFormat;
import bitwright.arith.Specials;
import bitwright.arith.posit.Posit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every number format by name: a list of the well-known ones, and a grammar for any other.
 *
 * <ul>
 *   <li>{@code float<n>_e<E>m<M>[b<bias>][fn|fnuz|fnu|p3109]} – fn: the top code is NaN from 7 bits on, below that all codes
 *       are finite; fnuz: NaN in the place of −0; fnu: unsigned, without zero, top code NaN; p3109: NaN in the place of −0,
 *       infinity on top; nothing: IEEE. The default bias is 2^(E−1) − 1, or 2^(E−1) with fnuz and p3109.
 *   <li>{@code ue<E>m<M>[b<bias>]} – unsigned, top code NaN
 *   <li>{@code int<n>}, {@code uint<n>}, {@code symmetric<n>}, {@code signmagnitude<n>}, {@code bipolar<n>}, each with
 *       {@code [_f<fraction bits>]} – integers and fixed point
 *   <li>{@code posit<n>_es<es>}
 * </ul>
 */
public final class Formats {
    private static final Pattern FLOAT =
            Pattern.compile("float(\\d{1,2})_e(\\d)m(\\d{1,2})(?:b(-?\\d{1,3}))?(fn|fnuz|fnu|p3109)?");
    private static final Pattern UNSIGNED_FLOAT = Pattern.compile("ue(\\d)m(\\d{1,2})(?:b(-?\\d{1,3}))?");
    private static final Pattern INTEGER =
            Pattern.compile("(int|uint|symmetric|signmagnitude|bipolar)(\\d{1,2})(?:_f(-?\\d{1,2}))?");
    private static final Pattern POSIT = Pattern.compile("posit(\\d{1,2})_es(\\d)");

    private static final Map<String, NumberFormat> KNOWN = known();

    private Formats() {}

    private static Map<String, NumberFormat> known() {
        Map<String, NumberFormat> known = new LinkedHashMap<>();
        List<NumberFormat> formats = new ArrayList<>(Floats.ALL);
        for (int bits : new int[] {1, 2, 3, 4, 6, 8, 12, 16, 32}) {
            formats.add(IntegerFormat.signed(bits));
        }
        for (int bits : new int[] {1, 2, 4, 8, 16, 32}) {
            formats.add(IntegerFormat.unsigned(bits));
        }
        formats.add(IntegerFormat.TERNARY);
        formats.add(IntegerFormat.MXINT8);
        for (int bits : new int[] {1, 2, 4, 8}) {
            formats.add(new IntegerFormat("bipolar" + bits, bits, IntegerCoding.BIPOLAR, 0));
        }
        formats.add(new IntegerFormat("signmagnitude8", 8, IntegerCoding.SIGN_MAGNITUDE, 0));
        formats.add(new Posit(4, 1));
        formats.add(new Posit(8, 0));
        formats.add(new Posit(8, 2));
        formats.add(new Posit(16, 1));
        formats.add(new Posit(16, 2));
        formats.add(new Posit(32, 2));
        formats.forEach(format -> known.put(format.name(), format));
        return Collections.unmodifiableMap(known);
    }

    /** The well-known formats. */
    public static List<NumberFormat> all() {
        return List.copyOf(KNOWN.values());
    }

    /**
     * The format of a name.
     *
     * @throws IllegalArgumentException with what would have been accepted
     */
    public static NumberFormat named(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("number format: unknown name '" + name + "'; known are "
                        + String.join(", ", KNOWN.keySet())
                        + " and, by parameters, float<n>_e<E>m<M>[b<bias>][fn|fnuz|fnu|p3109], ue<E>m<M>,"
                        + " int<n>, uint<n>, symmetric<n>, signmagnitude<n>, bipolar<n> (each with _f<fraction bits>),"
                        + " posit<n>_es<es>"));
    }

    /** The format of a name, if there is one; a name of the grammar with impossible numbers is an error. */
    public static Optional<NumberFormat> find(String name) {
        NumberFormat known = KNOWN.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Matcher match = FLOAT.matcher(name);
        if (match.matches()) {
            return Optional.of(floating(name, match));
        }
        match = UNSIGNED_FLOAT.matcher(name);
        if (match.matches()) {
            int exponentBits = number(match, 1);
            int bias = match.group(3) == null ? (1 << (exponentBits - 1)) - 1 : number(match, 3);
            return Optional.of(new FloatFormat(
                    name, exponentBits, number(match, 2), bias, Specials.TOP_NAN, false, LowCodes.SUBNORMAL));
        }
        match = INTEGER.matcher(name);
        if (match.matches()) {
            int fractionBits = match.group(3) == null ? 0 : number(match, 3);
            return Optional.of(new IntegerFormat(name, number(match, 2), coding(match.group(1)), fractionBits));
        }
        match = POSIT.matcher(name);
        return match.matches() ? Optional.of(new Posit(number(match, 1), number(match, 2))) : Optional.empty();
    }

    private static FloatFormat floating(String name, Matcher match) {
        int bits = number(match, 1);
        int exponentBits = number(match, 2);
        int mantissaBits = number(match, 3);
        String suffix = match.group(5) == null ? "" : match.group(5);
        boolean biasIsPower = suffix.equals("fnuz") || suffix.equals("p3109");
        int bias = match.group(4) != null
                ? number(match, 4)
                : (1 << Math.max(exponentBits - 1, 0)) - (biasIsPower ? 0 : 1);
        boolean signed = !suffix.equals("fnu");
        Specials specials = switch (suffix) {
            case "fnuz" -> Specials.NEGATIVE_ZERO_NAN;
            case "p3109" -> Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY;
            case "fn" -> bits >= 7 ? Specials.TOP_NAN : Specials.NONE;
            case "fnu" -> Specials.TOP_NAN;
            default -> Specials.IEEE;
        };
        var format = new FloatFormat(
                name,
                exponentBits,
                mantissaBits,
                bias,
                specials,
                signed,
                signed ? LowCodes.SUBNORMAL : LowCodes.NORMAL);
        if (format.bits() != bits) {
            throw new IllegalArgumentException("number format " + name + ": sign, exponent and fraction make "
                    + format.bits() + " bits, the name says " + bits);
        }
        return format;
    }

    private static IntegerCoding coding(String word) {
        return switch (word) {
            case "int" -> IntegerCoding.TWOS_COMPLEMENT;
            case "uint" -> IntegerCoding.UNSIGNED;
            case "symmetric" -> IntegerCoding.SYMMETRIC;
            case "signmagnitude" -> IntegerCoding.SIGN_MAGNITUDE;
            default -> IntegerCoding.BIPOLAR;
        };
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }
}
