package bitwright.report;

import bitwright.report.Section.Entry;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A page with everything in it: no network, light and dark by the reader's choice. Charts need a font on the
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
        return page(comparison, heading, command, warnings, false);
    }

    /** The same with an {@link Explorer} on top, which takes a megabyte of charting library. */
    public static String explorable(Comparison comparison, String heading, String command) {
        return page(comparison, heading, command, List.of(), true);
    }

    private static String page(
            Comparison comparison, String heading, String command, List<String> warnings, boolean explorable) {
        var page = new Page(heading + ": " + subject(comparison));
        page.command(command);
        warnings.forEach(page::warning);
        comparison.warnings().forEach(page::warning);
        if (explorable) {
            page.style("page/controls.css");
            Explorer.add(page);
            Explorer.data(page, comparison);
        }
        if (comparison.sections().size() > 1) {
            page.element("<section>");
            page.heading("Over workloads, against " + comparison.baseline());
            charts(page, "", () -> WorkloadCharts.of(comparison));
            page.table(Tables.speedUps(comparison));
            page.table(Tables.energies(comparison));
            page.element("</section>");
        }
        comparison.sections().forEach(section -> section(page, section));
        page.footer("Bitwright " + Markup.escape(versions(comparison)) + ". The numbers in full are in "
                + ResultsJson.FILE + " and " + LayersCsv.FILE
                + ". In tables, k, M, G stand for 10<sup>3</sup>, 10<sup>6</sup>, 10<sup>9</sup>.");
        return page.text();
    }

    private static void section(Page page, Section section) {
        page.element("<section>");
        page.heading(section.title());
        page.element("<ul>");
        for (Entry entry : section.entries()) {
            page.element("<li><strong>" + Markup.escape(entry.label()) + "</strong>: "
                    + Markup.escape(headline(section, entry)) + "</li>");
        }
        page.element("</ul>\n<ul class=\"notes\">");
        section.notes().forEach(note -> page.element("<li>" + Markup.escape(note) + "</li>"));
        page.element("</ul>");
        page.table(Tables.totals(section));
        if (EnergyTables.hasSilicon(section)) {
            page.table(EnergyTables.silicon(section));
        }
        if (!section.pricings().isEmpty()) {
            page.table(EnergyTables.pricings(section));
        }
        charts(page, "<h3>Charts</h3>", () -> Charts.of(section));
        page.element("<h3>Layers</h3>");
        page.note(
                "cycles = compute + fill + load (weights) + sync (stall) + memory (stall); a part that is 0 everywhere "
                        + "has no column. Speed-up is in time, over "
                        + section.baseline().map(Entry::label).orElse("nothing") + "; traffic is in bits.");
        page.table(Tables.layers(section));
        Table bounds = Tables.bounds(section);
        if (!bounds.rows().isEmpty()) {
            page.note(
                    "A layer is memory-bound where transfers are under way (off-chip cycles) for longer than the array "
                            + "works (array cycles); waiting is the memory stall's share of the time.");
            page.table(bounds);
        }
        page.element("<h3>Provenance</h3>");
        page.table(Tables.identity(section));
        page.element("<h3>Counts</h3>");
        for (Table table : List.of(
                EnergyTables.byComponent(section),
                Tables.trafficByLevel(section),
                Tables.stalls(section),
                Tables.actions(section))) {
            if (!table.rows().isEmpty()) {
                page.table(table);
            }
        }
        Table statistics = Tables.statistics(section);
        if (!statistics.rows().isEmpty()) {
            page.element("<details>\n<summary>Statistics of every layer</summary>");
            page.table(statistics);
            page.element("</details>");
        }
        page.element("</section>");
    }

    private static void charts(Page page, String heading, Supplier<List<Chart>> charts) {
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
            page.warning(e.getMessage());
            return;
        }
        page.element(heading + "\n" + figures);
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
