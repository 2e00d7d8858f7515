package bitwright.accel.systolic;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.accel.memory.OutputStationaryTiling;
import bitwright.accel.memory.Space;
import bitwright.accel.memory.TileRun;
import bitwright.accel.memory.TileStream;
import bitwright.accel.number.WeightGroups;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Frequency;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.engine.TickGroup;
import bitwright.sim.memory.OffChip;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Layer;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Sums;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One layer on a systolic array, from a drained machine to a drained machine. */
final class LayerRun {
    /** Buffers are read and written in words of this width, which prices them. */
    private static final int WORD_BITS = 64;

    private final SystolicArray machine;
    private final MacPe pe;
    private final Layer layer;
    private final Optional<GroupedWeights> groups;
    private final LoweredLayer lowered;
    private final Gemm gemm;
    private final Schedule schedule;
    private final Outputs outputs;
    private final Projection projection;

    LayerRun(SystolicArray machine, Layer original) {
        this.machine = machine;
        groups = machine.groups().map(rule -> new GroupedWeights(rule, original));
        layer = groups.map(GroupedWeights::entering).orElse(original);
        pe = machine.pe();
        lowered = new LoweredLayer(layer, pe);
        gemm = lowered.gemm();
        schedule = new Schedule(
                machine,
                gemm,
                lowered.activationOperand().pieces(),
                lowered.weightOperand().pieces());
        if (pe.accumulator().isExact()
                && schedule.passes() * (machine.dataflow().loads() ? schedule.rowFolds() : 1) > 1) {
            throw new WorkloadException("layer " + layer.name() + ": an exact sum cannot leave the array in parts, and "
                    + gemm.k() + " products take several folds here; take output-stationary and operands that fit");
        }
        if (groups.isPresent() && schedule.passes() > 1) {
            throw new WorkloadException("layer " + layer.name() + ": activations of "
                    + layer.activations().encoding().precisionBits() + " bits do not fit PEs of "
                    + pe.activations().bits() + ", and groups of weights are not summed in pieces");
        }
        outputs = new Outputs(machine, lowered, groups);
        projection = Projection.of(machine, schedule, storedActivations());
    }

    private boolean storesPadding() {
        return machine.storesPadding();
    }

    private long storedActivations() {
        return storesPadding() ? (long) gemm.m() * gemm.k() : lowered.stored();
    }

    LayerResult result(Setup setup) {
        return run(setup, setup.values(gemm.macs())).result();
    }

    /** The result with every output as the array computed it. */
    LayerMachine.Outcome outcome(Setup setup) {
        var run = run(setup, ValueCheck.Method.RECOMPUTED);
        return new LayerMachine.Outcome(
                run.result(), new Sums(outputShape(), run.checked().sums().get()));
    }

    private record Run(LayerResult result, Outputs.Checked checked) {}

    private Run run(Setup setup, ValueCheck.Method method) {
        try {
            Cycles array;
            Outputs.Checked checked;
            if (setup.fidelity() == Fidelity.CYCLE) {
                var ticked = ticked();
                array = ticks(ticked);
                checked = outputs.check(ticked.sums.outputs());
            } else {
                array = setup.fidelity() == Fidelity.STEP ? steps() : schedule.cycles();
                checked = outputs.check(method, setup.seed());
            }
            return new Run(result(setup, schedule.counted(dequantised(array)), checked), checked);
        } catch (ArithmeticException e) {
            throw new WorkloadException("layer " + layer.name() + ": " + e.getMessage(), e);
        }
    }

    /** Groups' sums pass two more registers on their way to the output, once a layer. */
    private Cycles dequantised(Cycles array) {
        return new Cycles(array.compute(), array.fill() + drain(), array.weightLoad(), 0, 0);
    }

    /** Scales and zero points of the weights' groups. */
    private long sharedBits() {
        return groups.map(GroupedWeights::sharedBits).orElse(0L);
    }

    private int drain() {
        return groups.isPresent() ? WeightGroups.PIPELINE : 0;
    }

    /** Cycle fidelity: all registers, tick by tick. */
    private Cycles ticks(TickedArray array) {
        var clock = new Engine();
        new TickGroup(clock, Clock.of(Frequency.ofMHz(machine.clockMHz())), List.of(array)).wake();
        clock.run();
        return array.cycles();
    }

