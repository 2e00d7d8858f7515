package bitwright.accel.memory;

/**
 * Which input rows come and go with each set of windows while the sets pass once: a row comes with the first set that meets
 * it, rows that no set meets never, and goes with the last.
 */
final class WindowRows {
    private final int[] loadFrom;
    private final int[] loadTo;
    private final int[] freeFrom;
    private final int[] freeTo;

    WindowRows(OutputTiles layer) {
        int sets = layer.windowSets();
        loadFrom = new int[sets];
        loadTo = new int[sets];
        freeFrom = new int[sets];
        freeTo = new int[sets];
        int loaded = 0;
        int freed = 0;
        for (int set = 0; set < sets; set++) {
            loadFrom[set] = Math.max(loaded, layer.firstRow(set));
            loadTo[set] = Math.max(loadFrom[set], layer.endRow(set));
            if (loadTo[set] > loadFrom[set]) {
                freed = loaded <= freed ? Math.max(freed, loadFrom[set]) : freed; // the rows in between never came
                loaded = loadTo[set];
            }
            int needed = set + 1 < sets ? layer.firstRow(set + 1) : layer.rows();
            freeFrom[set] = Math.min(freed, loaded);
            freeTo[set] = Math.max(freeFrom[set], Math.min(needed, loaded));
            freed = Math.max(freed, freeTo[set]);
        }
    }

    /** The first row that comes with a set. */
    int loadFrom(int set) {
        return loadFrom[set];
    }

    /** The row after the last one that comes with it. */
    int loadTo(int set) {
        return loadTo[set];
    }

    /** The first row that goes with a set. */
    int freeFrom(int set) {
        return freeFrom[set];
    }

    /** The row after the last one that goes with it. */
    int freeTo(int set) {
        return freeTo[set];
    }
}
