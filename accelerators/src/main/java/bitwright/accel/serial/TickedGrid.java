package bitwright.accel.serial;

import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.Datapath;
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
    /** {@code [column][row of all tiles][piece pair]}. */
    private final Datapath[][][] datapaths;
    /** Steps that a unit has begun, column by column; for a layer whose steps go to the columns in turn, all in entry 0. */
    private final int[] begun;
    /** {@code [part][window · filters + filter]}; partial sums where several columns work for the same outputs. */
    private final long[][] sums;
    /** Weights on their way into columns with outputs of their own; null where columns share outputs or windows differ. */
    private final WeightLoads loads;

    private boolean loadWaits;
    /** Cycles for which a column has weights; without, it stands still in the middle of a step. */
    private final int[] weighted;

    private int weightLoadsLeft;
    private int reduced = 1;
    private long computeCycles;
    private long fillCycles;
    private long weightLoadCycles;

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
        int pieces = composition.activationPieces() * composition.weightPieces();
        datapaths = new Datapath[columns][rows][pieces];
        for (Datapath[][] column : datapaths) {
            for (Datapath[] row : column) {
                for (int piece = 0; piece < pieces; piece++) {
                    int a = activationPiece(piece);
                    int w = weightPiece(piece);
                    row[piece] = pe.datapath(composition.precision(a, w));
                }
            }
        }
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
        sums = new long[parts][layer.windows() * layer.filters()];
        weightLoadsLeft = pe.weightLoadCycles();
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

    private int activationPiece(int piece) {
        return piece % composition.activationPieces();
    }

    private int weightPiece(int piece) {
        return piece / composition.activationPieces();
    }

    @Override
    public boolean tick() {
        if (weightLoadsLeft > 0) {
            weightLoadsLeft--;
            weightLoadCycles++;
            return true;
        }
        if (loads != null) {
            loadWeights();
        } else if (inTurn) {
            beginInTurn();
        } else {
            beginTogether();
        }
        boolean computing = false;
        boolean flowing = false;
        for (int column = 0; column < datapaths.length; column++) {
            boolean stands = loads != null && weighted[column] == 0 && !ready(column);
            for (Datapath[] row : datapaths[column]) {
                for (int piece = 0; piece < row.length; piece++) {
                    Datapath datapath = row[piece];
                    computing |= !datapath.ready();
                    if (!datapath.idle()) {
                        flowing = true;
                    }
                    if (!datapath.idle() && !stands) {
                        datapath.tick();
                        collect(datapath, piece);
                    }
                }
            }
            weighted[column] = Math.max(0, weighted[column] - 1);
        }
        if (computing) {
            computeCycles++;
            return true;
        }
        if (!flowing && reduced >= sums.length) {
            return false;
        }
        if (!flowing) {
            // Columns that hold partial sums of the same outputs are added up one a cycle.
            for (int output = 0; output < sums[0].length; output++) {
                sums[0][output] += sums[reduced][output];
            }
            reduced++;
        }
        fillCycles++;
        return true;
    }

    private void collect(Datapath datapath, int piece) {
        if (datapath.hasOutput()) {
            int shift = composition.shift(activationPiece(piece), weightPiece(piece));
            int outputs = sums[0].length;
            int part = (int) (datapath.outputTag() / outputs);
            sums[part][(int) (datapath.outputTag() % outputs)] += datapath.output() << shift;
        }
    }

    private int stepsOfOutput() {
        return (layer.channels() + pe.lanes() - 1) / pe.lanes();
    }

    /** Weights enter one column a cycle, in turn, once the column has used those that it has. */
    private void loadWeights() {
        if (!loadWaits || (product == null ? !ready(loads.column()) : weighted[loads.column()] > 0)) {
            return;
        }
        int column = loads.column();
        int number = loads.set() * stepsOfOutput() + loads.step();
        if (loads.isFirst()) {
            int slice = loads.plan().slice(column);
            begin(column, 0, datapaths[column].length, number, 0, slice);
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
        int column = step % datapaths.length;
        if (step < steps.size() && ready(column)) {
            begin(column, 0, datapaths[column].length, step, steps.get(step).firstWindow(), column);
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
        return unitsOfColumn == 1 ? datapaths[0].length : firstRow(unit) + 1;
    }

    private boolean isReady(int unit) {
        return ready(unit / unitsOfColumn, firstRow(unit), endRow(unit));
    }

    private boolean ready(int column) {
        return ready(column, 0, datapaths[column].length);
    }

    private boolean ready(int column, int firstRow, int endRow) {
        for (int row = firstRow; row < endRow; row++) {
            for (Datapath datapath : datapaths[column][row]) {
                if (!datapath.ready()) {
                    return false;
                }
            }
        }
        return true;
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
            long tag = (long) part * sums[0].length + (long) window * layer.filters() + filter;
            Datapath[] pieces = datapaths[column][row];
            for (int piece = 0; piece < pieces.length; piece++) {
                pieces[piece].start(
                        weightPieces(weights, weightPiece(piece)),
                        activationPieces(activations, activationPiece(piece)),
                        control,
                        tag);
            }
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

    private int[] activationPieces(int[] values, int piece) {
        if (composition.isWhole()) {
            return values;
        }
        var pieces = new int[values.length];
        for (int lane = 0; lane < pieces.length; lane++) {
            pieces[lane] = composition.activationPiece(values[lane], piece);
        }
        return pieces;
    }

    private int[] weightPieces(int[] values, int piece) {
        if (composition.isWhole()) {
            return values;
        }
        var pieces = new int[values.length];
        for (int lane = 0; lane < pieces.length; lane++) {
            pieces[lane] = composition.weightPiece(values[lane], piece);
        }
        return pieces;
    }

    @Override
    public long computeCycles() {
        return computeCycles;
    }

    @Override
    public long fillCycles() {
        return fillCycles;
    }

    @Override
    public long weightLoadCycles() {
        return weightLoadCycles;
    }

    @Override
    public long[] outputs() {
        return sums[0];
    }
}
