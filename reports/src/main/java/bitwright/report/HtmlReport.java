package bitwright.report;

import bitwright.report.Section.Entry;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A page with everything in it: no scripts, no network, light and dark by the reader's choice. Charts need a font on the
 * machine that makes the page; where there is none, the page says so and has its tables alone.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * The page as text.
     *
     * @param heading what kind of page it is, first words of the title
     * @param command the command line that makes it again; empty if there is none
     * @param warnings what to show besides the comparison's own warnings
     */
    public static String page(Comparison comparison, String heading, String command, List<String> warnings) {
        String title = heading + ": " + subject(comparison);
        var html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
                .append(Markup.escape(title))
                .append("</title>\n<style>\n")
                .append(Resources.PAGE_STYLE)
                .append(Resources.CHART_STYLE)
                .append("</style>\n</head>\n<body>\n<header>\n<h1>")
                .append(Markup.escape(title))
                .append("</h1>\n");
        if (!command.isEmpty()) {
            html.append("<p>Made by <code>").append(Markup.escape(command)).append("</code></p>\n");
        }
        warnings.forEach(warning -> warning(html, warning));
        comparison.warnings().forEach(warning -> warning(html, warning));
        html.append("</header>\n<main>\n");
        if (comparison.sections().size() > 1) {
            html.append("<section>\n<h2>Over workloads, against ")
                    .append(Markup.escape(comparison.baseline()))
                    .append("</h2>\n");
            charts(html, "", () -> WorkloadCharts.of(comparison));
            Markup.table(html, Tables.speedUps(comparison));
            Markup.table(html, Tables.energies(comparison));
            html.append("</section>\n");
        }
        comparison.sections().forEach(section -> section(html, section));
        html.append("</main>\n<footer class=\"notes\">\n<p>Bitwright ")
                .append(Markup.escape(versions(comparison)))
                .append(". The numbers in full are in ")
                .append(ResultsJson.FILE)
                .append(" and ")
                .append(LayersCsv.FILE)
                .append(". In tables, k, M, G stand for 10<sup>3</sup>, 10<sup>6</sup>, 10<sup>9</sup>.</p>\n")
                .append("</footer>\n</body>\n</html>\n");
        return html.toString();
    }

    private static void section(StringBuilder html, Section section) {
        html.append("<section>\n<h2>").append(Markup.escape(section.title())).append("</h2>\n<ul>\n");
        for (Entry entry : section.entries()) {
            html.append("<li><strong>").append(Markup.escape(entry.label())).append("</strong>: ");
            html.append(Markup.escape(headline(section, entry))).append("</li>\n");
        }
        html.append("</ul>\n<ul class=\"notes\">\n");
        section.notes()
                .forEach(note -> html.append("<li>").append(Markup.escape(note)).append("</li>\n"));
        html.append("</ul>\n");
        Markup.table(html, Tables.totals(section));
        if (EnergyTables.hasSilicon(section)) {
            Markup.table(html, EnergyTables.silicon(section));
        }
        if (!section.pricings().isEmpty()) {
            Markup.table(html, EnergyTables.pricings(section));
        }
        charts(html, "<h3>Charts</h3>\n", () -> Charts.of(section));
        html.append("<h3>Layers</h3>\n<p class=\"notes\">cycles = compute + fill + load (weights) + sync (stall) + ")
                .append("memory (stall); a part that is 0 everywhere has no column. Speed-up is in time, over ")
                .append(Markup.escape(section.baseline().map(Entry::label).orElse("nothing")))
                .append("; traffic is in bits.</p>\n");
        Markup.table(html, Tables.layers(section));
        Table bounds = Tables.bounds(section);
        if (!bounds.rows().isEmpty()) {
            html.append(
                            "<p class=\"notes\">A layer is memory-bound where transfers are under way (off-chip cycles) for ")
                    .append(
                            "longer than the array works (array cycles); waiting is the memory stall's share of the time.</p>\n");
            Markup.table(html, bounds);
        }
        html.append("<h3>Provenance</h3>\n");
        Markup.table(html, Tables.identity(section));
        html.append("<h3>Counts</h3>\n");
        for (Table table : List.of(
                EnergyTables.byComponent(section),
                Tables.trafficByLevel(section),
                Tables.stalls(section),
                Tables.actions(section))) {
            if (!table.rows().isEmpty()) {
                Markup.table(html, table);
            }
        }
        Table statistics = Tables.statistics(section);
        if (!statistics.rows().isEmpty()) {
            html.append("<details>\n<summary>Statistics of every layer</summary>\n");
            Markup.table(html, statistics);
            html.append("</details>\n");
        }
        html.append("</section>\n");
    }

    private static void charts(StringBuilder html, String heading, Supplier<List<Chart>> charts) {
        var figures = new StringBuilder();
        try {
            for (Chart chart : charts.get()) {
                figures.append("<figure>\n<figcaption>")
                        .append(Markup.escape(chart.title()))
                        .append("</figcaption>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                        .append(Markup.escape(chart.title()))
                        .append("\">\n")
                        .append(ChartSvg.inline(chart))
                        .append("</div>\n</figure>\n");
            }
        } catch (ReportException e) {
            warning(html, e.getMessage());
            return;
        }
        html.append(heading).append(figures);
    }

    private static void warning(StringBuilder html, String text) {
        html.append("<p class=\"warning\"><strong>Warning:</strong> ")
                .append(Markup.escape(text))
                .append("</p>\n");
    }

    private static String headline(Section section, Entry entry) {
        String time = Figures.scaled(entry.run().milliseconds() * 1e-3, "s") + ", "
                + Figures.scaled(entry.energyPj() * 1e-12, "J");
        String values = "; values " + Section.values(entry.run());
        if (section.baseline().filter(entry::equals).isPresent()) {
            return time + " (the baseline)" + values;
        }
        double speedUp = section.speedUp(entry);
        double energy = section.relativeEnergy(entry);
        return time
                + (Double.isFinite(speedUp) ? ", " + Figures.factor(speedUp) + " as fast as the baseline" : "")
                + (Double.isFinite(energy) ? " at " + Figures.factor(energy) + " of its energy" : "")
                + values;
    }

    private static String subject(Comparison comparison) {
        List<String> labels = comparison.labels();
        return (labels.size() <= 4 ? String.join(", ", labels) : labels.size() + " designs") + " on "
                + comparison.sections().stream().map(Section::title).collect(Collectors.joining(", "));
    }

    private static String versions(Comparison comparison) {
        return comparison.sections().stream()
                .flatMap(section -> section.entries().stream())
                .map(entry -> entry.identity().version())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
