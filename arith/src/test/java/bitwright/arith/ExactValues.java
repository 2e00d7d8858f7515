package bitwright.arith;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The independent oracle of rounding: a sorted list of exact values with their codes, and the definition of each rounding
 * in words. It shares no code with the library and knows nothing of bits.
 */
final class ExactValues {
    record Entry(BigDecimal value, int code) {}

    private final List<Entry> magnitudes;
    private final BigDecimal beyond;

    private ExactValues(List<Entry> magnitudes, BigDecimal beyond) {
        this.magnitudes = magnitudes;
        this.beyond = beyond;
    }

    /** Magnitudes of a float format from its definition: (1 + f / 2^m) · 2^(field − bias), subnormals below. */
    static ExactValues of(FloatFormat format) {
        int m = format.mantissaBits();
        int specialFields = switch (format.specials()) {
            case IEEE -> 1 << m;
            case TOP_NAN, NEGATIVE_ZERO_NAN_TOP_INFINITY -> 1;
            case NEGATIVE_ZERO_NAN, NONE -> 0;
        };
        int count = (1 << (format.exponentBits() + m)) - specialFields;
        List<Entry> entries = new ArrayList<>();
        for (int code = 0; code <= count; code++) {
            int field = code >> m;
            int fraction = code - (field << m);
            boolean hidden = field > 0 || format.lowCodes() == LowCodes.NORMAL;
            if (!hidden && format.lowCodes() == LowCodes.ZERO && fraction > 0) {
                continue;
            }
            int exponent = (hidden && field > 0 ? field : hidden ? 0 : 1) - format.bias() - m;
            BigDecimal value = power(exponent).multiply(BigDecimal.valueOf(fraction + (hidden ? 1 << m : 0)));
            entries.add(new Entry(value, code));
        }
        Entry last = entries.remove(entries.size() - 1); // where the next value would lie, if there were one
        entries.sort(Comparator.comparing(Entry::value));
        return new ExactValues(entries, last.value());
    }

    static BigDecimal power(int exponent) {
        return exponent >= 0
                ? BigDecimal.valueOf(2).pow(exponent)
                : BigDecimal.ONE.divide(BigDecimal.valueOf(2).pow(-exponent));
    }

    List<Entry> magnitudes() {
        return magnitudes;
    }

    BigDecimal beyond() {
        return beyond;
    }

    /** Code of a magnitude after rounding; −1 for beyond the largest. */
    int round(BigDecimal size, boolean negative, Rounding rounding) {
        int above = 0;
        int high = magnitudes.size();
        while (above < high) { // the first value that is not below
            int middle = (above + high) >>> 1;
            if (magnitudes.get(middle).value().compareTo(size) < 0) {
                above = middle + 1;
            } else {
                high = middle;
            }
        }
        if (above < magnitudes.size() && magnitudes.get(above).value().compareTo(size) == 0) {
            return magnitudes.get(above).code();
        }
        if (above == 0) {
            return magnitudes.get(0).code(); // a format without zero clamps below its smallest value
        }
        BigDecimal lower = magnitudes.get(above - 1).value();
        int lowerCode = magnitudes.get(above - 1).code();
        boolean last = above == magnitudes.size();
        BigDecimal upper = last ? beyond : magnitudes.get(above).value();
        int upperCode = last ? -1 : magnitudes.get(above).code();
        if (size.compareTo(upper) >= 0) { // farther out than one step
            boolean inward = rounding == Rounding.TOWARD_ZERO
                    || rounding == Rounding.TO_ODD
                    || rounding == (negative ? Rounding.UP : Rounding.DOWN);
            return inward ? lowerCode : -1;
        }
        int half = size.subtract(lower).compareTo(upper.subtract(size));
        boolean lowerIsEven = isEven(lower, upper);
        boolean up = switch (rounding) {
            case NEAREST_EVEN -> half > 0 || (half == 0 && !lowerIsEven);
            case NEAREST_AWAY -> half >= 0;
            case NEAREST_TOWARD_ZERO -> half > 0;
            case NEAREST_UP -> half > 0 || (half == 0 && !negative);
            case TOWARD_ZERO -> false;
            case UP -> !negative;
            case DOWN -> negative;
            case TO_ODD -> lowerIsEven && !last; // it never leaves the finite numbers
        };
        return up ? upperCode : lowerCode;
    }

    /** Even: the lower neighbour is an even number of steps. With no fraction bits every normal number is one step. */
    private static boolean isEven(BigDecimal lower, BigDecimal upper) {
        BigDecimal steps = lower.divide(upper.subtract(lower));
        return steps.remainder(BigDecimal.valueOf(2)).signum() == 0;
    }
}
