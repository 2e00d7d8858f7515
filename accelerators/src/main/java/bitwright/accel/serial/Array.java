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
        int tiles) {
    public Array {
        Check.ranges(Array.class, rows, columns, tiles);
    }
}
