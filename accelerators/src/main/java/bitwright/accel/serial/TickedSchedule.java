package bitwright.accel.serial;

import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.GroupStat;
import bitwright.accel.pe.LanePe;
import bitwright.accel.tactical.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Cycle fidelity of a grid behind a static weight scheduler: the activation lines of every tile and column, the selects of
 * every lane, and every PE, register by register. What detectors find is found on the activations that have come through
 * the multiplexers; the independent proof of {@link ScheduledTiming}.
 */
final class TickedSchedule implements Ticked {
    /**
     * A line of every tile that has one.
     *
     * @param tiles the tiles' schedules
     * @param firstFilters the first filter of each
     */
    private record Step(
            WindowPools lines,
            List<Schedule> tiles,
            List<Integer> firstFilters,
            int firstWindow,
            int windows,
            int line) {}

    private final GridLayer layer;
    private final LanePe pe;
    private final Composition composition;
    private final Cost.Product product;
    private final boolean inTurn;
    private final int runAhead;
    private final int columnsPerDetector;
    private final int rowsPerDetector;
    private final int rowsOfTile;
    private final int lookahead;
    private final List<Step> steps = new ArrayList<>();
    private final TickedPes pes;
    /** Steps that a column has begun; for a layer whose steps go to the columns in turn, all in entry 0. */
    private final int[] begun;

    TickedSchedule(SerialGrid grid, GridLayer layer, Composition composition) {
        this.layer = layer;
        this.composition = composition;
        pe = grid.pe();
        product = (Cost.Product) composition.cost();
        inTurn = layer.fullyConnected();
        var sync = grid.sync();
        runAhead = sync.runAhead();
        columnsPerDetector = Math.max(1, pe.activationGroup() / composition.activationPieces());
        rowsPerDetector = Math.max(1, pe.weightGroup() / composition.weightPieces());
        rowsOfTile = composition.rows();
        lookahead = grid.scheduler().orElseThrow().search().lookahead();
        plan(grid);
        boolean oneColumn = inTurn && sync.fullyConnected() == Sync.FullyConnected.SINGLE_COLUMN;
        int most = inTurn ? Math.max(1, steps.size()) : layer.windows();
        int columns = Math.min(oneColumn ? 1 : composition.columns(), most);
        begun = new int[columns];
        int rows = rowsOfTile * grid.array().tiles();
        pes = new TickedPes(pe, composition, columns, rows, inTurn ? columns : 1, layer.windows() * layer.filters());
    }

    private void plan(SerialGrid grid) {
        int tiles = grid.array().tiles();
        int windowsPerSet = inTurn ? 1 : composition.columns();
        var filters = new TileFilters(layer, pe.lanes(), rowsOfTile, tiles);
        for (Section section : filters.sections()) {
            var schedules = new ArrayList<Schedule>();
            for (int filling = 0; filling < filters.fillings(section); filling++) {
                schedules.add(filters.schedule(grid.scheduler().orElseThrow(), section, filling));
            }
            var lines = new WindowPools(layer, section, pe.lanes(), lookahead);
            for (int window = 0; window < layer.windows(); window += windowsPerSet) {
                int windows = Math.min(windowsPerSet, layer.windows() - window);
                for (int first = 0; first < schedules.size(); first += tiles) {
                    int end = Math.min(first + tiles, schedules.size());
                    plan(filters, section, lines, schedules.subList(first, end), first, window, windows);
                }
            }
        }
    }

    private void plan(
            TileFilters filters,
            Section section,
            WindowPools lines,
            List<Schedule> set,
            int filling,
            int window,
            int windows) {
        var firstFilters = new ArrayList<Integer>();
        for (int tile = 0; tile < set.size(); tile++) {
            firstFilters.add(filters.firstFilter(section, filling + tile));
        }
        int longest = set.stream().mapToInt(Schedule::lines).max().orElse(0);
        for (int line = 0; line < longest; line++) {
            steps.add(new Step(lines, set, firstFilters, window, windows, line));
        }
    }

    @Override
    public boolean tick() {
        return pes.tick(inTurn ? this::beginInTurn : this::beginTogether, column -> false);
    }

