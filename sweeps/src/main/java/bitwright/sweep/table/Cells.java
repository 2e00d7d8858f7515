package bitwright.sweep.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

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

    /** A number as {@link #number(double)} shows it: what is equal there is equal. */
    public static double shown(double value) {
        return Double.isFinite(value) ? Double.parseDouble(number(value)) : value;
    }

    /** A line of CSV (RFC 4180), ending in a line feed. */
    public static String csvLine(List<String> cells) {
        var line = new StringBuilder();
        String before = "";
        for (String cell : cells) {
            line.append(before).append(csv(cell));
            before = ",";
        }
        return line.append('\n').toString();
    }

    private static String csv(String cell) {
        boolean quoted =
                cell.indexOf('"') >= 0 || cell.indexOf(',') >= 0 || cell.indexOf('\r') >= 0 || cell.indexOf('\n') >= 0;
        return quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
