package bitwright.cli;

import java.io.PrintWriter;
import java.util.List;

/** Rows of cells as aligned columns of plain text. */
final class Columns {
    private Columns() {}

    /**
     * Prints the rows, the title being the first.
     *
     * @param labels how many columns from the left hold words; the others hold numbers and end flush
     */
    static void print(PrintWriter out, List<List<String>> rows, int labels) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int c = 0; c < widths.length; c++) {
                String gap = " ".repeat(widths[c] - row.get(c).length());
                line.append(c < labels ? row.get(c) + gap : gap + row.get(c)).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
