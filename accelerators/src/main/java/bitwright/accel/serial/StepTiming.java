package bitwright.accel.serial;

import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.Work;
import java.util.Arrays;

/**
 * Step fidelity: the time and the work of a layer from its operands' statistics. Each tile, one filter set on one window
 * set, is one entry of {@link #tileCycles}; the machine makes an event of each.
 */
final class StepTiming implements GridTiming {
    private final GridLayer layer;
    private final LanePe pe;
    private final Sync sync;
    private final int columns;
    private final int filtersPerSet;
    private final int columnsPerDetector;
    private final int rowsPerDetector;
    private final TileCycles tileCycles = new TileCycles();
    /** Columns that hold a partial sum of the same output; 1 for a convolution. */
    private int partialSumColumns = 1;

    private Work peWork = Work.NONE;
    private Work laneWork = Work.NONE;
    private long activationReads;
    private long weightReads;

    StepTiming(GridLayer layer, LanePe pe, Array array, Sync sync, Composition composition) {
        this.layer = layer;
        this.pe = pe;
        this.sync = sync;
        columns = composition.columns();
        filtersPerSet = composition.rows() * array.tiles();
        // A detector watches physical columns and rows; a composed operand takes several of them.
        columnsPerDetector = Math.max(1, pe.activationGroup() / composition.activationPieces());
        rowsPerDetector = Math.max(1, pe.weightGroup() / composition.weightPieces());
        var columnsAhead = sync.runAhead() == 0 ? null : new RunAhead(columns, sync.runAhead());
        var tables = StepTable.of(layer, composition.cost(), pe.lanes(), rowsPerDetector);
        for (Section section : Section.of(layer, pe.lanes(), filtersPerSet)) {
            var table = tables.apply(section);
            if (layer.fullyConnected()) {
                fullyConnected(section, table);
            } else {
                convolution(section, table, columnsAhead);
            }
        }
    }

    @Override
    public TileCycles tileCycles() {
        return tileCycles;
    }

    @Override
    public long fillCycles() {
        return pe.drainCycles() + partialSumColumns - 1;
    }

    @Override
    public long reductionAdds() {
        return (partialSumColumns - 1L) * layer.filters();
    }

    @Override
    public Work peWork() {
        return peWork;
    }

    @Override
    public Work laneWork() {
        return laneWork;
    }

    @Override
    public long activationReads() {
        return activationReads;
    }

    @Override
    public long weightReads() {
        return weightReads;
    }

    private void convolution(Section section, StepTable table, RunAhead columnsAhead) {
        int windows = layer.windows();
        int filterSets = filterSets(section);
        int[][] ofFilterSets = filterReductions(section, table);
        var windowSums = new long[table.size()];
        var barrierCycles = new long[table.steps()];
        var ofColumns = new int[columns][table.size()];
        var ofWindowSet = new int[table.size()];
        boolean tilesAreAlike = table.filtersAreAlike() && columnsAhead == null;
        long tile = 0;
        for (int first = 0; first < windows; first += columns) {
            int count = Math.min(columns, windows - first);
            if (first == 0 || !table.windowsAreAlike()) {
                reduce(table, first, count, ofColumns, ofWindowSet, windowSums);
                tile = tilesAreAlike ? barrier(table, ofWindowSet, ofFilterSets[0], 0, barrierCycles) : 0;
            }
            for (int set = 0; set < filterSets; set++) {
                if (tilesAreAlike) {
                    tileCycles.add(tile);
                    continue;
                }
                int[] ofFilters = ofFilterSets[Math.min(set, ofFilterSets.length - 1)];
                long rows = Math.min(filtersPerSet, section.filters() - set * filtersPerSet);
                tileCycles.add(
                        columnsAhead == null
                                ? barrier(table, ofWindowSet, ofFilters, count * rows, barrierCycles)
                                : columnsAhead.run(table, ofColumns, count, ofFilters, rows, barrierCycles));
            }
        }
        if (table.windowsAreAlike()) {
            Arrays.fill(windowSums, 0);
            table.addWindows(0, windows, ofWindowSet, windowSums);
        }
        int windowSets = (windows + columns - 1) / columns;
        account(section, table, windowSums, barrierCycles, windows, (long) windows * filterSets, windowSets);
    }

