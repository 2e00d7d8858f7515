package bitwright.sweep;

import bitwright.config.Expression;
import bitwright.config.Sweep;
import bitwright.config.SweepConfig.Goal;
import bitwright.sweep.point.Metric;
import bitwright.sweep.point.Outcome;
import bitwright.sweep.point.Status;
import bitwright.sweep.table.Cells;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The numbers of a point by name: the built-in results and those that the sweep file derives from them. */
final class Measures {
    private final Sweep sweep;
    private final Map<String, List<String>> keysOfTheRun = new LinkedHashMap<>();

    /** Throws {@link bitwright.config.ConfigException} if metrics or objectives name what there is not. */
    Measures(Sweep sweep) {
        this.sweep = sweep;
        sweep.checkNames(Metric.keys());
        var names = new ArrayList<>(Metric.keys());
        sweep.config().metrics().forEach((name, expression) -> {
            keysOfTheRun.put(
                    name,
                    expression.paths().stream()
                            .filter(path -> !names.contains(path))
                            .toList());
            names.add(name);
        });
    }

    List<String> derived() {
        return List.copyOf(keysOfTheRun.keySet());
    }

    List<String> objectives() {
        return List.copyOf(sweep.config().objectives().keySet());
    }

    /** All numbers of a point that it has; of one that failed, none are derived. */
    Map<String, Double> of(Sweep.Point point, Outcome outcome) {
        var values = new LinkedHashMap<>(outcome.metrics());
        if (outcome.status() != Status.DONE) {
            return values;
        }
        keysOfTheRun.forEach((name, keys) -> {
            Expression expression = sweep.config().metrics().get(name);
            try {
                double value = expression.value(
                        path -> values.containsKey(path) ? OptionalDouble.of(values.get(path)) : OptionalDouble.empty(),
                        sweep.configuration(point, keys));
                if (Double.isFinite(value)) {
                    values.put(name, value);
                }
            } catch (IllegalArgumentException e) {
                // A result that this point does not have: the metric has no value either.
            }
        });
        return values;
    }

    /**
     * The objectives of a point as tables show them, not a number where there is none. Sums of energies that come in another
     * order differ in their last bits, which must not tell points apart.
     */
    double[] objectives(Map<String, Double> values) {
        return sweep.config().objectives().keySet().stream()
                .mapToDouble(name -> Cells.shown(values.getOrDefault(name, Double.NaN)))
                .toArray();
    }

    /** The same, the smaller the better. */
    double[] losses(Map<String, Double> values) {
        double[] losses = objectives(values);
        int i = 0;
        for (Goal goal : sweep.config().objectives().values()) {
            losses[i] = goal == Goal.MIN ? losses[i] : -losses[i];
            i++;
        }
        return losses;
    }
}
