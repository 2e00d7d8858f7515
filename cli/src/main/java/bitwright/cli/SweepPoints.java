package bitwright.cli;

import bitwright.config.Sweep;
import bitwright.config.SweepConfig.Goal;
import bitwright.report.Measure;
import bitwright.report.PointTable;
import bitwright.report.PointTable.Point;
import bitwright.runner.Version;
import bitwright.sweep.Summary;
import bitwright.sweep.point.Metric;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A finished sweep as points for its page, from its {@code points.csv}. */
final class SweepPoints {
    /** So many points a browser still draws in a moment; of more, the front and every so-many-th other is on the page. */
    private static final int MOST_POINTS = 20_000;

    private static final int MOST_FAILURES = 200;

    private final Sweep sweep;
    private final Summary summary;
    private final List<String> axes;
    private final List<Measure> measures = new ArrayList<>();
    private final Map<String, Map<String, Double>> frontEnergyPj = new HashMap<>();
    private final List<Point> points = new ArrayList<>();
    private final Set<String> workloads = new TreeSet<>();
    private final List<String> failures = new ArrayList<>();

    private SweepPoints(Sweep sweep, Summary summary) {
        this.sweep = sweep;
        this.summary = summary;
        axes = sweep.axes().values().stream().flatMap(List::stream).toList();
        var names = new LinkedHashSet<>(summary.objectives());
        names.addAll(Metric.keys());
        names.addAll(sweep.config().metrics().keySet());
        for (String name : names) {
            Goal goal = sweep.config().objectives().get(name);
            measures.add(new Measure(name, goal == null ? Measure.Goal.NONE : Measure.Goal.valueOf(goal.name())));
        }
        for (int i = 0; i < summary.front().size(); i++) {
            frontEnergyPj.put(
                    summary.front().get(i).get(0), summary.frontEnergyPj().get(i));
        }
    }

    /** The points as the page shows them. */
    static PointTable of(Sweep sweep, Summary summary, Path pointsCsv, String title, String command) {
        var page = new SweepPoints(sweep, summary);
        var facts = new LinkedHashMap<String, String>();
        try (var rows = CsvReader.builder().ofNamedCsvRecord(pointsCsv)) {
            long every = Math.max(1, (summary.points() + MOST_POINTS - 1) / MOST_POINTS);
            long place = 0;
            for (NamedCsvRecord row : rows) {
                page.take(row, place++ % every == 0);
            }
            if (every > 1) {
                facts.put("points shown", "the front and every " + every + "th of the others; points.csv has all");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PointTable(
                title, page.axes, page.shownMeasures(), page.shownPoints(), page.failures, page.facts(facts), command);
    }

    private void take(NamedCsvRecord row, boolean wanted) {
        String point = row.getField("point");
        String status = row.getField("status");
        if (!status.equals("done")) {
            if (failures.size() < MOST_FAILURES) {
                failures.add("point " + point + " (" + status + "): " + row.getField("error"));
            } else if (failures.size() == MOST_FAILURES) {
                failures.add("… and more; points.csv has all");
            }
            return;
        }
        var energy = frontEnergyPj.get(point);
        if (wanted || energy != null) {
            workloads.add(row.getField("workloadName"));
            points.add(new Point(
                    Long.parseLong(point),
                    axes.stream().map(row::getField).toList(),
                    measures.stream()
                            .map(measure -> number(row.getField(measure.name())))
                            .toList(),
                    energy == null ? Map.of() : energy,
                    energy != null));
        }
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    /** Those that are the same everywhere, and are no objective, are noise. */
    private List<Integer> shown() {
        var shown = new ArrayList<Integer>();
        for (int i = 0; i < measures.size(); i++) {
            int measure = i;
            boolean varies = points.stream()
                            .map(point -> point.values().get(measure))
                            .distinct()
                            .limit(2)
                            .count()
                    > 1;
            if (varies || measures.get(i).goal() != Measure.Goal.NONE) {
                shown.add(i);
            }
        }
        return shown;
    }

    private List<Measure> shownMeasures() {
        return shown().stream().map(measures::get).toList();
    }

    private List<Point> shownPoints() {
        var shown = shown();
        return points.stream()
                .map(point -> new Point(
                        point.id(),
                        point.settings(),
                        shown.stream().map(point.values()::get).toList(),
                        point.energyPj(),
                        point.onFront()))
                .toList();
    }

    private Map<String, String> facts(Map<String, String> more) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Bitwright", Version.number());
        facts.put("sweep's SHA-256", sweep.hash());
        if (!points.isEmpty()) {
            var run = sweep.run(sweep.point(points.get(0).id())).config();
            facts.put("fidelity", word("fidelity", run.fidelity().name()));
            facts.put("seed", word("seed", Long.toString(run.seed())));
            facts.put("memory", word("memory", run.memory().name()));
            facts.put("energy table", word("energy", run.energy().name()));
            facts.put("design", word("design", run.designs().get(0).name()));
        }
        facts.put("workload", String.join(", ", workloads));
        facts.put("points in the grid", Long.toString(sweep.gridSize()));
        facts.put("points run", Long.toString(summary.points()));
        facts.put("search", sweep.config().search().getClass().getSimpleName());
        facts.putAll(more);
        return facts;
    }

    /** A setting of all points, or that it is the points'. */
    private String word(String key, String value) {
        boolean varied = axes.stream().anyMatch(axis -> axis.equals(key));
        return varied ? "see the points" : value.toLowerCase(Locale.ROOT);
    }
}
