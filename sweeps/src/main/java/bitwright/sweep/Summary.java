package bitwright.sweep;

import bitwright.sweep.analysis.Effect;
import bitwright.sweep.point.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a sweep came to.
 *
 * @param counts points by how they ended
 * @param reused points whose results were in the store before
 * @param columns the titles of {@code points.csv}
 * @param front the rows of the Pareto front, in the points' order
 * @param frontEnergyPj their energy by component in picojoules
 * @param objectives the objectives' names
 * @param effects what each axis does to each objective
 * @param files what was written
 */
public record Summary(
        Map<Status, Long> counts,
        long reused,
        List<String> columns,
        List<List<String>> front,
        List<Map<String, Double>> frontEnergyPj,
        List<String> objectives,
        List<Effect> effects,
        List<Path> files) {
    public long points() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public long done() {
        return counts.getOrDefault(Status.DONE, 0L);
    }

    public boolean allDone() {
        return done() == points();
    }
}
