package bitwright.accel.serial;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** Who waits for whom. It belongs to the array, not to the PE. */
@Doc("Who waits for whom.")
public record Sync(
        @Doc("all: every tile, row and column starts a step together, but for the columns' run-ahead.") @Default("all")
        Scope scope,

        @Doc("Steps that a column may run ahead of the slowest (column registers).")
        @Range(min = 0, max = 1024)
        @Default("0")
        int runAhead,

        @Doc("staggered: a fully connected layer's steps go to the columns in turn, one start a cycle; "
                + "single-column: one column does them all.")
        @Default("staggered")
        FullyConnected fullyConnected) {
    public enum Scope {
        ALL
    }

    public enum FullyConnected {
        STAGGERED,
        SINGLE_COLUMN
    }

    public Sync {
        Check.ranges(Sync.class, scope, runAhead, fullyConnected);
    }
}
