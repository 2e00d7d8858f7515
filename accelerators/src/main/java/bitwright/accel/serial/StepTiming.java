package bitwright.accel.serial;

import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.Work;
import java.util.Arrays;
import java.util.List;

/**
 * Step fidelity: the time and the work of a layer from its operands' statistics. Each tile, one filter set on one window
 * set, is one entry of {@link #tileCycles}; the machine makes an event of each.
 */
final class StepTiming implements GridTiming {
    private final GridLayer layer;
    private final LanePe pe;
    private final Sync sync;
    private final boolean cascade;
    private final int columns;
    private final int filtersPerSet;
    private final int columnsPerDetector;
    private final int rowsPerDetector;
    private final TileCycles tileCycles = new TileCycles();
    /** Columns that hold a partial sum of the same output; 1 for a convolution. */
    private int partialSumColumns = 1;

    private long reductionAdds;

    private Work peWork = Work.NONE;
    private Work laneWork = Work.NONE;
    private long activationReads;
    private long weightReads;

    StepTiming(GridLayer layer, LanePe pe, Array array, Sync sync, Composition composition) {
        cascade = array.cascade();
        this.layer = layer;
        this.pe = pe;
        this.sync = sync;
        columns = composition.columns();
        filtersPerSet = composition.filtersPerSet();
        // A detector watches physical columns and rows; a composed operand takes several of them.
        columnsPerDetector = Math.max(1, pe.activationGroup() / composition.activationPieces());
        rowsPerDetector = Math.max(1, pe.weightGroup() / composition.weightPieces());
        var tables = StepTable.of(layer, composition.cost(), pe.lanes(), rowsPerDetector);
        var sections = Section.of(layer, pe.lanes(), filtersPerSet);
        int units = sync.rowsApart() ? columns * filtersPerSet : columns;
        var ahead = sync.runAhead() == 0 ? null : new RunAhead(units, sync.runAhead(), steps(sections));
        for (Section section : sections) {
            var table = tables.apply(section);
            if (layer.fullyConnected() && sync.fullyConnected() == Sync.FullyConnected.OUTPUT_COLUMNS) {
                outputColumns(section, table);
            } else if (layer.fullyConnected()) {
                fullyConnected(section, table);
            } else {
                convolution(section, table, ahead);
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
        return reductionAdds;
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

    /** Steps of the whole layer, one after another. */
    private long steps(List<Section> sections) {
        long windowSets = (layer.windows() + columns - 1) / columns;
        return sections.stream()
                .mapToLong(
                        section -> windowSets * filterSets(section) * layer.taps() * section.channelBlocks(pe.lanes()))
                .sum();
    }

    private void convolution(Section section, StepTable table, RunAhead ahead) {
        int windows = layer.windows();
        int filterSets = filterSets(section);
        int[][] ofFilterSets = sync.rowsApart() ? null : filterReductions(section, table);
        var rowsApart = sync.rowsApart() ? new RowsApart(table, section.filters(), filtersPerSet, columns) : null;
        var windowSums = new long[table.size()];
        var barrierCycles = new long[table.steps()];
        var ofColumns = new int[columns][table.size()];
        var ofWindowSet = new int[table.size()];
        boolean tilesAreAlike = table.filtersAreAlike() && ahead == null;
        long tile = 0;
        for (int first = 0; first < windows; first += columns) {
            int count = Math.min(columns, windows - first);
            if (first == 0 || !table.windowsAreAlike()) {
                reduce(table, first, count, ofColumns, ofWindowSet, windowSums);
                tile = tilesAreAlike ? barrier(table, ofWindowSet, ofFilterSets[0], 0, barrierCycles) : 0;
            }
            if (rowsApart != null) {
                rowsApart.run(ofColumns, count, ahead, barrierCycles, tileCycles);
                continue;
            }
            for (int set = 0; set < filterSets; set++) {
                if (tilesAreAlike) {
                    tileCycles.add(tile);
                    continue;
                }
                int[] ofFilters = of(ofFilterSets, set);
                long rows = Math.min(filtersPerSet, section.filters() - set * filtersPerSet);
                tileCycles.add(
                        ahead == null
                                ? barrier(table, ofWindowSet, ofFilters, count * rows, barrierCycles)
                                : columnsAhead(table, ofColumns, count, ofFilters, rows, ahead, barrierCycles));
            }
        }
        if (table.windowsAreAlike()) {
            Arrays.fill(windowSums, 0);
            table.addWindows(0, windows, ofWindowSet, windowSums);
        }
        int windowSets = (windows + columns - 1) / columns;
        account(section, table, windowSums, barrierCycles, windows, (long) windows * filterSets, windowSets);
    }

    /** Runs a tile whose columns may run ahead and returns by how many cycles it moves the end. */
    private static long columnsAhead(
            StepTable table,
            int[][] ofColumns,
            int count,
            int[] ofFilters,
            long rows,
            RunAhead ahead,
            long[] barrierCycles) {
        long before = ahead.end();
        var cycles = new int[count];
        for (int step = 0; step < barrierCycles.length; step++) {
            for (int column = 0; column < count; column++) {
                cycles[column] = table.cycles(ofColumns[column], ofFilters, step);
            }
            ahead.begin();
            barrierCycles[step] += rows * ahead.run(0, cycles, 0, count);
            ahead.finish();
        }
        return ahead.end() - before;
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
        int inTurn = sync.fullyConnected() == Sync.FullyConnected.STAGGERED ? columns : 1;
        partialSumColumns = (int) Math.min(inTurn, (long) filterSets(section) * steps);
        reductionAdds = (partialSumColumns - 1L) * layer.filters();
        var stagger = new Stagger(inTurn);
        int column = 0;
        for (int set = 0; set < filterSets(section); set++) {
            long before = stagger.end();
            int[] ofFilters = of(ofFilterSets, set);
            long rows = Math.min(filtersPerSet, section.filters() - set * filtersPerSet);
            for (int step = 0; step < steps; step++) {
                int cycles = table.cycles(ofWindow, ofFilters, step);
                barrierCycles[step] += cycles * rows;
                stagger.start(column, cycles);
                column = (column + 1) % inTurn;
            }
            tileCycles.add(stagger.end() - before);
        }
        account(section, table, windowSums, barrierCycles, 1, filterSets(section), 1);
    }

    /**
     * One window, and every column with filters of its own: a step's activations go to all of them. Weights enter one column
     * a cycle, in turn, once the column is done with those it has. Columns without filters may take every so many-th step
     * of those that have ({@link OutputColumns}).
     */
    private void outputColumns(Section section, StepTable table) {
        int[][] ofFilterSets = filterReductions(section, table);
        var ofWindow = new int[table.size()];
        table.reduceSteps(1, ofWindow);
        var windowSums = new long[table.size()];
        table.addWindows(0, 1, ofWindow, windowSums);
        var barrierCycles = new long[table.steps()];
        var plans = OutputColumns.plan(section.filters(), filtersPerSet, columns, table.steps(), cascade);
        var loads = new WeightLoads(plans, (set, step) -> table.weightLoads(of(ofFilterSets, set), step));
        var stagger = new Stagger(columns);
        OutputColumns plan = plans.get(0);
        while (loads.next()) {
            if (loads.plan() != plan) {
                tileCycles.add(stagger.end() - tileCycles.total());
                plan = loads.plan();
            }
            int[] ofFilters = of(ofFilterSets, loads.set());
            int ofStep = table.cycles(ofWindow, ofFilters, loads.step());
            int cycles = ofStep / table.weightLoads(ofFilters, loads.step());
            stagger.start(loads.column(), cycles);
            int rows = Math.min(filtersPerSet, section.filters() - loads.set() * filtersPerSet);
            barrierCycles[loads.step()] += (long) cycles * rows;
        }
        tileCycles.add(stagger.end() - tileCycles.total());
        for (OutputColumns last : plans) {
            partialSumColumns = Math.max(partialSumColumns, last.slices());
            reductionAdds += (last.slices() - 1L) * last.filters();
        }
        account(section, table, windowSums, barrierCycles, 1, plans.size(), 1);
    }

    private static int[] of(int[][] reductions, int set) {
        return reductions[Math.min(set, reductions.length - 1)];
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
