package bitwright.accel.mixed;

import bitwright.accel.LayerRuns;
import bitwright.accel.NumberMachine;
import bitwright.accel.Setup;
import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.accel.number.WeightGroups;
import bitwright.accel.systolic.Buffers;
import bitwright.accel.systolic.Compat;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.Gemm;
import bitwright.accel.systolic.Lowering;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.Overlap;
import bitwright.accel.systolic.Projection;
import bitwright.accel.systolic.SystolicArray;
import bitwright.sim.energy.Action;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An output-stationary array of fused PEs: for every layer it is the array of whole PEs that its operands' widths make of
 * it. Activations of half the width double its rows, weights of half the width its columns.
 *
 * <p>With {@code groups} it is MixPE (arXiv 2411.16158): narrow weights with a scale and a zero point a group enter as
 * they are, and are dequantised once a group and output.
 *
 * <p>Under {@code compat: mixpe-paper} time, and the statistics {@code paper…Nj}, are those of its public simulator:
 * activations as wide as weights, one matrix product for the layer and one for the dequantisation, on 1/8 of the weights or
 * groups, no wavefronts, an interface of its own instead of the run's memory. Values stay ours.
 */
@Doc("An output-stationary array of PEs that are fused of narrow multipliers (MixPE, BitFusion).")
public record FusionArray(
        @Doc("The array's extents, in whole PEs.") Extents array,

        @Doc("What a PE is fused of.") FusedPe pe,

        @Doc("Format of activations; absent: integers as wide as the layer's own need.")
        Optional<OperandFormat> activations,

        @Doc("Format of weights; absent: that of the groups, or integers as wide as the layer's own need.")
        Optional<OperandFormat> weights,

        @Doc("Weights in groups that share a scale and a zero point; absent: weights as the layer has them.")
        Optional<WeightGroups> groups,

        @Doc("exact, or shift-add: a gated, shifted copy of the activation for every bit of a weight.")
        @Default("exact")
        MacPe.Product multiplier,

        @Doc("The sum; of a group where there are groups: int32, float32, exact, …")
        SumFormat accumulator,

        @Doc("When weights get their scales back, as compat: mixpe-paper costs it; ours are dequantised behind their "
                + "groups where there are groups, and need nothing where there are none.")
        @Default("none")
        Dequantise dequantise,

        @Doc("On-chip buffers.") @Default("{ activationKiB: 256, weightKiB: 128, outputKiB: 128 }")
        Buffers buffers,

        @Doc("How time is counted: none, ours, or mixpe-paper.") @Default("none")
        Costing compat,

        @Doc("What a PE draws, for compat: mixpe-paper.") Optional<PaperPower> paperPower,

        @Doc("The clock in MHz.") @Range(min = 0.001, max = 100000)
        double clockMHz)
        implements NumberMachine {
    /** Values that the paper's vector units take for one of the array's. */
    private static final int VECTOR_SHARE = 8;

    /** The extents of an array. */
    @Doc("The array's extents, in whole PEs.")
    public record Extents(
            @Doc("Rows of PEs: output positions.") @Range(min = 1, max = 1024)
            int rows,

            @Doc("Columns of PEs: filters.") @Range(min = 1, max = 1024)
            int columns) {
        public Extents {
            Check.ranges(Extents.class, rows, columns);
        }
    }

    public FusionArray {
        Check.ranges(
                FusionArray.class,
                array,
                pe,
                activations,
                weights,
                groups,
                multiplier,
                accumulator,
                dequantise,
                buffers,
                compat,
                paperPower,
                clockMHz);
        Check.that(
                weights.isEmpty() || groups.isEmpty(),
                "weights",
                "must be absent where there are groups, which say how wide weights are");
        Check.that(
                dequantise != Dequantise.AFTER_GROUP || groups.isPresent(),
                "dequantise",
                "must be none or before where there are no groups");
        Check.that(
                compat == Costing.NONE || paperPower.isPresent(),
                "paperPower",
                "must be given with compat mixpe-paper");
        Check.that(
                compat == Costing.NONE
                        || buffers.activationKiB() == PaperCosting.ACTIVATION_KIB
                                && buffers.weightKiB() == PaperCosting.WEIGHT_KIB
                                && buffers.outputKiB() == PaperCosting.OUTPUT_KIB
                                && clockMHz == PaperCosting.CLOCK_MHZ,
                "compat",
                "mixpe-paper has prices for buffers of 256, 128 and 128 KiB at 500 MHz only");
    }

    /** The costing of its public simulator, by name. */
    public PaperCosting paperCosting() {
        return new PaperCosting(
                array.rows(),
                array.columns(),
                pe.maxBits(),
                pe.minBits(),
                paperPower.orElseGet(() -> new PaperPower(0, 0)));
    }

    /** The nest that our search finds for a problem under that costing; empty if nothing fits the buffers. */
    public Optional<Nest> paperNest(Problem problem) {
        return Optional.ofNullable(new NestSearch(paperCosting()).best(problem));
    }

    @Override
    public Class<LayerTrace> workloadType() {
        return LayerTrace.class;
    }

    /** The array that operands of so many bits make of it. */
    private SystolicArray set(int activationBits, int weightBits) {
        OperandFormat ofActivations = activations.orElseGet(() -> OperandFormat.of("int" + pe.setting(activationBits)));
        OperandFormat ofWeights = groups.map(WeightGroups::format)
                .or(() -> weights)
                .orElseGet(() -> OperandFormat.of("int" + pe.setting(weightBits)));
        var mesh =
                new Mesh(array.rows() * pe.factor(ofActivations.bits()), array.columns() * pe.factor(ofWeights.bits()));
        return new SystolicArray(
                mesh,
                Dataflow.OUTPUT_STATIONARY,
                new MacPe(ofActivations, ofWeights, accumulator, multiplier),
                Overlap.PIPELINED,
                Lowering.DIRECT,
                Compat.NONE,
                buffers,
                groups,
                clockMHz);
    }

    private SystolicArray set(Layer layer) {
        return set(
                layer.activations().encoding().precisionBits(),
                layer.weights().encoding().precisionBits());
    }

    /** Cycles and accesses of a matrix product of operands so wide in closed form, by our own counting, memory aside. */
    public Projection project(Gemm gemm, int activationBits, int weightBits) {
        return set(activationBits, weightBits).project(gemm);
    }

    /** That of PEs set to their widest operands, where the formats are the layers' own. */
    @Override
    public Optional<Arithmetic> arithmetic() {
        return set(pe.maxBits(), pe.maxBits()).arithmetic();
    }

    @Override
    public Optional<WeightGroups> weightGroups() {
        return groups;
    }

    @Override
    public double peakMacsPerCycle() {
        return set(pe.maxBits(), pe.maxBits()).peakMacsPerCycle();
    }

    /** The PEs as set to their widest operands: how much more fusing takes is in no table. */
    @Override
    public Map<Action, Long> inventory() {
        return set(pe.maxBits(), pe.maxBits()).inventory();
    }

    @Override
    public Outcome simulate(Layer layer, Setup setup) {
        var outcome = set(layer).simulate(layer, setup);
        return new Outcome(costed(layer, outcome.result()), outcome.sums());
    }

    @Override
    public List<LayerResult> run(LayerTrace workload, Setup setup) {
        return LayerRuns.simulated(workload.layers(), setup.threads(), layer -> {
            var one = workload.with(List.of(layer));
            return costed(layer, set(layer).run(one, setup).get(0));
        });
    }

    private LayerResult costed(Layer layer, LayerResult ours) {
        if (compat == Costing.NONE) {
            return ours;
        }
        var statistics = new TreeMap<>(ours.statistics());
        PaperCost cost = null;
        for (Problem problem : paperProblems(layer)) {
            Nest nest = paperNest(problem)
                    .orElseThrow(() -> new WorkloadException(
                            "layer " + layer.name() + ": no tile of " + problem + " fits the buffers"));
            // Groups of channels that do not meet come one after another.
            var one = paperCosting().cost(problem, nest).times(layer.geometry().groups());
            cost = cost == null ? one : cost.plus(one);
        }
        statistics.put("paperStaticNj", cost.staticNj());
        statistics.put("paperDramNj", cost.dramNj());
        statistics.put("paperBufferNj", cost.bufferNj());
        statistics.put("paperCoreNj", cost.coreNj());
        return new LayerResult(
                ours.name(),
                ours.op(),
                ours.macs(),
                ours.effectiveMacs(),
                new Cycles(cost.computeCycles(), 0, 0, 0, cost.stallCycles()),
                ours.idealCycles(),
                cost.stallCycles() == 0 ? Map.of() : Map.of("offChipRead", cost.stallCycles()),
                ours.trafficBits(),
                ours.componentActions(),
                ours.energy(),
                ours.values(),
                statistics);
    }

    /** A layer as that simulator sees it: the matrix product, and the dequantisation if there is one. */
    private List<Problem> paperProblems(Layer layer) {
        int wide = pe.maxBits();
        int weightBits = groups.map(WeightGroups::bits)
                .or(() -> weights.map(format -> format.bits()))
                .orElseGet(() -> layer.weights().encoding().precisionBits());
        int bits = Math.min(wide, pe.setting(weightBits));
        int batch = layer.activations().source().shape()[0];
        int depth = layer.channels() / layer.geometry().groups();
        if (layer.kernelHeight() != layer.kernelWidth()
                || layer.outputHeight() != layer.outputWidth() && layer.kernelHeight() > 1
                || layer.geometry().strideH() != layer.geometry().strideW()) {
            throw new WorkloadException(
                    "layer " + layer.name() + ": compat mixpe-paper takes matrix products and square convolutions");
        }
        int filters = layer.filters() / layer.geometry().groups();
        Problem product = layer.kernelHeight() > 1
                ? new Problem(
                        layer.kernelHeight(),
                        layer.outputHeight(),
                        layer.geometry().strideH(),
                        depth,
                        filters,
                        batch,
                        bits,
                        bits)
                : Problem.matrix(depth, filters, batch * layer.outputHeight() * layer.outputWidth(), bits, bits);
        return switch (dequantise) {
            case NONE -> List.of(product);
            case BEFORE ->
                List.of(product, Problem.matrix(depth, share(filters, VECTOR_SHARE), product.batch(), wide, wide));
            case AFTER_GROUP ->
                List.of(
                        product,
                        Problem.matrix(
                                share(depth, VECTOR_SHARE),
                                share(filters, groups.orElseThrow().size()),
                                product.batch(),
                                wide,
                                wide));
        };
    }

    private static int share(int values, int of) {
        return (values + of - 1) / of;
    }
}