    /** Reduces a window set, detector by detector, and its columns to one. */
    private void reduce(
            StepTable table, int first, int count, int[][] ofColumns, int[] ofWindowSet, long[] windowSums) {
        StepTable.clear(ofWindowSet);
        for (int start = 0; start < count; start += columnsPerDetector) {
            int end = Math.min(start + columnsPerDetector, count);
            table.reduceWindows(first + start, first + end, ofColumns[start]);
            table.addWindows(first + start, first + end, ofColumns[start], windowSums);
            StepTable.max(ofWindowSet, ofColumns[start]);
            for (int column = start + 1; column < end && sync.runAhead() > 0; column++) {
                System.arraycopy(ofColumns[start], 0, ofColumns[column], 0, ofWindowSet.length);
            }
        }
    }

    private static long barrier(StepTable table, int[] ofWindows, int[] ofFilters, long pes, long[] barrierCycles) {
        long total = 0;
        for (int step = 0; step < barrierCycles.length; step++) {
            int cycles = table.cycles(ofWindows, ofFilters, step);
            barrierCycles[step] += cycles * pes;
            total += cycles;
        }
        return total;
    }

    /**
     * One window whose steps go to the columns in turn, one start a cycle, since weights arrive for one column a cycle;
     * a column is free again after its step's own cycles. A detector's group is consecutive steps.
     */
    private void fullyConnected(Section section, StepTable table) {
        int steps = table.steps();
        int[][] ofFilterSets = filterReductions(section, table);
        var ofWindow = new int[table.size()];
        table.reduceSteps(columnsPerDetector, ofWindow);
        var windowSums = new long[table.size()];
        table.addWindows(0, 1, ofWindow, windowSums);
        var barrierCycles = new long[steps];
        var columnEnd = new long[sync.fullyConnected() == Sync.FullyConnected.STAGGERED ? columns : 1];
        partialSumColumns = (int) Math.min(columnEnd.length, (long) filterSets(section) * steps);
        int column = 0;
        long clock = 0;
        long end = 0;
        for (int set = 0; set < filterSets(section); set++) {
            long before = end;
            int[] ofFilters = ofFilterSets[Math.min(set, ofFilterSets.length - 1)];
            long rows = Math.min(filtersPerSet, section.filters() - set * filtersPerSet);
            for (int step = 0; step < steps; step++) {
                int cycles = table.cycles(ofWindow, ofFilters, step);
                barrierCycles[step] += cycles * rows;
                clock = Math.max(clock, columnEnd[column]);
                columnEnd[column] = clock + cycles;
                end = Math.max(end, columnEnd[column]);
                clock++;
                column = (column + 1) % columnEnd.length;
            }
            tileCycles.add(end - before);
        }
        account(section, table, windowSums, barrierCycles, 1, filterSets(section), 1);
    }

    private int filterSets(Section section) {
        return (section.filters() + filtersPerSet - 1) / filtersPerSet;
    }

    /** The reduction of each filter set; a single one where all are alike. */
    private int[][] filterReductions(Section section, StepTable table) {
        var reductions = new int[table.filtersAreAlike() ? 1 : filterSets(section)][table.size()];
        for (int set = 0; set < reductions.length; set++) {
            int from = set * filtersPerSet;
            table.reduceFilters(from, Math.min(from + filtersPerSet, section.filters()), reductions[set]);
        }
        return reductions;
    }

    /** Adds a section's work: per step, what windows bring times what filters bring. */
    private void account(
            Section section,
            StepTable table,
            long[] windowSums,
            long[] barrierCycles,
            int windows,
            long activationFetches,
            long weightFetches) {
        var filterSums = new long[table.size()];
        table.addFilters(filtersPerSet, filterSums);
        long filters = section.filters();
        for (int step = 0; step < table.steps(); step++) {
            Work ofPes = table.peWork(step, windows, windowSums, filters, filterSums, barrierCycles[step]);
            peWork = peWork.plus(ofPes);
            laneWork = laneWork.plus(table.laneWork(step, ofPes, windowSums, filterSums));
            activationReads += activationFetches * table.lanesIn(step);
            weightReads += weightFetches * filters * table.lanesOfPeIn(step);
        }
    }
}