    /** The registers of the array before the first edge. */
    TickedArray ticked() {
        int size = Math.multiplyExact(gemm.m(), Math.multiplyExact(gemm.n(), gemm.groups()));
        Mesh mesh = machine.array();
        if (groups.isPresent()) {
            var sums = new GroupSums(mesh, pe, groups.get(), gemm);
            return new OutputStationaryArray(machine, schedule, lowered, sums);
        }
        if (mesh.isCube()) {
            return new CubeArray(machine, schedule, lowered, integerSums(mesh.rows() * mesh.columns(), size));
        }
        PeSums sums = pe.isPlain()
                ? integerSums(mesh.columns(), size)
                : new CodedSums(machine.array(), pe, machine.dataflow(), size);
        return machine.dataflow().loads()
                ? new OperandStationaryArray(machine, schedule, lowered, sums)
                : new OutputStationaryArray(machine, schedule, lowered, sums);
    }

    private PeSums integerSums(int columns, int size) {
        int pes = machine.array().pes();
        int bits = pe.accumulator().bits();
        return pe.adder() == MacPe.Adder.CARRY_SAVE
                ? new CarrySaveSums(columns, pes, bits, size)
                : new IntegerSums(columns, pes, bits, size);
    }

    /** Step fidelity: one event a fold. */
    private Cycles steps() {
        var clock = new Engine();
        Iterator<Fold> folds = schedule.iterator();
        var next = new Handler() {
            @Override
            public void handle(long argument) {
                if (folds.hasNext()) {
                    clock.after(folds.next().cycles(), Phase.REACT, this, 0);
                }
            }
        };
        clock.after(0, Phase.REACT, next, 0);
        clock.run();
        Cycles parts = schedule.cycles();
        long fill = clock.now() - parts.compute() - parts.weightLoad();
        return new Cycles(parts.compute(), fill, parts.weightLoad(), 0, 0);
    }

    /** The layer's folds behind the buffers and the off-chip memory, on an engine of their own. */
    private MemoryRun behind(Setup setup) {
        var engine = new Engine();
        var clock = setup.memory().clock(machine.clockMHz());
        var timeline = setup.timelines().of(layer.name(), clock);
        var stored = new StoredOperands(lowered, pe, machine.lowering() == Lowering.IM2COL, sharedBits());
        TileStream tiles = machine.dataflow().loads()
                ? new LoadedTiles(machine, lowered, schedule, stored)
                : new OutputStationaryTiling(
                        new FoldTiles(machine, lowered, schedule, stored),
                        machine.buffers().memory());
        var memory = setup.memory().plug(engine, clock, timeline);
        var run = new TileRun(engine, clock, memory, tiles, 0, schedule.tail() + drain(), timeline);
        run.run();
        return new MemoryRun(run, memory);
    }

    private record MemoryRun(TileRun tiles, OffChip memory) {}

    private LayerResult result(Setup setup, Cycles array, Outputs.Checked checked) {
        var behind = behind(setup);
        var stalls = behind.tiles().stallCycles();
        long stall = stalls.values().stream().mapToLong(Long::longValue).sum();
        var cycles = new Cycles(array.compute(), array.fill(), array.weightLoad(), 0, stall);
        var traffic = traffic(behind.tiles());
        Ledger ledger = ledger(traffic);
        behind.memory().charge(ledger);
        var statistics = statistics(checked);
        statistics.put(LayerResult.OFF_CHIP_CYCLES, (double) behind.tiles().offChipCycles());
        statistics.putAll(behind.memory().statistics());
        return new LayerResult(
                layer.name(),
                layer.op().label(),
                gemm.macs(),
                EffectiveMacs.count(lowered),
                cycles,
                idealCycles(),
                stalls,
                traffic,
                ledger.counts(),
                ledger.price(setup.energy()),
                checked.check(),
                statistics);
    }

    private long idealCycles() {
        long work = Math.multiplyExact(gemm.macs(), (long) schedule.passes());
        return (work + machine.array().pes() - 1) / machine.array().pes();
    }

    private Map<String, Long> traffic(TileRun tiles) {
        var traffic = new TreeMap<String, Long>();
        traffic.put(
                "activations.read",
                projection.activationReads() * pe.activations().bits());
        long sharedReads = sharedBits() * schedule.rowFolds();
        traffic.put("weights.read", projection.weightReads() * pe.weights().bits() + sharedReads);
        traffic.put(
                "outputs.write", projection.outputWrites() * pe.accumulator().bits());
        traffic.put("outputs.read", projection.outputReads() * pe.accumulator().bits());
        traffic.put("activations.fill", tiles.filledBits(Space.ACTIVATIONS));
        traffic.put("weights.fill", tiles.filledBits(Space.WEIGHTS));
        traffic.put("outputs.fill", tiles.filledBits(Space.OUTPUTS));
        traffic.put("outputs.drain", tiles.storedBits());
        traffic.put("dram.read", tiles.readBits());
        traffic.put("dram.write", tiles.storedBits());
        return traffic;
    }

