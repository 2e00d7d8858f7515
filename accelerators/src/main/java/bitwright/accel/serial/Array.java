package bitwright.accel.serial;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** The grid's extents. A column shares its activations, a row its weights; tiles share the activations of all columns. */
@Doc("The grid's extents: rows of filters, columns of windows, tiles of rows.")
public record Array(
        @Doc("Filters side by side in a tile.") @Range(min = 1, max = 4096)
        int rows,

        @Doc("Windows side by side.") @Range(min = 1, max = 4096)
        int columns,

        @Doc("Tiles, each with rows of its own.") @Range(min = 1, max = 1024) @Default("1")
        int tiles,

        @Doc("Whether rows that a layer has no filters for get copies of those there are, for further windows.")
        @Default("false")
        boolean replicate,

        @Doc("Whether the PEs of a row form a chain, so that columns that a fully connected layer has no filters for "
                + "share the inputs of those it has.")
        @Default("false")
        boolean cascade) {
    public Array {
        Check.ranges(Array.class, rows, columns, tiles, replicate, cascade);
    }

    /** An array whose PEs idle where a layer is too small for them. */
    public Array(int rows, int columns, int tiles) {
        this(rows, columns, tiles, false, false);
    }
}
