package bitwright.sweep.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/** How cells are written. */
public final class Cells {
    /** Decimal digits that every double can keep apart from its neighbours' rounding, on any Java version. */
    private static final MathContext DIGITS = new MathContext(15);

    private static final double LARGEST_WHOLE = 1L << 53;

    private Cells() {}

    /** A number in plain digits where it is whole, else in at most 15 significant digits. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE) {
            return Long.toString((long) value);
        }
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
    }

    /** A line of CSV (RFC 4180), ending in a line feed. */
    public static String csvLine(List<String> cells) {
        return cells.stream().map(Cells::csv).collect(Collectors.joining(",", "", "\n"));
    }

    private static String csv(String cell) {
        return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
