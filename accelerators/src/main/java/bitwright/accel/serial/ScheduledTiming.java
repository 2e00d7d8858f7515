package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LanePool;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.Work;
import bitwright.accel.tactical.Schedule;
import bitwright.accel.tactical.WeightScheduler;
import bitwright.sim.energy.Ledger;
import bitwright.sim.parameter.Check;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Step fidelity of a grid behind a static weight scheduler. Each tile has its own lines; all tiles step together, so a
 * filter set takes as many steps as its longest tile has lines. In a step a detector finds what the activations that the
 * multiplexers of its tile and columns bring, and only those, ask for.
 */
final class ScheduledTiming implements GridTiming {
    private final GridLayer layer;
    private final LanePe pe;
    private final Sync sync;
    private final WeightScheduler scheduler;
    private final Composition composition;
    private final Cost.Product cost;
    private final TileFilters filters;
    private final int tiles;
    private final int columns;
    private final int columnsPerDetector;
    private final int rowsPerDetector;
    private final TileCycles tileCycles = new TileCycles();
    /** By section, of filter sets. */
    private final List<List<Accesses>> accesses = new ArrayList<>();

    private final ScheduledWork work = new ScheduledWork();
    /** Cycles of the step at hand, column by column. */
    private final int[] ofColumns;

    private long steps;
    private int partialSumColumns = 1;
    private long activationReads;
    private long weightReads;
    private long storedSlots;
    private long moved;
    private long operands;
    private long lines;
    private long unscheduledLines;

    /**
     * What a filter set asks its buffers for, window set by window set.
     *
     * @param gathers lines of activations, of all tiles, each of which fetches its own
     * @param weightLines lines of the longest tile
     */
    private record Accesses(int gathers, int weightLines) {}

    ScheduledTiming(SerialGrid grid, GridLayer layer, Composition composition) {
        this.layer = layer;
        this.composition = composition;
        pe = grid.pe();
        sync = grid.sync();
        scheduler = grid.scheduler().orElseThrow();
        cost = (Cost.Product) composition.cost();
        tiles = grid.array().tiles();
        columns = composition.columns();
        columnsPerDetector = Math.max(1, pe.activationGroup() / composition.activationPieces());
        rowsPerDetector = Math.max(1, pe.weightGroup() / composition.weightPieces());
        ofColumns = new int[columns];
        filters = new TileFilters(layer, pe.lanes(), composition.rows(), tiles);
        var columnsAhead = sync.runAhead() == 0
                ? null
                : new RunAhead(columns, sync.runAhead(), layer.loaded().layer().macs());
        for (Section section : filters.sections()) {
            accesses.add(new ArrayList<>());
            if (layer.fullyConnected()) {
                fullyConnected(section);
            } else {
                convolution(section, columnsAhead);
            }
        }
    }

    /** Refuses a grid that the scheduler cannot stand before. */
    static void require(WeightScheduler scheduler, LanePe pe, Array array, Sync sync) {
        Check.that(
                !sync.rowsApart() && sync.fullyConnected() != Sync.FullyConnected.OUTPUT_COLUMNS,
                "scheduler",
                "does not go with sync.scope: pe nor with sync.fullyConnected: output-columns");
        Check.that(
                !array.cascade() && !array.replicate(),
                "scheduler",
                "does not go with array.cascade nor with array.replicate");
        Check.that(pe.lanes() <= Long.SIZE, "scheduler", "takes PEs of at most 64 lanes, got " + pe.lanes());
        for (var candidate : scheduler.search().candidates()) {
            Check.that(
                    Math.abs(candidate.lookaside()) < pe.lanes(),
                    "scheduler.search",
                    "must not look " + candidate.lookaside() + " lanes aside in PEs of " + pe.lanes() + " lanes");
        }
        var precision = new LayerPrecision(pe.operandBits(), true, pe.operandBits(), true);
        Check.that(
                pe.cost(precision) instanceof Cost.Product,
                "scheduler",
                "takes PEs whose lanes go together (Cost.Product), not those of which each lane takes its own time");
    }

    @Override
    public TileCycles tileCycles() {
        return tileCycles;
    }

    /** Nothing drains where every line has been left out. */
    @Override
    public long fillCycles() {
        return steps == 0 ? 0 : pe.drainCycles() + partialSumColumns - 1;
    }

    @Override
    public long reductionAdds() {
        return (partialSumColumns - 1L) * layer.filters();
    }

    @Override
    public Work peWork() {
        return work.ofPes();
    }

    @Override
    public Work laneWork() {
        return work.ofLanes();
    }

    /** Tiles run at their own pace and fetch for themselves. */
    @Override
    public long activationReads() {
        return activationReads;
    }

