package bitwright.accel.systolic;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** The array's extents. */
@Doc("The array's extents.")
public record Mesh(
        @Doc("Rows of PEs.") @Range(min = 1, max = 4096) int rows,

        @Doc("Columns of PEs.") @Range(min = 1, max = 4096) int columns,

        @Doc("Layers of PEs behind one another, which share the products of a sum; more than one makes a cube, for "
                + "integers, output-stationary.")
        @Range(min = 1, max = 256)
        @Default("1")
        int depth) {
    public Mesh {
        Check.ranges(Mesh.class, rows, columns, depth);
    }

    /** A single layer of PEs. */
    public Mesh(int rows, int columns) {
        this(rows, columns, 1);
    }

    public int pes() {
        return Math.multiplyExact(Math.multiplyExact(rows, columns), depth);
    }

    /** Whether PEs lie behind one another. */
    boolean isCube() {
        return depth > 1;
    }

    /** Cycles from the first operand's entry at one corner to its arrival at the other: rows + columns + depth − 3. */
    int skew() {
        return rows + columns + depth - 3;
    }
}
