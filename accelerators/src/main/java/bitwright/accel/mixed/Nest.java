package bitwright.accel.mixed;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How a problem is cut into tiles and in which order they come.
 *
 * @param tile extent of a tile in every loop
 * @param order of the loops around the tiles, the outermost first
 */
public record Nest(Map<Loop, Integer> tile, List<Loop> order) {
    public Nest {
        tile = Map.copyOf(new EnumMap<>(tile));
        order = List.copyOf(order);
        int loops = Loop.values().length;
        if (tile.size() != loops || order.size() != loops || new HashSet<>(order).size() != loops) {
            throw new IllegalArgumentException("a nest needs every loop once, got " + tile + " and " + order);
        }
    }

    int tile(Loop loop) {
        return tile.get(loop);
    }

    /** Tiles along a loop. */
    int count(Loop loop, Problem problem) {
        return ceil(problem.extent(loop), tile(loop));
    }

    static int ceil(int all, int part) {
        return (all + part - 1) / part;
    }
}