    @Override
    public long weightReads() {
        return weightReads;
    }

    @Override
    public int gathers(int section, int filterSet, int unscheduled) {
        return accesses.get(section).get(filterSet).gathers;
    }

    @Override
    public int weightLines(int section, int filterSet, int unscheduled) {
        return accesses.get(section).get(filterSet).weightLines;
    }

    @Override
    public long storedWeights(long ofTensor) {
        return storedSlots;
    }

    @Override
    public int bitsBesideWeight() {
        return scheduler.search().selectBits();
    }

    @Override
    public void charge(Ledger ledger) {
        int pieces = composition.activationPieces() * composition.weightPieces();
        new FrontEnd(scheduler.search(), pe)
                .charge(
                        ledger,
                        composition.precision(0, 0),
                        peWork().times(pieces),
                        laneWork().times(pieces),
                        activationReads * composition.activationPieces());
    }

    @Override
    public void describe(Map<String, Double> statistics) {
        statistics.put("scheduledLinesPercent", 100.0 * lines / Math.max(1, unscheduledLines));
        statistics.put("movedWeightsPercent", 100.0 * moved / Math.max(1, storedSlots));
        statistics.put("idleSlotsPercent", 100.0 * (storedSlots - operands) / Math.max(1, storedSlots));
    }

    /** The tiles of a filter set, given its first filling. */
    private List<ScheduledTile> prepare(Section section, int first, int windows, int windowSets) {
        var set = new ArrayList<ScheduledTile>();
        int gathers = 0;
        for (int filling = first; filling < Math.min(first + tiles, filters.fillings(section)); filling++) {
            Schedule schedule = filters.schedule(scheduler, section, filling);
            var used = schedule.usedTimes();
            gathers += used.cardinality();
            activationReads += windows * channels(section, used);
            set.add(tile(section, schedule, windowSets));
        }
        accesses.get(accesses.size() - 1).add(new Accesses(gathers, longest(set)));
        return set;
    }

    private ScheduledTile tile(Section section, Schedule schedule, int windowSets) {
        var tile = new ScheduledTile(schedule, cost.activations(), cost.weights(), rowsPerDetector);
        weightReads += windowSets * tile.slots();
        storedSlots += tile.slots();
        moved += tile.moved();
        operands += tile.operands();
        lines += tile.lines();
        unscheduledLines += filters.times(section);
        return tile;
    }

    /** Activations of the lines that any multiplexer brings something from. */
    private long channels(Section section, BitSet used) {
        long activations = 0;
        for (int time = used.nextSetBit(0); time >= 0; time = used.nextSetBit(time + 1)) {
            activations += section.channelsInBlock(time % section.channelBlocks(pe.lanes()), pe.lanes());
        }
        return activations;
    }

    private void convolution(Section section, RunAhead columnsAhead) {
        int windows = layer.windows();
        int windowSets = (windows + columns - 1) / columns;
        var sets = new ArrayList<List<ScheduledTile>>();
        for (int first = 0; first < filters.fillings(section); first += tiles) {
            sets.add(prepare(section, first, windows, windowSets));
        }
        boolean constant = cost.activations().isConstant();
        boolean alike = constant && columnsAhead == null;
        var pools = constant
                ? null
                : new WindowPools(layer, section, pe.lanes(), scheduler.search().lookahead());
        for (int first = 0; first < windows; first += columns) {
            int count = Math.min(columns, windows - first);
            int times = alike && count == columns ? windows / columns : 1;
            LanePool[] ofWindows = constant ? null : pools.load(cost.activations(), first, count);
            work.repeat(times);
            var cycles = new long[sets.size()];
            for (int set = 0; set < cycles.length; set++) {
                cycles[set] = run(sets.get(set), ofWindows, count, columnsAhead);
            }
            for (int time = 0; time < times; time++) {
                for (long tile : cycles) {
                    tileCycles.add(tile);
                }
            }
            first += (times - 1) * columns;
        }
        work.repeat(1);
    }

    /** Runs a filter set on a window set and returns its cycles. */
    private long run(List<ScheduledTile> set, LanePool[] ofWindows, int windows, RunAhead columnsAhead) {
        int longest = longest(set);
        steps += longest;
        long cycles = 0;
        long before = columnsAhead == null ? 0 : columnsAhead.end();
        for (int step = 0; step < longest; step++) {
            int slowest = step(set, step, ofWindows, windows);
            if (columnsAhead == null) {
                cycles += slowest;
            } else {
                columnsAhead.begin();
                columnsAhead.run(0, ofColumns, 0, windows);
                columnsAhead.finish();
            }
        }
        return columnsAhead == null ? cycles : columnsAhead.end() - before;
    }

