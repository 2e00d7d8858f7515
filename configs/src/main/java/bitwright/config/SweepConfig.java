package bitwright.config;

import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import java.util.List;
import java.util.Map;

/** A sweep file: a run, and the values that some of its keys shall take. */
@Doc("A sweep: a run, and the values that some of its keys shall take.")
public record SweepConfig(
        @Doc("The run that the points are made from: a mapping, a library name or a path.")
        Tree base,

        @Doc("Values by key path of the run, e.g. design.array.rows: [16, 32].")
        Map<String, List<Tree>> axes,

        @Doc("Conditions that a point must meet, e.g. design.array.rows * design.array.columns <= 2048.") @Default("[]")
        List<Expression> where,

        @Doc("How points are chosen.") @Default("grid") Search search,

        @Doc("What counts as better: results by name, min or max.") @Default("{}")
        Map<String, Goal> objectives) {
    /** How points are chosen. */
    public enum Search {
        /** All of them. */
        GRID
    }

    /** Which way is better. */
    public enum Goal {
        MIN,
        MAX
    }
}
