package bitwright.sweep;

import bitwright.config.Sweep;
import bitwright.sweep.point.Metric;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.table.Cells;
import bitwright.sweep.table.Column;
import bitwright.sweep.table.Column.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The columns of {@code points.csv} and its like, and a point's row of them. */
final class PointTable {
    /** Words about a point; no key of a run is called so. */
    private static final List<String> WORDS = List.of("designName", "workloadName", "configHash", "error");

    private static final List<Column> TIMES = List.of(
            new Column("point", Type.WHOLE),
            new Column("status", Type.TEXT),
            new Column("seconds", Type.NUMBER),
            new Column("cpuSeconds", Type.NUMBER));

    private final List<Column> columns = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();

    PointTable(Sweep sweep, Measures measures) {
        columns.add(new Column("point", Type.WHOLE));
        columns.add(new Column("status", Type.TEXT));
        int axis = 0;
        for (List<String> paths : sweep.axes().values()) {
            boolean numeric = paths.size() == 1 && sweep.numbers(axis).length > 0;
            axis++;
            paths.forEach(path -> columns.add(new Column(path, numeric ? Type.NUMBER : Type.TEXT)));
        }
        numbers.addAll(Metric.keys());
        numbers.addAll(measures.derived());
        numbers.forEach(name -> columns.add(new Column(name, Type.NUMBER)));
        for (String word : WORDS) {
            columns.add(new Column(word, Type.TEXT));
        }
    }

    List<Column> columns() {
        return List.copyOf(columns);
    }

    List<String> row(Sweep.Point point, Outcome outcome, Map<String, Double> values) {
        var row = new ArrayList<String>(columns.size());
        row.add(Long.toString(point.index()));
        row.add(outcome.status().word());
        row.addAll(point.values().values());
        for (String name : numbers) {
            row.add(values.containsKey(name) ? Cells.number(values.get(name)) : "");
        }
        row.addAll(List.of(outcome.design(), outcome.workload(), outcome.configHash(), outcome.error()));
        return row;
    }

    static List<Column> times() {
        return TIMES;
    }

    static List<String> timesRow(Sweep.Point point, Outcome outcome) {
        return List.of(
                Long.toString(point.index()),
                outcome.status().word(),
                Cells.number(outcome.time().seconds()),
                Cells.number(outcome.time().cpuSeconds()));
    }
}
