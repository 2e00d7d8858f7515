package bitwright.accel.serial;

/** A section whose PEs run ahead each by itself: every PE's cycles are needed, not those of the slowest alone. */
final class RowsApart {
    /** Filters prepared at once, so that the loops over them are long; their cycles are kept for a window set. */
    private static final int FILTERS_AT_ONCE = 512;

    private static final int KEPT_CYCLES = 1 << 22;

    private final StepTable table;
    private final int filters;
    private final int filtersPerSet;
    private final int columns;
    private final int filtersAtOnce;
    private final StepTable.PeCycles[] peCycles;
    /** {@code [(step · columns + column) · filters at once + filter]}. */
    private final int[] cycles;

    RowsApart(StepTable table, int filters, int filtersPerSet, int columns) {
        this.table = table;
        this.filters = filters;
        this.filtersPerSet = filtersPerSet;
        this.columns = columns;
        long perFilter = (long) table.steps() * columns;
        int sets = (int) Math.max(1, Math.min(FILTERS_AT_ONCE, KEPT_CYCLES / perFilter) / filtersPerSet);
        filtersAtOnce = Math.min(filters, sets * filtersPerSet);
        cycles = new int[Math.toIntExact(perFilter * filtersAtOnce)];
        peCycles = new StepTable.PeCycles[(filters + filtersAtOnce - 1) / filtersAtOnce];
        for (int part = 0; part < peCycles.length; part++) {
            int from = part * filtersAtOnce;
            peCycles[part] = table.peCycles(from, Math.min(from + filtersAtOnce, filters), filtersPerSet);
        }
    }

    /**
     * Runs the tiles of a window set.
     *
     * @param ofColumns the reduction of each column's window
     * @param count how many columns have one
     * @param barrierCycles to which each step's cycles are added, PE by PE
     * @param tiles to which each tile is added, by how many cycles it moves the end
     */
    void run(int[][] ofColumns, int count, RunAhead ahead, long[] barrierCycles, TileCycles tiles) {
        for (int part = 0; part < peCycles.length; part++) {
            for (int step = 0; step < table.steps(); step++) {
                for (int column = 0; column < count; column++) {
                    peCycles[part].write(ofColumns[column], step, cycles, place(step, column));
                }
            }
            int end = Math.min(filters, (part + 1) * filtersAtOnce);
            for (int set = part * filtersAtOnce; set < end; set += filtersPerSet) {
                long before = ahead.end();
                int rows = Math.min(filtersPerSet, end - set);
                for (int step = 0; step < table.steps(); step++) {
                    ahead.begin();
                    for (int column = 0; column < count; column++) {
                        int from = place(step, column) + set - part * filtersAtOnce;
                        barrierCycles[step] += ahead.run(column * filtersPerSet, cycles, from, rows);
                    }
                    ahead.finish();
                }
                tiles.add(ahead.end() - before);
            }
        }
    }

    private int place(int step, int column) {
        return (step * columns + column) * filtersAtOnce;
    }
}