    private static int longest(List<ScheduledTile> set) {
        return set.stream().mapToInt(ScheduledTile::lines).max().orElse(0);
    }

    /** Finds the cycles of each column, and of the slowest, for one line of every tile that has one. */
    private int step(List<ScheduledTile> set, int line, LanePool[] ofWindows, int windows) {
        java.util.Arrays.fill(ofColumns, 0, windows, 0);
        int slowest = 0;
        for (ScheduledTile tile : set) {
            if (line >= tile.lines()) {
                continue;
            }
            long stats = 0;
            for (int start = 0; start < windows; start += columnsPerDetector) {
                int end = Math.min(start + columnsPerDetector, windows);
                int stat = stat(tile, line, ofWindows, start, end);
                stats += (long) stat * (end - start);
                int cycles = stat * tile.mostOfWeights[line];
                for (int column = start; column < end; column++) {
                    ofColumns[column] = Math.max(ofColumns[column], cycles);
                }
                slowest = Math.max(slowest, cycles);
            }
            work.add(tile, line, windows, stats);
        }
        return slowest;
    }

    private int stat(ScheduledTile tile, int line, LanePool[] ofWindows, int from, int to) {
        var stat = cost.activations();
        if (ofWindows == null) {
            return stat.of(new int[0]);
        }
        int merged = summary(tile, line, ofWindows[from]);
        for (int column = from + 1; column < to; column++) {
            merged = stat.merge(merged, summary(tile, line, ofWindows[column]));
        }
        return stat.read(merged);
    }

    /** What all rows of a tile choose from the lines that one window offers. */
    private int summary(ScheduledTile tile, int line, LanePool pool) {
        long[] choices = tile.choices();
        int words = tile.choiceWords();
        int choice = tile.firstChoice(line);
        int end = tile.firstChoice(line + 1);
        int time = tile.time(line);
        int merged = pool.summary(time, choices, choice);
        choice += words;
        if (tile.isBounded() && choice < end) {
            int most = merged;
            merged = pool.summary(time, choices, choice);
            for (choice += words; choice < end && merged != most; choice += words) {
                merged = cost.activations().merge(merged, pool.summary(time, choices, choice));
            }
            return merged;
        }
        for (; choice < end; choice += words) {
            merged = cost.activations().merge(merged, pool.summary(time, choices, choice));
        }
        return merged;
    }

    /**
     * One window; lines go to the columns in turn, one start a cycle. A detector's group is consecutive lines of a tile.
     */
    private void fullyConnected(Section section) {
        var stat = cost.activations();
        LanePool[] pools = stat.isConstant()
                ? null
                : new WindowPools(layer, section, pe.lanes(), scheduler.search().lookahead()).load(stat, 0, 1);
        int columnsInTurn = sync.fullyConnected() == Sync.FullyConnected.STAGGERED ? columns : 1;
        var stagger = new Stagger(columnsInTurn);
        long started = 0;
        for (int first = 0; first < filters.fillings(section); first += tiles) {
            List<ScheduledTile> set = prepare(section, first, 1, 1);
            List<int[]> stats = set.stream().map(tile -> lineStats(tile, pools)).toList();
            long before = stagger.end();
            int longest = longest(set);
            for (int step = 0; step < longest; step++) {
                int cycles = 0;
                for (int t = 0; t < set.size(); t++) {
                    var tile = set.get(t);
                    if (step < tile.lines()) {
                        int found = stats.get(t)[step];
                        work.add(tile, step, 1, found);
                        cycles = Math.max(cycles, found * tile.mostOfWeights[step]);
                    }
                }
                stagger.start((int) (started++ % columnsInTurn), cycles);
            }
            steps += longest;
            tileCycles.add(stagger.end() - before);
        }
        partialSumColumns = (int) Math.max(1, Math.min(columnsInTurn, steps));
    }

    private int[] lineStats(ScheduledTile tile, LanePool[] pools) {
        var stat = cost.activations();
        var stats = new int[tile.lines()];
        for (int start = 0; start < stats.length; start += columnsPerDetector) {
            int end = Math.min(start + columnsPerDetector, stats.length);
            int found;
            if (pools == null) {
                found = stat.of(new int[0]);
            } else {
                int merged = summary(tile, start, pools[0]);
                for (int line = start + 1; line < end; line++) {
                    merged = stat.merge(merged, summary(tile, line, pools[0]));
                }
                found = stat.read(merged);
            }
            java.util.Arrays.fill(stats, start, end, found);
        }
        return stats;
    }
}
