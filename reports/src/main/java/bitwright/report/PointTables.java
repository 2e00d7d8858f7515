package bitwright.report;

import java.util.ArrayList;
import java.util.List;

/** Design points as tables. */
final class PointTables {
    private PointTables() {}

    /** The points that no other beats. */
    static Table front(PointTable table) {
        return points(
                "Points on the Pareto front",
                table,
                table.points().stream().filter(PointTable.Point::onFront).toList());
    }

    private static Table points(String caption, PointTable table, List<PointTable.Point> points) {
        var header = new ArrayList<>(List.of("point"));
        header.addAll(table.axes());
        table.measures().forEach(measure -> header.add(measure.name()));
        var rows = new ArrayList<Table.Row>();
        for (PointTable.Point point : points) {
            var cells = new ArrayList<>(List.of(Long.toString(point.id())));
            cells.addAll(point.settings());
            point.values().forEach(value -> cells.add(Double.isFinite(value) ? whole(value) : Figures.NONE));
            rows.add(new Table.Row(cells, false));
        }
        return new Table(caption, header, 1 + table.axes().size(), rows);
    }

    private static String whole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Figures.scaled((long) value)
                : Figures.scaled(value, "");
    }

    /** Where the points come from. */
    static Table facts(PointTable table) {
        var rows = new ArrayList<Table.Row>();
        table.facts().forEach((name, value) -> rows.add(new Table.Row(List.of(name, value), false)));
        return new Table("Where the points come from", List.of("what", "value"), 2, rows);
    }
}
