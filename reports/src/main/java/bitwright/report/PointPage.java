package bitwright.report;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A self-contained page of design points: a scatter with the Pareto front, parallel coordinates, the energy of the best
 * points and a table, all of them narrowed by the same filters. Without scripts it shows the front and a still picture.
 */
public final class PointPage {
    /** More rows than this make a page that browsers scroll badly; the front is always there, and the rest is in the CSV. */
    private static final int MOST_ROWS = 2000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PointPage() {}

    /** The page as text. */
    public static String of(PointTable table) {
        var page = new Page("Bitwright sweep: " + table.title());
        page.style("page/controls.css");
        page.command(table.command());
        page.paragraph(summary(table));
        if (!table.failures().isEmpty()) {
            page.warning("points without a result, listed at the end: "
                    + table.failures().size());
        }
        page.element("<div id=\"controls\" class=\"controls\" hidden></div>");
        page.figure("scatter", "Points by two measures; the line is the Pareto front", still(table));
        page.figure(
                "parallel", "Every point as a line over its settings and objectives; drag along an axis to narrow", "");
        page.figure("energy", "Energy by component of the points on the front, in pJ", "");
        page.element("<div id=\"table\"></div>");
        page.element("<noscript>");
        page.table(PointTables.front(table));
        page.element("</noscript>");
        page.heading("Provenance");
        page.table(PointTables.facts(table));
        if (!table.failures().isEmpty()) {
            page.heading("Points without a result");
            page.list(table.failures());
        }
        page.data("points", JSON.writeValueAsString(json(table)));
        page.script("echarts/echarts.min.js");
        page.script("page/theme.js");
        page.script("points/points.js");
        return page.text();
    }

    private static String still(PointTable table) {
        try {
            return PointCharts.scatter(table)
                    .map(chart -> "<noscript>" + ChartSvg.inline(chart) + "</noscript>")
                    .orElse("");
        } catch (ReportException e) { // there is no font to draw with; the tables say it all
            return "";
        }
    }

    private static String summary(PointTable table) {
        var objectives = table.measures().stream()
                .filter(Measure::isObjective)
                .map(measure ->
                        measure.name() + " (" + (measure.goal() == Measure.Goal.MIN ? "less" : "more") + " is better)")
                .toList();
        return table.points().size() + " points"
                + (objectives.isEmpty()
                        ? ", no objectives"
                        : ", " + table.frontSize() + " of them on the Pareto front of " + String.join(", ", objectives))
                + (table.points().size() > MOST_ROWS
                        ? "; the table below shows the front and the first of the others, points.csv has all"
                        : "");
    }

    private static ObjectNode json(PointTable table) {
        var root = JSON.createObjectNode();
        root.put("mostRows", MOST_ROWS);
        strings(root.putArray("axes"), table.axes());
        ArrayNode measures = root.putArray("measures");
        table.measures()
                .forEach(measure -> measures.addObject()
                        .put("name", measure.name())
                        .put("goal", measure.goal().name()));
        strings(
                root.putArray("leading"),
                table.leading().stream().map(Measure::name).toList());
        ArrayNode points = root.putArray("points");
        for (PointTable.Point point : table.points()) {
            ObjectNode node = points.addObject().put("id", point.id()).put("front", point.onFront());
            strings(node.putArray("settings"), point.settings());
            ArrayNode values = node.putArray("values");
            for (double value : point.values()) {
                if (Double.isFinite(value)) {
                    values.add(value);
                } else {
                    values.addNull();
                }
            }
            if (point.onFront()) {
                ObjectNode energy = node.putObject("energyPj");
                point.energyPj().forEach(energy::put);
            }
        }
        return root;
    }

    private static void strings(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
