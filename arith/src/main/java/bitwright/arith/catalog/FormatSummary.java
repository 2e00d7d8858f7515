package bitwright.arith.catalog;

import bitwright.arith.Check;
import bitwright.arith.NumberFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What there is to know about a format of up to 16 bits, found by looking at all of its codes.
 *
 * @param format the format
 * @param finiteValues distinct finite values, the two zeros being one
 * @param largest the largest finite value
 * @param smallest the most negative finite value
 * @param smallestPositive the smallest value above zero; 0 when there is none
 * @param significantBits bits of the longest significand: the precision where it is best
 * @param specials codes that are no finite number, and the code of −0, with what they are
 * @param valuesByExponent how many values above zero lie in each binade, by its exponent: the picture of the distribution
 */
public record FormatSummary(
        NumberFormat format,
        int finiteValues,
        double largest,
        double smallest,
        double smallestPositive,
        int significantBits,
        List<Special> specials,
        SortedMap<Integer, Integer> valuesByExponent) {

    /** A code that needs a word: NaN, an infinity, −0. */
    public record Special(int code, String meaning) {}

    public FormatSummary {
        specials = List.copyOf(specials);
        valuesByExponent = Collections.unmodifiableSortedMap(new TreeMap<>(valuesByExponent));
    }

    /** Looks at every code. */
    public static FormatSummary of(NumberFormat format) {
        Check.that(format.bits() <= 16, format.name() + ": only formats of up to 16 bits are listed", format.bits());
        var values = new TreeSet<Double>();
        List<Special> specials = new ArrayList<>();
        for (int code = 0; code < 1 << format.bits(); code++) {
            double value = format.decode(code);
            if (Double.isFinite(value)) {
                values.add(value + 0.0); // −0 is the same number
            }
            if (Double.isNaN(value)) {
                specials.add(new Special(code, "NaN"));
            } else if (Double.isInfinite(value)) {
                specials.add(new Special(code, value > 0 ? "+∞" : "−∞"));
            } else if (value == 0 && Double.doubleToRawLongBits(value) < 0) {
                specials.add(new Special(code, "−0"));
            }
        }
        var byExponent = new TreeMap<Integer, Integer>();
        int significantBits = 0;
        for (double value : values.tailSet(0.0, false)) {
            byExponent.merge(Math.getExponent(value), 1, Integer::sum);
            significantBits = Math.max(significantBits, significantBits(value));
        }
        Double positive = values.higher(0.0);
        return new FormatSummary(
                format,
                values.size(),
                values.last(),
                values.first(),
                positive == null ? 0 : positive,
                significantBits,
                specials,
                byExponent);
    }

    private static int significantBits(double value) {
        long significand = Double.doubleToRawLongBits(value) & 0xFFFFFFFFFFFFFL | 1L << 52;
        return 53 - Long.numberOfTrailingZeros(significand);
    }
}
