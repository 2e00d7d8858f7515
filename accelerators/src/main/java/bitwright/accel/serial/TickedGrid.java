package bitwright.accel.serial;

import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.GroupStat;
import bitwright.accel.pe.LanePe;
import java.util.ArrayList;
import java.util.List;

/**
 * Cycle fidelity: every PE of the grid, register by register. {@link #tick} is one clock edge of the whole grid; a
 * layer's time, its parts and its output values are what comes out. Precisions are detected here on the gathered
 * operands themselves, not looked up in the tables of {@link StepTiming}, whose independent proof this is.
 */
final class TickedGrid implements Ticked {
    private static final Control NOTHING = new Control(0, 0);

    private final GridLayer layer;
    private final LanePe pe;
    private final Composition composition;
    /** What detectors look for; null where PEs find out by themselves. */
    private final Cost.Product product;

    private final boolean inTurn;
    /** Parts of a column that step by themselves: all of its rows together, or each of them. */
    private final int unitsOfColumn;

    private final int runAhead;
    private final int columnsPerDetector;
    private final int rowsPerDetector;
    private final List<GridStep> steps = new ArrayList<>();
    private final TickedPes pes;
    /** Steps that a unit has begun, column by column; for a layer whose steps go to the columns in turn, all in entry 0. */
    private final int[] begun;
    /** Weights on their way into columns with outputs of their own; null where columns share outputs or windows differ. */
    private final WeightLoads loads;

    private boolean loadWaits;
    /** Cycles for which a column has weights; without, it stands still in the middle of a step. */
    private final int[] weighted;

    TickedGrid(GridLayer layer, LanePe pe, Array array, Sync sync, Composition composition) {
        this.layer = layer;
        this.pe = pe;
        this.composition = composition;
        product = composition.cost() instanceof Cost.Product detected ? detected : null;
        inTurn = layer.fullyConnected();
        runAhead = sync.runAhead();
        boolean outputColumns = inTurn && sync.fullyConnected() == Sync.FullyConnected.OUTPUT_COLUMNS;
        columnsPerDetector = outputColumns ? 1 : Math.max(1, pe.activationGroup() / composition.activationPieces());
        rowsPerDetector = Math.max(1, pe.weightGroup() / composition.weightPieces());
        int filtersPerSet = composition.filtersPerSet();
        int windowsPerSet = inTurn ? 1 : composition.columns();
        for (Section section : Section.of(layer, pe.lanes(), filtersPerSet)) {
            plan(section, windowsPerSet, filtersPerSet);
        }
        boolean oneColumn = inTurn && sync.fullyConnected() == Sync.FullyConnected.SINGLE_COLUMN;
        int columns = Math.min(oneColumn ? 1 : composition.columns(), inTurn ? steps.size() : layer.windows());
        int rows = Math.min(filtersPerSet, layer.filters());
        unitsOfColumn = sync.rowsApart() && !inTurn ? rows : 1;
        begun = new int[columns * unitsOfColumn];
        weighted = new int[columns];
        int parts = inTurn ? columns : 1;
        if (outputColumns) {
            var plans = OutputColumns.plan(
                    layer.filters(), filtersPerSet, composition.columns(), stepsOfOutput(), array.cascade());
            loads = new WeightLoads(plans, this::weightLoads);
            loadWaits = loads.next();
            parts = plans.stream().mapToInt(OutputColumns::slices).max().orElseThrow();
        } else {
            loads = null;
        }
        pes = new TickedPes(pe, composition, columns, rows, parts, layer.windows() * layer.filters());
    }

    private void plan(Section section, int windowsPerSet, int filtersPerSet) {
        for (int window = 0; window < layer.windows(); window += windowsPerSet) {
            int windows = Math.min(windowsPerSet, layer.windows() - window);
            for (int filter = 0; filter < section.filters(); filter += filtersPerSet) {
                int filters = Math.min(filtersPerSet, section.filters() - filter);
                for (int tap = 0; tap < layer.taps(); tap++) {
                    for (int block = 0; block < section.channelBlocks(pe.lanes()); block++) {
                        steps.add(new GridStep(
                                section, window, windows, section.firstFilter() + filter, filters, tap, block));
                    }
                }
            }
        }
    }

    @Override
    public boolean tick() {
        boolean more = pes.tick(this::begin, this::stands);
        for (int column = 0; column < weighted.length; column++) {
            weighted[column] = Math.max(0, weighted[column] - 1);
        }
        return more;
    }

    private void begin() {
        if (loads != null) {
            loadWeights();
        } else if (inTurn) {
            beginInTurn();
        } else {
            beginTogether();
        }
    }

    /** Whether a column has used up its weights in the middle of a step. */
    private boolean stands(int column) {
        return loads != null && weighted[column] == 0 && !pes.ready(column);
    }

    private int stepsOfOutput() {
        return (layer.channels() + pe.lanes() - 1) / pe.lanes();
    }

