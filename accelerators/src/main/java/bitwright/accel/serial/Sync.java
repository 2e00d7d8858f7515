package bitwright.accel.serial;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** Who waits for whom. It belongs to the array, not to the PE. */
@Doc("Who waits for whom.")
public record Sync(
        @Doc("Who runs ahead as one. all: a column, its rows in all tiles step together; pe: each PE by itself, on its "
                + "own queue of operands (convolutions).")
        @Default("all")
        Scope scope,

        @Doc("Steps that a column, or with scope pe a PE, may run ahead of the slowest (column registers, queues).")
        @Range(min = 0, max = 1_000_000_000)
        @Default("0")
        int runAhead,

        @Doc("staggered: a fully connected layer's steps go to the columns in turn, one start a cycle; "
                + "single-column: one column does them all; output-columns: every column has filters of its own, and "
                + "weights enter one column a cycle, a bit plane at a time where the PE takes them so.")
        @Default("staggered")
        FullyConnected fullyConnected) {
    public enum Scope {
        ALL,
        PE
    }

    public enum FullyConnected {
        STAGGERED,
        SINGLE_COLUMN,
        OUTPUT_COLUMNS
    }

    public Sync {
        Check.ranges(Sync.class, scope, runAhead, fullyConnected);
    }

    /** Whether the rows of a column may be at different steps. */
    boolean rowsApart() {
        return scope == Scope.PE && runAhead > 0;
    }
}
