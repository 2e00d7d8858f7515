package bitwright.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table, ready to be shown on a terminal or a page.
 *
 * @param caption what it shows, with units
 * @param header the columns' titles
 * @param labels how many columns from the left hold words; the others hold numbers
 * @param rows the cells, as many a row as there are titles
 */
record Table(String caption, List<String> header, int labels, List<Row> rows) {
    /** One line; {@code total} sets it off as a sum or mean. */
    record Row(List<String> cells, boolean total) {}

    Table {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells.size() != header.size()) {
                throw new IllegalArgumentException(
                        caption + ": a row has " + row.cells.size() + " cells for " + header.size() + " columns");
            }
        }
    }

    /** The table without those number columns whose cells are all {@code 0}. */
    Table withoutEmptyColumns(List<String> removable) {
        var kept = new ArrayList<Integer>();
        for (int column = 0; column < header.size(); column++) {
            int c = column;
            boolean empty = rows.stream().allMatch(row -> row.cells.get(c).equals("0"));
            if (!empty || !removable.contains(header.get(column))) {
                kept.add(column);
            }
        }
        return new Table(
                caption,
                kept.stream().map(header::get).toList(),
                labels,
                rows.stream()
                        .map(row -> new Row(kept.stream().map(row.cells::get).toList(), row.total))
                        .toList());
    }
}
