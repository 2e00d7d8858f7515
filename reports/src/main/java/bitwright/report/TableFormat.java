package bitwright.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a table is written for a paper, a wiki or another program. */
enum TableFormat {
    CSV("csv") {
        @Override
        String write(Table table) {
            var text = new StringWriter();
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
                csv.writeRecord(table.header());
                filled(table).forEach(csv::writeRecord);
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory failed", e);
            }
            return text.toString();
        }
    },

    /** GitHub's flavour. */
    MARKDOWN("md") {
        @Override
        String write(Table table) {
            var text = new StringBuilder("**" + escaped(table.caption(), MARKDOWN_ESCAPES) + "**\n\n");
            line(text, table.header());
            for (int column = 0; column < table.header().size(); column++) {
                text.append(column < table.labels() ? "| --- " : "| ---: ");
            }
            text.append("|\n");
            table.rows().forEach(row -> line(text, row.cells()));
            return text.toString();
        }

        private void line(StringBuilder text, List<String> cells) {
            cells.forEach(cell ->
                    text.append("| ").append(escaped(cell, MARKDOWN_ESCAPES)).append(' '));
            text.append("|\n");
        }
    },

    /** A floating table; the document needs {@code \\usepackage{booktabs}}. */
    LATEX("tex") {
        @Override
        String write(Table table) {
            var text = new StringBuilder("\\begin{table}\n\\centering\n\\caption{"
                    + escaped(table.caption(), LATEX_ESCAPES) + "}\n\\begin{tabular}{"
                    + "l".repeat(table.labels()) + "r".repeat(table.header().size() - table.labels())
                    + "}\n\\toprule\n");
            line(text, table.header());
            text.append("\\midrule\n");
            boolean before = false;
            for (Table.Row row : table.rows()) {
                if (row.total() && !before && row != table.rows().get(0)) {
                    text.append("\\midrule\n");
                }
                before = row.total();
                line(text, row.cells());
            }
            return text + "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
        }

        private void line(StringBuilder text, List<String> cells) {
            text.append(String.join(
                            " & ",
                            cells.stream()
                                    .map(cell -> escaped(cell, LATEX_ESCAPES))
                                    .toList()))
                    .append(" \\\\\n");
        }
    };

    private static final Map<Character, String> MARKDOWN_ESCAPES =
            Map.of('|', "\\|", '*', "\\*", '_', "\\_", '<', "&lt;", '\\', "\\\\", '\n', " ");

    private static final Map<Character, String> LATEX_ESCAPES = Map.ofEntries(
            Map.entry('\\', "\\textbackslash{}"),
            Map.entry('{', "\\{"),
            Map.entry('}', "\\}"),
            Map.entry('&', "\\&"),
            Map.entry('%', "\\%"),
            Map.entry('$', "\\$"),
            Map.entry('#', "\\#"),
            Map.entry('_', "\\_"),
            Map.entry('~', "\\textasciitilde{}"),
            Map.entry('^', "\\textasciicircum{}"),
            Map.entry('<', "$<$"),
            Map.entry('>', "$>$"),
            Map.entry('×', "$\\times$"),
            Map.entry('µ', "$\\mu$"),
            Map.entry('²', "$^2$"),
            Map.entry('³', "$^3$"),
            Map.entry('–', "--"),
            Map.entry('−', "$-$"),
            Map.entry('…', "\\dots{}"));

    private final String ending;

    TableFormat(String ending) {
        this.ending = ending;
    }

    /** What a file of this kind ends in, without the dot. */
    String ending() {
        return ending;
    }

    abstract String write(Table table);

    /** The cells, with row headers that stand for several lines repeated on each. */
    private static List<List<String>> filled(Table table) {
        var rows = new ArrayList<List<String>>();
        String header = "";
        for (Table.Row row : table.rows()) {
            header = row.cells().get(0).isEmpty() ? header : row.cells().get(0);
            var cells = new ArrayList<>(row.cells());
            cells.set(0, header);
            rows.add(cells);
        }
        return rows;
    }

    private static String escaped(String text, Map<Character, String> escapes) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append(escapes.getOrDefault(c, String.valueOf(c)));
        }
        return escaped.toString();
    }
}
