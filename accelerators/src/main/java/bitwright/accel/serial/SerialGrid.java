package bitwright.accel.serial;

import bitwright.accel.LayerRuns;
import bitwright.accel.NumberMachine;
import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.FormatPe;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.accel.number.SumOrder;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.TernaryPe;
import bitwright.accel.tactical.WeightScheduler;
import bitwright.sim.energy.Action;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.LayerResult;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The machine of the bit-parallel and bit-serial designs: PEs in rows of filters and columns of windows, output
 * stationary. A step takes one kernel position and {@code lanes} channels for all windows and filters at once; all steps
 * of a tile come before the next tile; windows count along x first and wrap over rows (the common frame of Stripes,
 * Loom, Pragmatic, Laconic and Bit-Tactical as their authors' simulator has it).
 */
@Doc("A grid of PEs, rows of filters by columns of windows, output stationary.")
public record SerialGrid(
        @Doc("The grid's extents.") Array array,

        @Doc("The processing element, by short name or class, with its own keys.")
        LanePe pe,

        @Doc("Who waits for whom.") @Default("{}") Sync sync,
        @Doc("On-chip buffers.") @Default("{}") Buffers buffers,

        @Doc("space-to-depth: a three-channel layer with stride s becomes one of 3·s·s channels and stride 1, so that "
                + "its lanes are filled; none: it is run as it is.")
        @Default("space-to-depth")
        FirstLayer firstLayer,

        @Doc("How operands lie in memory.") @Default("none") Compression compression,

        @Doc("Moves weights to earlier steps before a layer runs (Bit-Tactical); absent: steps come as the layer"
                + " has them.")
        Optional<WeightScheduler> scheduler,

        @Doc("The clock in MHz.") @Range(min = 0.001, max = 100000)
        double clockMHz)
        implements NumberMachine {
    /** What is done with a layer that would leave most lanes idle. */
    public enum FirstLayer {
        SPACE_TO_DEPTH,
        NONE
    }

    public SerialGrid {
        Check.ranges(SerialGrid.class, array, pe, sync, buffers, firstLayer, compression, scheduler, clockMHz);
        Check.that(
                !(pe instanceof FormatPe) || !compression.packs(),
                "compression",
                "must be none for PEs of number formats");
        Check.that(
                !(pe instanceof FormatPe) || scheduler.isEmpty(),
                "scheduler",
                "must be absent for PEs of number formats");
        scheduler.ifPresent(chosen -> ScheduledTiming.require(chosen, pe, array, sync));
        Check.that(
                !array.cascade() || sync.fullyConnected() == Sync.FullyConnected.OUTPUT_COLUMNS,
                "array",
                "cascade needs sync.fullyConnected: output-columns; in the others columns share the inputs anyway");
    }

    /** A grid that takes steps as the layer has them. */
    public SerialGrid(
            Array array,
            LanePe pe,
            Sync sync,
            Buffers buffers,
            FirstLayer firstLayer,
            Compression compression,
            double clockMHz) {
        this(array, pe, sync, buffers, firstLayer, compression, Optional.empty(), clockMHz);
    }

    /** The same, whose operands lie in memory as they are. */
    public SerialGrid(Array array, LanePe pe, Sync sync, Buffers buffers, FirstLayer firstLayer, double clockMHz) {
        this(array, pe, sync, buffers, firstLayer, Compression.NONE, clockMHz);
    }

    @Override
    public Class<LayerTrace> workloadType() {
        return LayerTrace.class;
    }

    @Override
    public double peakMacsPerCycle() {
        return pe.peakMacsPerCycle() * array.rows() * array.columns() * array.tiles();
    }

    /**
     * The PEs, built for signed operands of their full width, and the buffers, each as a memory of one bank. Without the
     * wires, what stands at the grid's edge (detectors, encoders, the codec), and the adders that join pieces and columns.
     */
    @Override
    public Map<Action, Long> inventory() {
        long pes = (long) array.rows() * array.columns() * array.tiles();
        var inventory = new TreeMap<Action, Long>();
        pe.bill(new LayerPrecision(pe.operandBits(), true, pe.operandBits(), true))
                .materials(pe.lanes(), (action, count) -> inventory.merge(action, count * pes, Math::addExact));
        scheduler.ifPresent(chosen -> new FrontEnd(chosen.search(), pe).addTo(inventory, array));
        buffers.all().forEach(buffer -> inventory.merge(buffer.read(), 1L, Math::addExact));
        return inventory;
    }

    @Override
    public Optional<Arithmetic> arithmetic() {
        if (pe instanceof FormatPe format) {
            return Optional.of(format.arithmetic());
        }
        if (pe instanceof BitParallelPe whole) {
            return Optional.of(integers("int" + whole.operandBits(), "int" + whole.operandBits()));
        }
        return pe instanceof TernaryPe ternary
                ? Optional.of(integers("int" + ternary.operandBits(), "ternary"))
                : Optional.empty();
    }

    private Arithmetic integers(String activations, String weights) {
        return new Arithmetic(
                OperandFormat.of(activations),
                OperandFormat.of(weights),
                Arithmetic.Product.EXACT,
                SumFormat.of("int" + pe.accumulatorBits()));
    }

    @Override
    public SumOrder sumOrder() {
        return FormatValues.order(this);
    }

    /** The compute part of a layer's cycles alone, at step fidelity: what conformance with other simulators looks at. */
    public long computeCycles(Layer layer) {
        return new GridRun(this, LoadedLayer.load(layer)).computeCycles();
    }

    @Override
    public Outcome simulate(Layer layer, Setup setup) {
        return new GridRun(this, LoadedLayer.load(layer)).outcome(setup.recomputingAll());
    }

    @Override
    public List<LayerResult> run(LayerTrace workload, Setup setup) {
        return LayerRuns.simulated(
                workload.layers(), setup.threads(), layer -> new GridRun(this, LoadedLayer.load(layer)).result(setup));
    }
}
