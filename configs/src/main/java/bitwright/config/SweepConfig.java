package bitwright.config;

import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A sweep file: a run, and the values that some of its keys shall take. */
@Doc("A sweep: a run, and the values that some of its keys shall take.")
public record SweepConfig(
        @Doc("The run that the points are made from: a mapping, a library name or a path. It has one design.")
        Tree base,

        @Doc(
                "Values by key path of the run: a list as in design.array.rows: [16, 32], a range as in { from: 16, to: 256, "
                        + "factor: 2 }, or under a name of its own { zip: { path: values, … } } for keys that change together.")
        Map<String, Axis> axes,

        @Doc("Conditions that a point must meet, e.g. design.array.rows * design.array.columns <= 2048.") @Default("[]")
        List<Expression> where,

        @Doc("How points are chosen: grid, or { method: random, budget: 200 } and the like.") @Default("grid")
        SearchConfig search,

        @Doc("Results of one's own, e.g. edp: energyPj * milliseconds; they may use the run's keys and metrics above.")
        @Default("{}")
        Map<String, Expression> metrics,

        @Doc("What counts as better: results by name, min or max.") @Default("{}")
        Map<String, Goal> objectives,

        @Doc("Seconds after which a point is given up and recorded as timed out; by default never.")
        @Range(min = 0.001, max = 1e9)
        Optional<Double> timeLimitSeconds) {
    /** Which way is better. */
    public enum Goal {
        MIN,
        MAX
    }
}