    private void beginInTurn() {
        int step = begun[0];
        int column = step % pes.columns();
        if (step < steps.size() && pes.ready(column)) {
            begin(column, steps.get(step), steps.get(step).firstWindow());
            begun[0]++;
        }
    }

    private void beginTogether() {
        boolean progress = true;
        while (progress) {
            progress = false;
            int finished = Integer.MAX_VALUE;
            for (int column = 0; column < begun.length; column++) {
                finished = Math.min(finished, pes.ready(column) ? begun[column] : begun[column] - 1);
            }
            for (int column = 0; column < begun.length; column++) {
                int step = begun[column];
                if (step < steps.size() && pes.ready(column) && finished >= step - runAhead) {
                    Step next = steps.get(step);
                    if (column < next.windows()) {
                        begin(column, next, next.firstWindow() + column);
                    } else {
                        progress = true; // a column without a window is done with the step at once
                    }
                    begun[column]++;
                }
            }
        }
    }

    private void begin(int column, Step step, int window) {
        for (int tile = 0; tile < step.tiles().size(); tile++) {
            Schedule schedule = step.tiles().get(tile);
            if (step.line() < schedule.lines()) {
                begin(column, step, window, tile, schedule);
            }
        }
    }

    private void begin(int column, Step step, int window, int tile, Schedule schedule) {
        int[] offered = offered(step, schedule, step.line(), window);
        Control detected = detected(step, schedule, column);
        for (int row = 0; row < schedule.rows(); row++) {
            int start = row - row % rowsPerDetector;
            int end = Math.min(start + rowsPerDetector, schedule.rows());
            int weightStat = ScheduledTile.weightStat(schedule, step.line(), product.weights(), start, end);
            var control = new Control(detected.activationStat(), weightStat, detected.activationShift());
            int[] activations = multiplexed(schedule, step.line(), row, offered);
            var weights = new int[pe.lanes()];
            for (int lane = 0; lane < weights.length; lane++) {
                weights[lane] = schedule.weight(step.line(), row, lane);
            }
            int output = window * layer.filters() + step.firstFilters().get(tile) + row;
            pes.start(column, tile * rowsOfTile + row, weights, activations, control, inTurn ? column : 0, output);
        }
    }

    /** The registers that the multiplexers of a tile's column look at: its line's activations and those ahead. */
    private int[] offered(Step step, Schedule schedule, int line, int window) {
        int[] lines = step.lines().linesOf(window);
        int from = schedule.time(line) * pe.lanes();
        int to = Math.min(from + (lookahead + 1) * pe.lanes(), lines.length);
        return java.util.Arrays.copyOfRange(lines, from, to);
    }

    /** What a row's multiplexers let through; an idle lane's lets nothing. */
    private int[] multiplexed(Schedule schedule, int line, int row, int[] offered) {
        var activations = new int[pe.lanes()];
        for (int lane = 0; lane < activations.length; lane++) {
            int source = schedule.source(line, row, lane);
            activations[lane] = source == Schedule.IDLE ? 0 : offered[source];
        }
        return activations;
    }

    /** A tile's detector: over the rows and the columns of its group, or over the consecutive lines of its group. */
    private Control detected(Step step, Schedule schedule, int column) {
        GroupStat stat = product.activations();
        int place = inTurn ? step.line() : column;
        int start = place - place % columnsPerDetector;
        int end = Math.min(start + columnsPerDetector, inTurn ? schedule.lines() : step.windows());
        int summary = 0;
        boolean first = true;
        for (int member = start; member < end; member++) {
            int line = inTurn ? member : step.line();
            int[] offered = offered(step, schedule, line, step.firstWindow() + (inTurn ? 0 : member));
            for (int row = 0; row < schedule.rows(); row++) {
                int[] activations = multiplexed(schedule, line, row, offered);
                int ofRow = stat.summary(activations, 0, activations.length);
                summary = first ? ofRow : stat.merge(summary, ofRow);
                first = false;
            }
        }
        return new Control(stat.read(summary), 0, stat.lowestBit(summary));
    }

    @Override
    public TickedPes pes() {
        return pes;
    }
}
