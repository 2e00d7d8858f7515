package bitwright.accel.gnn;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Optional;

/** The systolic array behind the aggregation buffer; its rows are the machine's channels. */
@Doc("The systolic array, one row an aggregation buffer slot.")
public record Transformation(
        @Doc("Columns, one an output feature. RTL: FEATURE_COUNT = 64.") @Range(min = 1, max = 4096) @Default("64")
        int columns,

        @Doc("sequential: a pass waits until the one before is written; overlapped: until the array is free. By"
                + " default as the variant has it.")
        Optional<WriteBack> writeBack,

        @Doc("shifted: an empty row above a full one costs 2 cycles; skipped: nothing. By default as the variant"
                + " has it.")
        Optional<EmptyRows> emptyRows) {
    public Transformation {
        Check.ranges(Transformation.class, columns, writeBack, emptyRows);
    }
}
