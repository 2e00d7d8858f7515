package bitwright.accel.systolic;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** The array's extents. */
@Doc("The array's extents.")
public record Mesh(
        @Doc("Rows of PEs.") @Range(min = 1, max = 4096) int rows,

        @Doc("Columns of PEs.") @Range(min = 1, max = 4096) int columns) {
    public Mesh {
        Check.ranges(Mesh.class, rows, columns);
    }

    public int pes() {
        return Math.multiplyExact(rows, columns);
    }

    /** Cycles from the first operand's entry at one corner to its arrival at the other: rows + columns − 2. */
    int skew() {
        return rows + columns - 2;
    }
}
