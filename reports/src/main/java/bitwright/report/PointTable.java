package bitwright.report;

import java.util.List;
import java.util.Map;

/**
 * The points of a sweep.
 *
 * @param title what was swept
 * @param axes the keys that were varied
 * @param measures what came out, objectives first
 * @param points those that were simulated to their end, in their order
 * @param failures one line for every other point: which, and why
 * @param facts what a reader must know to trust or repeat it, name and value: version, seed, fidelity, energy table …
 * @param command the command line that makes it again
 */
public record PointTable(
        String title,
        List<String> axes,
        List<Measure> measures,
        List<Point> points,
        List<String> failures,
        Map<String, String> facts,
        String command) {
    /**
     * One design point.
     *
     * @param id its number in the sweep
     * @param settings what its axes were set to, in the order of the axes; a number is told from a word by its text
     * @param values its measures in their order, {@code NaN} where it has none
     * @param energyPj energy by component in picojoules
     * @param onFront whether no other point is at least as good in every objective and better in one
     */
    public record Point(
            long id, List<String> settings, List<Double> values, Map<String, Double> energyPj, boolean onFront) {}

    public PointTable {
        axes = List.copyOf(axes);
        measures = List.copyOf(measures);
        points = List.copyOf(points);
        failures = List.copyOf(failures);
        for (Point point : points) {
            if (point.settings.size() != axes.size() || point.values.size() != measures.size()) {
                throw new IllegalArgumentException(
                        "point " + point.id + " has " + point.settings.size() + " settings for "
                                + axes.size() + " axes and " + point.values.size() + " values for " + measures.size()
                                + " measures");
            }
        }
    }

    long frontSize() {
        return points.stream().filter(Point::onFront).count();
    }

    /** The measures to look at first: the first two objectives, or the first two of all. */
    List<Measure> leading() {
        var objectives = measures.stream().filter(Measure::isObjective).toList();
        return (objectives.size() >= 2 ? objectives : measures)
                .subList(0, Math.min(2, objectives.size() >= 2 ? objectives.size() : measures.size()));
    }
}
