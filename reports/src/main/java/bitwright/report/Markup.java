package bitwright.report;

import java.util.List;

/** Pieces of a page. */
final class Markup {
    private Markup() {}

    /** Text that stands for itself in elements and in quoted attributes; characters that XML forbids are replaced. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }

    /** A table with a caption, column and row headers, scrolling by itself where it is too wide. */
    static void table(StringBuilder html, Table table) {
        html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(escape(table.caption()))
                .append("\">\n<table>\n<caption>")
                .append(escape(table.caption()))
                .append("</caption>\n<thead>\n<tr>");
        for (int column = 0; column < table.header().size(); column++) {
            html.append("<th scope=\"col\"")
                    .append(column < table.labels() ? " class=\"label\">" : ">")
                    .append(escape(table.header().get(column)))
                    .append("</th>");
        }
        html.append("</tr>\n</thead>\n<tbody>\n");
        for (int row = 0; row < table.rows().size(); row++) {
            row(html, table, row);
        }
        html.append("</tbody>\n</table>\n</div>\n");
    }

    private static void row(StringBuilder html, Table table, int row) {
        List<String> cells = table.rows().get(row).cells();
        html.append(table.rows().get(row).total() ? "<tr class=\"total\">" : "<tr>");
        for (int column = 0; column < cells.size(); column++) {
            String text = escape(cells.get(column));
            if (column == 0 && text.isEmpty()) {
                continue; // spanned by the row header above
            }
            if (column == 0) {
                int span = span(table, row);
                html.append("<th class=\"label\" scope=\"")
                        .append(span == 1 ? "row" : "rowgroup\" rowspan=\"" + span)
                        .append("\">")
                        .append(text)
                        .append("</th>");
            } else {
                html.append(column < table.labels() ? "<td class=\"label\">" : "<td>")
                        .append(text)
                        .append("</td>");
            }
        }
        html.append("</tr>\n");
    }

    /** How many lines the row header stands for: those that follow without one of their own. */
    private static int span(Table table, int row) {
        int next = row + 1;
        while (next < table.rows().size()
                && table.rows().get(next).cells().get(0).isEmpty()) {
            next++;
        }
        return next - row;
    }
}
