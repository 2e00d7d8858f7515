package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.Work;
import java.util.Arrays;

/**
 * Step fidelity: the time and the work of a layer from its operands' statistics. Each tile, one filter set on one window
 * set, is one entry of {@link #tileCycles}; the machine makes an event of each.
 */
final class StepTiming {
    private final GridLayer layer;
    private final LanePe pe;
    private final Sync sync;
    private final int columns;
    private final int filtersPerSet;
    private final int columnsPerDetector;
    private final int rowsPerDetector;
    private final Cost cost;
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
        cost = composition.cost(pe);
        var columnsAhead = sync.runAhead() == 0 ? null : new RunAhead(columns, sync.runAhead());
        for (Section section : Section.of(layer, pe.lanes(), filtersPerSet)) {
            if (layer.fullyConnected()) {
                fullyConnected(section);
            } else {
                convolution(section, columnsAhead);
            }
        }
    }

    /** Cycles of each tile, in order; their sum is the layer's compute. */
    TileCycles tileCycles() {
        return tileCycles;
    }

    /** Work summed over the PEs that have a window and a filter; the pieces of a composed operand count once. */
    Work peWork() {
        return peWork;
    }

    /** The same work summed over their lanes with an operand. */
    Work laneWork() {
        return laneWork;
    }

    /** Activations that the grid fetches from its buffer; the rows of a column share one fetch. */
    long activationReads() {
        return activationReads;
    }

    /** Weights that it fetches; the columns of a row share one fetch. */
    long weightReads() {
        return weightReads;
    }

    /** Cycles in which the pipeline drains and, fully connected, the columns' partial sums are added up. */
    long fillCycles() {
        return pe.drainCycles() + partialSumColumns - 1;
    }

    /** Additions of partial sums across columns. */
    long reductionAdds() {
        return (partialSumColumns - 1L) * layer.filters();
    }

    private void convolution(Section section, RunAhead columnsAhead) {
        var table = new StepTable(layer, section, cost, pe.lanes());
        int windows = layer.windows();
        int[][] weightStats = weightStats(section, table);
        int filterSets = filterSets(section);
        var windowSums = new StatSums(table.steps());
        var columnStats = new int[columns][table.steps()];
        var widest = new int[table.steps()];
        for (int first = 0; first < windows; first += columns) {
            int count = Math.min(columns, windows - first);
            Arrays.fill(widest, 0);
            for (int start = 0; start < count; start += columnsPerDetector) {
                int end = Math.min(start + columnsPerDetector, count);
                table.activationStats(first + start, first + end, columnStats[start]);
                windowSums.add(columnStats[start], end - start);
                for (int column = start + 1; column < end; column++) {
                    System.arraycopy(columnStats[start], 0, columnStats[column], 0, widest.length);
                }
                for (int step = 0; step < widest.length; step++) {
                    widest[step] = Math.max(widest[step], columnStats[start][step]);
                }
            }
            for (int set = 0; set < filterSets; set++) {
                int[] weights = weightStats[Math.min(set, weightStats.length - 1)];
                tileCycles.add(
                        columnsAhead == null
                                ? barrier(widest, weights)
                                : columnsAhead.run(columnStats, count, weights, cost));
            }
        }
        int windowSets = (windows + columns - 1) / columns;
        account(section, table, windowSums, windows, (long) windows * filterSets, windowSets);
    }

    private long barrier(int[] activationStats, int[] weightStats) {
        long cycles = 0;
        for (int step = 0; step < activationStats.length; step++) {
            cycles += cost.cycles(activationStats[step], weightStats[step]);
        }
        return cycles;
    }

    /**
     * One window whose steps go to the columns in turn, one start a cycle, since weights arrive for one column a cycle;
     * a column is free again after its step's own cycles. A detector's group is consecutive steps.
     */
    private void fullyConnected(Section section) {
        var table = new StepTable(layer, section, cost, pe.lanes());
        int steps = table.steps();
        int[][] weightStats = weightStats(section, table);
        var activationStats = new int[steps];
        table.activationStats(0, 1, activationStats);
        shareInGroups(activationStats);
        var columnEnd = new long[sync.fullyConnected() == Sync.FullyConnected.STAGGERED ? columns : 1];
        partialSumColumns = (int) Math.min(columnEnd.length, (long) filterSets(section) * steps);
        int column = 0;
        long clock = 0;
        long end = 0;
        for (int set = 0; set < filterSets(section); set++) {
            long before = end;
            int[] weights = weightStats[Math.min(set, weightStats.length - 1)];
            for (int step = 0; step < steps; step++) {
                clock = Math.max(clock, columnEnd[column]);
                columnEnd[column] = clock + cost.cycles(activationStats[step], weights[step]);
                end = Math.max(end, columnEnd[column]);
                clock++;
                column = (column + 1) % columnEnd.length;
            }
            tileCycles.add(end - before);
        }
        var windowSums = new StatSums(steps);
        windowSums.add(activationStats, 1);
        account(section, table, windowSums, 1, filterSets(section), 1);
    }

    private void shareInGroups(int[] stats) {
        for (int start = 0; start < stats.length; start += columnsPerDetector) {
            int end = Math.min(start + columnsPerDetector, stats.length);
            int max = 0;
            for (int step = start; step < end; step++) {
                max = Math.max(max, stats[step]);
            }
            Arrays.fill(stats, start, end, max);
        }
    }

    private int filterSets(Section section) {
        return (section.filters() + filtersPerSet - 1) / filtersPerSet;
    }

    /** The widest weights of each filter set at each step; a single entry where the profile decides. */
    private int[][] weightStats(Section section, StepTable table) {
        var stats = new int[cost.weightStat().isConstant() ? 1 : filterSets(section)][table.steps()];
        for (int set = 0; set < stats.length; set++) {
            int from = set * filtersPerSet;
            table.weightStats(from, Math.min(from + filtersPerSet, section.filters()), stats[set]);
        }
        return stats;
    }

    /** Adds a section's work: per step, what windows bring times what filters bring. */
    private void account(
            Section section,
            StepTable table,
            StatSums windowSums,
            int windows,
            long activationFetches,
            long weightFetches) {
        var filterSums = new StatSums(table.steps());
        var stats = new int[table.steps()];
        int filters = section.filters();
        int group = cost.weightStat().isConstant() ? filters : rowsPerDetector;
        for (int set = 0; set < filters; set += filtersPerSet) {
            int setEnd = Math.min(set + filtersPerSet, filters);
            for (int from = set; from < setEnd; from += group) {
                int to = Math.min(from + group, setEnd);
                table.weightStats(from, to, stats);
                filterSums.add(stats, to - from);
            }
        }
        for (int step = 0; step < table.steps(); step++) {
            var work = new Work(
                    (long) windows * filters,
                    Math.multiplyExact(windowSums.at(step), filterSums.at(step)),
                    Math.multiplyExact(windowSums.at(step), (long) filters),
                    Math.multiplyExact((long) windows, filterSums.at(step)));
            int lanes = table.lanesIn(step);
            int lanesOfPe = section.diagonal() ? 1 : lanes;
            peWork = peWork.plus(work);
            laneWork = laneWork.plus(work.times(lanesOfPe));
            activationReads += activationFetches * lanes;
            weightReads += weightFetches * filters * lanesOfPe;
        }
    }
}