    private Ledger ledger(Map<String, Long> traffic) {
        var ledger = new Ledger();
        new ArrayBill(machine).charge(ledger, schedule, projection.outputReads());
        groups.ifPresent(of -> new GroupBill(machine, of).charge(ledger, gemm));
        var buffers = machine.buffers();
        access(ledger, "activation buffer", "sram.read", buffers.activationKiB(), traffic.get("activations.read"));
        access(ledger, "weight buffer", "sram.read", buffers.weightKiB(), traffic.get("weights.read"));
        access(ledger, "output buffer", "sram.write", buffers.outputKiB(), traffic.get("outputs.write"));
        access(ledger, "output buffer", "sram.read", buffers.outputKiB(), traffic.get("outputs.read"));
        access(ledger, "activation buffer", "sram.write", buffers.activationKiB(), traffic.get("activations.fill"));
        access(ledger, "weight buffer", "sram.write", buffers.weightKiB(), traffic.get("weights.fill"));
        access(ledger, "output buffer", "sram.write", buffers.outputKiB(), traffic.get("outputs.fill"));
        access(ledger, "output buffer", "sram.read", buffers.outputKiB(), traffic.get("outputs.drain"));
        ledger.count("zero points", new Action("add.int", pe.accumulator().bits()), outputs.corrections());
        return ledger;
    }

    private static void access(Ledger ledger, String component, String kind, int sizeKiB, long bits) {
        ledger.count(component, new Action(kind, WORD_BITS, sizeKiB), (bits + WORD_BITS - 1) / WORD_BITS);
    }

    private TreeMap<String, Double> statistics(Outputs.Checked checked) {
        var statistics = new TreeMap<String, Double>();
        statistics.put("folds", (double) schedule.folds());
        statistics.put("mappingEfficiencyPercent", 100 * projection.mappingEfficiency());
        statistics.put("computeUtilisationPercent", 100 * projection.computeUtilisation());
        if (schedule.passes() > 1) {
            statistics.put("passes", (double) schedule.passes());
        }
        checked.relativeError().ifPresent(error -> statistics.put("outputErrorPercent", 100 * error));
        return statistics;
    }

    /** The folds with what each asks of the buffers. */
    Iterable<Demand> demands() {
        return () -> {
            Iterator<Fold> folds = schedule.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return folds.hasNext();
                }

                @Override
                public Demand next() {
                    return demand(folds.next());
                }
            };
        };
    }

    private Demand demand(Fold fold) {
        int rows = fold.rows();
        int columns = fold.columns();
        long activations;
        long weights;
        switch (machine.dataflow()) {
            case OUTPUT_STATIONARY -> {
                activations = activations(fold.firstRow(), rows, 0, gemm.k());
                weights = (long) columns * gemm.k();
            }
            case WEIGHT_STATIONARY -> {
                activations = activations(0, gemm.m(), fold.firstRow(), rows);
                weights = (long) rows * columns;
            }
            default -> {
                activations = activations(fold.firstColumn(), columns, fold.firstRow(), rows);
                weights = (long) rows * gemm.n();
            }
        }
        long sums = machine.dataflow().loads() ? (long) columns * schedule.streamed() : (long) rows * columns;
        boolean first = fold.activationPiece() == 0
                && fold.weightPiece() == 0
                && (fold.firstRow() == 0 || !machine.dataflow().loads());
        int sumBits = pe.accumulator().bits();
        return new Demand(
                fold,
                activations * pe.activations().bits(),
                weights * pe.weights().bits(),
                first ? 0 : sums * sumBits,
                sums * sumBits);
    }

    private long activations(int firstWindow, int windows, int from, int count) {
        return storesPadding() ? (long) windows * count : lowered.stored(firstWindow, windows, from, count);
    }

    private int[] outputShape() {
        int batch = lowered.activationOperand().values().extent(0);
        int filters = gemm.n() * gemm.groups();
        return layer.isFullyConnected()
                ? new int[] {batch, filters}
                : new int[] {batch, layer.outputHeight(), layer.outputWidth(), filters};
    }
}
