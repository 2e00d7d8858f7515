package bitwright.report;

import java.util.ArrayList;
import java.util.List;

/** A {@link Table} in aligned columns of plain text. */
final class TextTable {
    private static final int WIDEST_LABEL = 18;
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private TextTable() {}

    static void write(StringBuilder out, Table table, boolean colours) {
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < table.header().size(); column++) {
            int width = cell(table.header(), table, column).length();
            for (Table.Row row : table.rows()) {
                width = Math.max(width, cell(row.cells(), table, column).length());
            }
            widths.add(width);
        }
        line(out, table, table.header(), widths, colours);
        int rule = widths.stream().mapToInt(Integer::intValue).sum() + 2 * (widths.size() - 1);
        out.append("-".repeat(rule)).append('\n');
        for (Table.Row row : table.rows()) {
            line(out, table, row.cells(), widths, colours && row.total());
        }
    }

    private static void line(StringBuilder out, Table table, List<String> cells, List<Integer> widths, boolean bold) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String text = cell(cells, table, column);
            String space = " ".repeat(widths.get(column) - text.length());
            line.append(column == 0 ? "" : "  ").append(column < table.labels() ? text + space : space + text);
        }
        String text = line.toString().stripTrailing();
        out.append(bold ? BOLD + text + PLAIN : text).append('\n');
    }

    /** Long names keep their end, which tells layers of one network apart. */
    private static String cell(List<String> cells, Table table, int column) {
        String text = cells.get(column);
        return column < table.labels() && text.length() > WIDEST_LABEL
                ? "…" + text.substring(text.length() - WIDEST_LABEL + 1)
                : text;
    }
}
