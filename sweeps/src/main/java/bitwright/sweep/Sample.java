package bitwright.sweep;

import bitwright.config.Sweep;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Simulation;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.Tasks;
import java.util.ArrayList;
import java.util.SplittableRandom;

/** Some points that are run to learn how long one takes. */
final class Sample {
    private static final double SECONDS = 3;
    private static final int MOST = 40;

    private final Sweep sweep;
    private final Tasks tasks;

    Sample(Sweep sweep, Tasks tasks) {
        this.sweep = sweep;
        this.tasks = tasks;
    }

    /** Mean seconds of a point, those of the first half left out: the virtual machine is not warm yet. */
    double meanSeconds() {
        var random = new SplittableRandom(1);
        var seconds = new ArrayList<Double>();
        double spent = 0;
        for (int tried = 0; tried < 100 * MOST && seconds.size() < MOST && spent < SECONDS; tried++) {
            Sweep.Point point = sweep.point(random.nextLong(sweep.gridSize()));
            if (!sweep.meetsConditions(point)) {
                continue;
            }
            var bound = tasks.bind(point);
            if (bound.task() != null) {
                Outcome outcome = Simulation.of(bound.task(), () -> false);
                spent += outcome.time().seconds();
                if (outcome.status() == Status.DONE) {
                    seconds.add(outcome.time().seconds());
                }
            }
        }
        return seconds.stream()
                .skip(seconds.size() / 2)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }
}
