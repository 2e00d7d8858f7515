package bitwright.accel.serial;

import java.util.ArrayList;
import java.util.List;

/**
 * What the columns do with the filters of a fully connected layer that they hold at one time, each a set of its own. Where
 * fewer sets are left than columns and PEs of a row form a chain, as many neighbouring columns as fit, the slices, share
 * a set: slice s takes steps s, s + slices and so on.
 *
 * @param firstSet the first column's set of filters
 * @param sets how many there are
 * @param filters filters of all of them
 * @param slices columns that share a set
 * @param steps steps of an output
 */
record OutputColumns(int firstSet, int sets, int filters, int slices, int steps) {
    static List<OutputColumns> plan(int filters, int filtersPerSet, int columns, int steps, boolean cascade) {
        var plans = new ArrayList<OutputColumns>();
        int setsOfAll = (filters + filtersPerSet - 1) / filtersPerSet;
        for (int first = 0; first < setsOfAll; first += columns) {
            int sets = Math.min(columns, setsOfAll - first);
            int slices = cascade ? Math.min(columns / sets, steps) : 1;
            int count = Math.min(filters - first * filtersPerSet, sets * filtersPerSet);
            plans.add(new OutputColumns(first, sets, count, slices, steps));
        }
        return plans;
    }

    /** Columns with something to do. */
    int columns() {
        return sets * slices;
    }

    /** How many steps the columns take, one after another. */
    int rounds() {
        return (steps + slices - 1) / slices;
    }

    /** A column's set of filters. */
    int set(int column) {
        return firstSet + column / slices;
    }

    int slice(int column) {
        return column % slices;
    }

    /** The step that a column takes in a round; {@link #steps} or more where none is left for it. */
    int step(int round, int column) {
        return round * slices + slice(column);
    }
}
