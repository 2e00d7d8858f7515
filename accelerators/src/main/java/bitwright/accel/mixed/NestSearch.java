package bitwright.accel.mixed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Looks for the nest of fewest cycles, and among these of least energy: tiles of powers of two, all orders of the loops. */
final class NestSearch {
    private final PaperCosting costing;
    private final List<List<Loop>> orders = new ArrayList<>();

    NestSearch(PaperCosting costing) {
        this.costing = costing;
        permute(new ArrayList<>(), List.of(Loop.values()));
    }

    private void permute(List<Loop> chosen, List<Loop> left) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(chosen));
            return;
        }
        for (Loop loop : left) {
            chosen.add(loop);
            permute(chosen, left.stream().filter(other -> other != loop).toList());
            chosen.remove(chosen.size() - 1);
        }
    }

    private record Tiled(Map<Loop, Integer> tile, long computeCycles) {}

    /** The best nest, the first of equals; none if nothing fits the buffers. */
    Nest best(Problem problem) {
        Nest best = null;
        PaperCost cost = null;
        // An order only adds to the cycles of a tile, so that few tiles need to be looked at in every order.
        var tiles = tiles(problem).stream()
                .map(tile -> new Nest(tile, orders.get(0)))
                .filter(nest -> costing.fits(problem, nest))
                .map(nest -> new Tiled(nest.tile(), costing.computeCycles(problem, nest)))
                .sorted(Comparator.comparingLong(Tiled::computeCycles))
                .toList();
        for (Tiled tiled : tiles) {
            if (cost != null && tiled.computeCycles > cost.cycles()) {
                break;
            }
            Map<Loop, Integer> tile = tiled.tile;
            for (List<Loop> order : ordersOf(problem, tile)) {
                var nest = new Nest(tile, order);
                var other = costing.cost(problem, nest);
                if (cost == null
                        || other.cycles() < cost.cycles()
                        || other.cycles() == cost.cycles() && other.totalNj() < cost.totalNj()) {
                    best = nest;
                    cost = other;
                }
            }
        }
        return best;
    }

    /** Orders that differ in loops of more than one tile only cost once. */
    private List<List<Loop>> ordersOf(Problem problem, Map<Loop, Integer> tile) {
        var seen = new HashSet<List<Loop>>();
        return orders.stream()
                .filter(order -> seen.add(order.stream()
                        .filter(loop -> problem.extent(loop) > tile.get(loop))
                        .toList()))
                .toList();
    }

    private static List<Map<Loop, Integer>> tiles(Problem problem) {
        List<Map<Loop, Integer>> tiles = List.of(new EnumMap<>(Loop.class));
        for (Loop loop : Loop.values()) {
            var more = new ArrayList<Map<Loop, Integer>>();
            for (Map<Loop, Integer> tile : tiles) {
                for (int extent : extents(problem.extent(loop))) {
                    var with = new EnumMap<Loop, Integer>(Loop.class);
                    with.putAll(tile);
                    with.put(loop, extent);
                    more.add(with);
                }
            }
            tiles = more;
        }
        return tiles;
    }

    /** Powers of two below an extent, and the extent. */
    private static List<Integer> extents(int extent) {
        var extents = new ArrayList<Integer>();
        for (int power = 1; power < extent; power *= 2) {
            extents.add(power);
        }
        extents.add(extent);
        return extents;
    }
}
