package bitwright.accel.systolic;

import bitwright.accel.LayerRuns;
import bitwright.accel.NumberMachine;
import bitwright.accel.Setup;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.SumOrder;
import bitwright.accel.number.WeightGroups;
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
 * A systolic array: a mesh of multiply-accumulate PEs in which operands, or operands and sums, move one PE a cycle.
 * Convolutions and fully connected layers run as matrix products, the groups of a convolution one after another (a
 * depthwise layer is one group a channel, with one row or column at work).
 *
 * <p>A sum is taken in the order of K, kernel positions first, channels of a position innermost. An output-stationary PE
 * takes it whole. In the other two, each fold of {@code rows} products is summed from zero down a column, and these sums
 * are added in their order where they leave the array.
 */
@Doc("A mesh of multiply-accumulate PEs through which operands move one PE a cycle.")
public record SystolicArray(
        @Doc("The array's extents.") Mesh array,

        @Doc("What stays in the PEs.") Dataflow dataflow,
        @Doc("What a PE multiplies and how it sums.") MacPe pe,

        @Doc("drained: a fold starts when the one before has left; pipelined: right behind it.") @Default("drained")
        Overlap folds,

        @Doc("direct: addresses are computed; im2col: the host has written every window out.") @Default("direct")
        Lowering lowering,

        @Doc("Whose way of counting is followed: none, scalesim or stonne.") @Default("none")
        Compat compat,

        @Doc("On-chip buffers.") @Default("{}") Buffers buffers,

        @Doc("Weights in groups that share a scale and a zero point (MixPE); absent: weights as the layer has them.")
        Optional<WeightGroups> groups,

        @Doc("The clock in MHz.") @Range(min = 0.001, max = 100000)
        double clockMHz)
        implements NumberMachine {
    public SystolicArray {
        Check.ranges(SystolicArray.class, array, dataflow, pe, folds, lowering, compat, buffers, groups, clockMHz);
        Check.that(
                compat == Compat.NONE || folds == Overlap.DRAINED,
                "folds",
                "must be drained with compat " + word(compat) + ", which knows no other");
        Check.that(
                compat != Compat.STONNE || dataflow == Dataflow.OUTPUT_STATIONARY,
                "dataflow",
                "must be output-stationary with compat stonne, got " + word(dataflow));
        Check.that(
                groups.isEmpty()
                        || dataflow == Dataflow.OUTPUT_STATIONARY
                                && !array.isCube()
                                && compat == Compat.NONE
                                && (!pe.accumulator().isInteger()
                                        || pe.accumulator().wraps()),
                "groups",
                "need dataflow output-stationary, depth 1, compat none, and a sum that does not saturate");
        Check.that(
                groups.isEmpty() || groups.get().format().equals(pe.weights()),
                "groups",
                "need PEs whose weights are "
                        + groups.map(WeightGroups::format).map(Object::toString).orElse("") + ", got " + pe.weights());
        Check.that(
                !array.isCube() || dataflow == Dataflow.OUTPUT_STATIONARY && compat == Compat.NONE && pe.isPlain(),
                "array",
                "depth beyond 1 needs dataflow output-stationary, compat none, and integers with a sum that wraps");
    }

    /** An array that takes weights as the layer has them. */
    public SystolicArray(
            Mesh array,
            Dataflow dataflow,
            MacPe pe,
            Overlap folds,
            Lowering lowering,
            Compat compat,
            Buffers buffers,
            double clockMHz) {
        this(array, dataflow, pe, folds, lowering, compat, buffers, Optional.empty(), clockMHz);
    }

    /** An array with our own conventions, drained folds and direct addresses. */
    public SystolicArray(Mesh array, Dataflow dataflow, MacPe pe, double clockMHz) {
        this(array, dataflow, pe, Overlap.DRAINED, Lowering.DIRECT, Compat.NONE, new Buffers(256, 256, 256), clockMHz);
    }

    /** Whether padding is read from the activation buffer like values, as SCALE-Sim counts. */
    boolean storesPadding() {
        return lowering == Lowering.IM2COL || compat == Compat.SCALESIM;
    }

    /** The same with another way of counting. */
    public SystolicArray with(Compat other) {
        return new SystolicArray(array, dataflow, pe, folds, lowering, other, buffers, groups, clockMHz);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    @Override
    public Class<LayerTrace> workloadType() {
        return LayerTrace.class;
    }

    @Override
    public double peakMacsPerCycle() {
        return array.pes() * (pe.activations().bits() / 16.0) * (pe.weights().bits() / 16.0);
    }

    /** The PEs: multiplier, adder, operand registers and the sum's. Without buffers, feeders, wires and control. */
    @Override
    public Map<Action, Long> inventory() {
        var inventory = new TreeMap<Action, Long>();
        new ArrayBill(this).materials((action, count) -> inventory.merge(action, count * array.pes(), Math::addExact));
        groups.ifPresent(rule ->
                GroupBill.materials(this, rule, (action, count) -> inventory.merge(action, count, Math::addExact)));
        buffers.memory().all().forEach(buffer -> inventory.merge(buffer.read(), 1L, Math::addExact));
        return inventory;
    }

    @Override
    public Optional<Arithmetic> arithmetic() {
        return Optional.of(pe.arithmetic());
    }

    @Override
    public Optional<WeightGroups> weightGroups() {
        return groups;
    }

    @Override
    public SumOrder sumOrder() {
        return dataflow.loads() ? new SumOrder(array.rows(), 1) : SumOrder.PLAIN;
    }

    /** Cycles, utilisation and buffer accesses of a matrix product in closed form; every operand fits the PE. */
    public Projection project(Gemm gemm) {
        return Projection.of(this, new Schedule(this, gemm, 1, 1));
    }

    /** The folds of a layer with what each asks of the buffers, in their order. */
    public Iterable<Demand> demands(Layer layer) {
        return new LayerRun(this, layer).demands();
    }

    /** The registers before the first edge of a layer. */
    public ArrayRegisters registers(Layer layer) {
        return new ArrayRegisters(this, layer);
    }

    @Override
    public Outcome simulate(Layer layer, Setup setup) {
        return new LayerRun(this, layer).outcome(setup.recomputingAll());
    }

    @Override
    public List<LayerResult> run(LayerTrace workload, Setup setup) {
        return LayerRuns.simulated(
                workload.layers(), setup.threads(), layer -> new LayerRun(this, layer).result(setup));
    }
}