    /** Weights enter one column a cycle, in turn, once the column has used those that it has. */
    private void loadWeights() {
        if (!loadWaits || (product == null ? !pes.ready(loads.column()) : weighted[loads.column()] > 0)) {
            return;
        }
        int column = loads.column();
        int number = loads.set() * stepsOfOutput() + loads.step();
        if (loads.isFirst()) {
            int slice = loads.plan().slice(column);
            begin(column, 0, pes.rows(), number, 0, slice);
        }
        // A PE whose steps differ lane by lane has whole weights and keeps them until it is done.
        weighted[column] = product == null
                ? Integer.MAX_VALUE
                : detected(steps.get(number), number, column).activationStat();
        loadWaits = loads.next();
    }

    private int weightLoads(int set, int step) {
        if (product == null) {
            return 1;
        }
        GridStep of = steps.get(set * stepsOfOutput() + step);
        int most = 1;
        for (int row = 0; row < of.filters(); row++) {
            most = Math.max(most, weightStat(of, row));
        }
        return most;
    }

    /** Fully connected: one step starts a cycle, on the next column in turn, once that column is free. */
    private void beginInTurn() {
        int step = begun[0];
        int column = step % pes.columns();
        if (step < steps.size() && pes.ready(column)) {
            begin(column, 0, pes.rows(), step, steps.get(step).firstWindow(), column);
            begun[0]++;
        }
    }

    /** Convolution: a unit, a column or a PE, starts step n once all have finished step n − 1 − runAhead. */
    private void beginTogether() {
        boolean progress = true;
        while (progress) {
            progress = false;
            int finished = Integer.MAX_VALUE;
            for (int unit = 0; unit < begun.length; unit++) {
                finished = Math.min(finished, isReady(unit) ? begun[unit] : begun[unit] - 1);
            }
            for (int unit = 0; unit < begun.length; unit++) {
                int step = begun[unit];
                if (step < steps.size() && isReady(unit) && finished >= step - runAhead) {
                    GridStep next = steps.get(step);
                    int column = unit / unitsOfColumn;
                    if (column < next.windows() && firstRow(unit) < next.filters()) {
                        begin(column, firstRow(unit), endRow(unit), step, next.firstWindow() + column, 0);
                    } else {
                        progress = true; // a unit without a window or filter is done with the step at once
                    }
                    begun[unit]++;
                }
            }
        }
    }

    private int firstRow(int unit) {
        return unit % unitsOfColumn;
    }

    private int endRow(int unit) {
        return unitsOfColumn == 1 ? pes.rows() : firstRow(unit) + 1;
    }

    private boolean isReady(int unit) {
        return pes.ready(unit / unitsOfColumn, firstRow(unit), endRow(unit));
    }

    private void begin(int column, int firstRow, int endRow, int stepNumber, int window, int part) {
        GridStep step = steps.get(stepNumber);
        int[] activations = step.activations(layer, window, pe.lanes());
        Control detected = product == null ? NOTHING : detected(step, stepNumber, column);
        for (int row = firstRow; row < Math.min(endRow, step.filters()); row++) {
            int filter = step.firstFilter() + row;
            int[] weights = step.weights(layer, filter, pe.lanes());
            int weightStat = product == null ? 0 : weightStat(step, row);
            var control = new Control(detected.activationStat(), weightStat, detected.activationShift());
            pes.start(column, row, weights, activations, control, part, window * layer.filters() + filter);
        }
    }

    /** The detector's finding: over the columns of its group, or over the consecutive steps of its group. */
    private Control detected(GridStep step, int stepNumber, int column) {
        GroupStat stat = product.activations();
        int stepsPerSet = layer.taps() * step.section().channelBlocks(pe.lanes());
        int inSet = stepNumber % stepsPerSet;
        int place = inTurn ? inSet : column;
        int start = place - place % columnsPerDetector;
        int end = Math.min(start + columnsPerDetector, inTurn ? stepsPerSet : step.windows());
        int summary = 0;
        for (int member = start; member < end; member++) {
            GridStep of = inTurn ? steps.get(stepNumber - inSet + member) : step;
            int[] values = of.activations(layer, step.firstWindow() + (inTurn ? 0 : member), pe.lanes());
            int ofMember = stat.summary(values, 0, values.length);
            summary = member == start ? ofMember : stat.merge(summary, ofMember);
        }
        return new Control(stat.read(summary), 0, stat.lowestBit(summary));
    }

    private int weightStat(GridStep step, int row) {
        GroupStat stat = product.weights();
        if (stat.isConstant()) {
            return stat.of(new int[0]);
        }
        int start = row - row % rowsPerDetector;
        int summary = 0;
        for (int member = start; member < Math.min(start + rowsPerDetector, step.filters()); member++) {
            int[] values = step.weights(layer, step.firstFilter() + member, pe.lanes());
            int ofMember = stat.summary(values, 0, values.length);
            summary = member == start ? ofMember : stat.merge(summary, ofMember);
        }
        return stat.read(summary);
    }

    @Override
    public TickedPes pes() {
        return pes;
    }
}
