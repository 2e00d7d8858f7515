package bitwright.cli;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.NumberFormat;
import bitwright.arith.catalog.FormatSummary;
import bitwright.arith.posit.Posit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the values of a format of any width lie. Up to 16 bits every code is looked at; above, the codes of positive values
 * are known to be in order, so that a binade's share is found by bisection.
 *
 * @param finiteValues distinct finite values, the two zeros being one
 * @param largest the largest finite value
 * @param smallest the most negative finite value
 * @param smallestPositive the smallest value above zero; 0 when there is none
 * @param significantBits bits of the longest significand
 * @param specials runs of codes that are no finite number, and of −0
 * @param byExponent how many values above zero lie in each binade
 */
record ValueSpread(
        NumberFormat format,
        long finiteValues,
        double largest,
        double smallest,
        double smallestPositive,
        int significantBits,
        List<Run> specials,
        SortedMap<Integer, Long> byExponent) {

    /** Neighbouring codes of one meaning, first to last as unsigned numbers. */
    record Run(long first, long last, String meaning) {}

    static ValueSpread of(NumberFormat format) {
        if (format.bits() > 16) {
            return ofWide(format);
        }
        FormatSummary summary = FormatSummary.of(format);
        List<Run> runs = new ArrayList<>();
        for (FormatSummary.Special special : summary.specials()) {
            String meaning = meaning(format, special.code());
            Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.last + 1 == special.code() && last.meaning.equals(meaning)) {
                runs.set(runs.size() - 1, new Run(last.first, special.code(), meaning));
            } else {
                runs.add(new Run(special.code(), special.code(), meaning));
            }
        }
        var byExponent = new TreeMap<Integer, Long>();
        summary.valuesByExponent().forEach((exponent, values) -> byExponent.put(exponent, (long) values));
        return new ValueSpread(
                format,
                summary.finiteValues(),
                summary.largest(),
                summary.smallest(),
                summary.smallestPositive(),
                summary.significantBits(),
                runs,
                byExponent);
    }

    /** By the order of the codes alone. */
    static ValueSpread ofWide(NumberFormat format) {
        long codes = 1L << format.bits();
        double largest = format.maxFinite();
        double smallest = -largest;
        long first = 1;
        long last = codes / 2 - 1;
        long values = codes;
        int significantBits = format.bits() - 1;
        List<Run> specials = new ArrayList<>();
        if (format instanceof FloatFormat f) {
            first = switch (f.lowCodes()) {
                case SUBNORMAL -> 1;
                case ZERO -> 1L << f.mantissaBits();
                case NORMAL -> 0;
            };
            last = f.maxFiniteCode();
            values = (last - first + 1) * (f.signed() ? 2 : 1) + (f.lowCodes() == LowCodes.NORMAL ? 0 : 1);
            smallest = f.signed() ? smallest : f.decode(0);
            significantBits = f.mantissaBits() + 1;
            above(f, 0, specials);
            if (f.signed()) {
                long sign = codes / 2;
                specials.add(new Run(sign, sign, meaning(f, (int) sign)));
                above(f, sign, specials);
            }
        } else if (format instanceof IntegerFormat i) {
            boolean unsigned = i.coding() == IntegerCoding.UNSIGNED;
            boolean bipolar = i.coding() == IntegerCoding.BIPOLAR;
            first = bipolar ? codes / 2 : 1;
            last = unsigned || bipolar ? codes - 1 : codes / 2 - 1;
            smallest = unsigned ? 0 : bipolar ? smallest : i.decode((int) (codes / 2));
            significantBits = unsigned || bipolar ? i.bits() : i.bits() - 1;
            if (i.coding() == IntegerCoding.SIGN_MAGNITUDE) {
                values--;
                smallest = -largest;
                specials.add(new Run(codes / 2, codes / 2, "-0"));
            }
        } else if (format instanceof Posit p) {
            values--;
            significantBits = Math.max(1, p.bits() - 2 - p.exponentBits());
            specials.add(new Run(codes / 2, codes / 2, "NaR"));
        } else {
            throw new IllegalArgumentException(format.name() + ": only formats of up to 16 bits can be looked through");
        }
        return new ValueSpread(
                format,
                values,
                largest,
                smallest,
                format.decode((int) first),
                significantBits,
                specials,
                byExponent(format, first, last));
    }

    /** The codes beyond the largest finite value of one sign. */
    private static void above(FloatFormat format, long sign, List<Run> specials) {
        long code = format.maxFiniteCode() + 1L;
        long end = format.magnitudeMask();
        if (code <= end && format.isInfinite((int) code)) {
            specials.add(new Run(sign | code, sign | code, meaning(format, (int) (sign | code))));
            code++;
        }
        if (code <= end) {
            specials.add(new Run(sign | code, sign | end, "nan"));
        }
    }

    private static TreeMap<Integer, Long> byExponent(NumberFormat format, long first, long last) {
        var byExponent = new TreeMap<Integer, Long>();
        long next = first;
        while (next <= last) {
            int exponent = Math.getExponent(format.decode((int) next));
            long low = next; // in the binade
            long high = last + 1; // beyond it
            while (high - low > 1) {
                long middle = (low + high) >>> 1;
                if (Math.getExponent(format.decode((int) middle)) == exponent) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            byExponent.put(exponent, high - next);
            next = high;
        }
        return byExponent;
    }

    private static String meaning(NumberFormat format, int code) {
        var special = new FormatCode(format, code);
        return Double.isNaN(special.value()) ? special.kind() : special.exact();
    }
}
