package bitwright.accel.serial;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.memory.OutputStationaryTiling;
import bitwright.accel.memory.Space;
import bitwright.accel.memory.TileRun;
import bitwright.accel.number.FormatPe;
import bitwright.accel.number.PrimitiveBill;
import bitwright.accel.pe.LanePe;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.memory.OffChip;
import bitwright.sim.memory.Sram;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Layer;
import bitwright.workload.WorkloadException;
import bitwright.workload.reference.Reference;
import bitwright.workload.reference.Sums;
import bitwright.workload.statistics.OperandStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One layer on a grid, from a drained machine to a drained machine. */
final class GridRun {
    private final SerialGrid grid;
    private final LanePe pe;
    private final Layer layer;
    private final GridLayer work;
    private final Composition composition;
    private final GridTiming timing;
    private final Storage storage;

    GridRun(SerialGrid grid, LoadedLayer loaded) {
        this.grid = grid;
        this.pe = grid.pe();
        this.layer = loaded.layer();
        work = GridLayer.of(loaded, grid.firstLayer() == SerialGrid.FirstLayer.SPACE_TO_DEPTH);
        pe.refusal(work.precision()).ifPresent(reason -> {
            throw new WorkloadException("layer " + layer.name() + ": " + reason);
        });
        composition = new Composition(pe, grid.array(), work);
        timing = grid.scheduler().isEmpty()
                ? new StepTiming(work, pe, grid.array(), grid.sync(), composition)
                : new ScheduledTiming(grid, work, composition);
        storage = new Storage(grid.compression(), pe, work, timing);
    }

    long computeCycles() {
        return timing.tileCycles().total();
    }

    LayerResult result(Setup setup) {
        if (pe instanceof FormatPe format) {
            return formatResult(setup, formatValues(format).check(setup.values(layer.macs()), setup.seed()));
        }
        if (setup.fidelity() == Fidelity.CYCLE) {
            return outcome(setup).result();
        }
        var method = setup.values(layer.macs());
        GridLayer checked = method == ValueCheck.Method.PROVEN ? work : asRun();
        var values = new Recomputation(checked, pe, composition).check(method, setup.seed());
        return result(setup, steps(setup), values);
    }

    private FormatValues formatValues(FormatPe format) {
        return new FormatValues(work, format.arithmetic(), FormatValues.order(grid));
    }

    private LayerResult formatResult(Setup setup, FormatValues.Checked checked) {
        var result = result(setup, steps(setup), checked.check());
        return checked.relativeError().isPresent()
                ? result.with(
                        "outputErrorPercent", 100 * checked.relativeError().getAsDouble())
                : result;
    }

    private int[] outputShape() {
        return work.fullyConnected()
                ? new int[] {1, work.filters()}
                : new int[] {1, work.outputHeight(), work.outputWidth(), work.filters()};
    }

    /** The result with every output as the grid computed it. */
    LayerMachine.Outcome outcome(Setup setup) {
        if (pe instanceof FormatPe format) {
            var checked = formatValues(format).check(ValueCheck.Method.RECOMPUTED, setup.seed());
            return new LayerMachine.Outcome(
                    formatResult(setup, checked), new Sums(outputShape(), checked.integers(layer.name())));
        }
        Cycles array;
        ValueComparison values;
        if (setup.fidelity() == Fidelity.CYCLE) {
            var ticked = grid.scheduler().isEmpty()
                    ? new TickedGrid(work, pe, grid.array(), grid.sync(), composition)
                    : new TickedSchedule(grid, work, composition);
            array = ticks(ticked);
            values = compareAll(ticked);
        } else {
            array = steps(setup);
            values = new Recomputation(asRun(), pe, composition).compare(ValueCheck.Method.RECOMPUTED, setup.seed());
        }
        var result = result(setup, array, values.result(ValueCheck.Method.RECOMPUTED));
        return new LayerMachine.Outcome(result, new Sums(outputShape(), values.values()));
    }

    /** The layer with its weights as the scheduler has placed them, so that a check of values covers the schedule. */
    private GridLayer asRun() {
        return grid.scheduler()
                .map(scheduler -> work.withWeights(new TileFilters(
                                work,
                                pe.lanes(),
                                composition.rows(),
                                grid.array().tiles())
                        .unscheduled(scheduler)))
                .orElse(work);
    }

    /** The layer behind its buffers and the off-chip memory, on an engine of its own. */
    private MemoryRun behind(Setup setup) {
        var engine = new Engine();
        var clock = setup.memory().clock(grid.clockMHz());
        var timeline = setup.timelines().of(layer.name(), clock);
        var tiles = new GridTiles(work, pe, grid.sync(), composition, storage, timing, grid.buffers());
        var tiling = new OutputStationaryTiling(tiles, grid.buffers());
        var memory = setup.memory().plug(engine, clock, timeline);
        var run = new TileRun(engine, clock, memory, tiling, pe.weightLoadCycles(), timing.fillCycles(), timeline);
        run.run();
        return new MemoryRun(run, memory);
    }

    private record MemoryRun(TileRun tiles, OffChip memory) {}

    private LayerResult result(Setup setup, Cycles array, ValueCheck values) {
        var behind = behind(setup);
        var stalls = behind.tiles().stallCycles();
        long memoryStall = stalls.values().stream().mapToLong(Long::longValue).sum();
        var cycles = new Cycles(array.compute(), array.fill(), array.weightLoad(), array.syncStall(), memoryStall);
        var traffic = traffic(behind.tiles());
        var ledger = ledger(traffic);
        behind.memory().charge(ledger);
        var statistics = statistics();
        statistics.put(LayerResult.OFF_CHIP_CYCLES, (double) behind.tiles().offChipCycles());
        statistics.putAll(behind.memory().statistics());
        return new LayerResult(
                layer.name(),
                layer.op().label(),
                layer.macs(),
                NonZeroPairs.count(work),
                cycles,
                idealCycles(),
                stalls,
                traffic,
                ledger.counts(),
                ledger.price(setup.energy()),
                values,
                statistics);
    }

    /** Step fidelity: what the tiles' statistics say. */
    private Cycles steps(Setup setup) {
        if (setup.fidelity() != Fidelity.STEP) {
            throw new WorkloadException("fidelity " + setup.fidelity().name().toLowerCase(Locale.ROOT)
                    + " is not offered by a serial grid; it has cycle and step, and step alone for PEs of"
                    + " number formats");
        }
        return new Cycles(timing.tileCycles().total(), timing.fillCycles(), pe.weightLoadCycles(), 0, 0);
    }

    /** Cycle fidelity: one event a cycle, in which all registers of the grid move. */
    private static Cycles ticks(Ticked ticked) {
        var clock = new Engine();
        var run = new Handler() {
            @Override
            public void handle(long argument) {
                if (ticked.tick()) {
                    clock.after(1, Phase.TICK, this, 0);
                }
            }
        };
        clock.after(0, Phase.TICK, run, 0);
        clock.run();
        var pes = ticked.pes();
        return new Cycles(pes.computeCycles(), pes.fillCycles(), pes.weightLoadCycles(), 0, 0);
    }

    private ValueComparison compareAll(Ticked ticked) {
        var loaded = work.loaded();
        long[] expected = Reference.sums(layer.geometry(), loaded.activations(), loaded.weights())
                .data();
        var comparison = new ValueComparison(work, pe.accumulatorBits());
        long[] outputs = ticked.pes().outputs();
        for (int output = 0; output < outputs.length; output++) {
            comparison.compare(output / work.filters(), output % work.filters(), outputs[output], expected[output]);
        }
        return comparison;
    }

    /** Cycles in which every lane of every PE would do the layer's own work and none would wait. */
    private long idealCycles() {
        var array = grid.array();
        long lanes = (long) pe.lanes() * array.rows() * array.columns() * array.tiles();
        long pieces = (long) composition.activationPieces() * composition.weightPieces();
        long busy = Math.multiplyExact(timing.laneWork().cycles(), pieces);
        return (busy + lanes - 1) / lanes;
    }

    private Map<String, Long> traffic(TileRun tiles) {
        var traffic = new TreeMap<String, Long>();
        traffic.put("activations.read", storage.activationBits(timing.activationReads()));
        traffic.put("activations.fill", tiles.filledBits(Space.ACTIVATIONS));
        traffic.put("activations.drain", tiles.storedBits());
        traffic.put("weights.read", storage.weightBits(timing.weightReads()));
        traffic.put("weights.fill", tiles.filledBits(Space.WEIGHTS));
        // Outputs leave at the width of the layer's own activations, which they are about to become; not packed, since
        // what they are after the layers in between is not known here.
        traffic.put("activations.write", storage.outputBits((long) work.windows() * work.filters()));
        traffic.put("dram.read", tiles.readBits());
        traffic.put("dram.write", tiles.storedBits());
        return traffic;
    }

    private Ledger ledger(Map<String, Long> traffic) {
        var ledger = new Ledger();
        int pieces = composition.activationPieces() * composition.weightPieces();
        // Pieces of a composed operand work at their own width; the widest one's bill is charged for each.
        var precision = composition.precision(0, 0);
        pe.bill(precision)
                .charge(
                        timing.peWork().times(pieces),
                        timing.laneWork().times(pieces),
                        (action, times) -> ledger.count("pe", action, times));
        Action reduction = pe instanceof FormatPe format
                ? new PrimitiveBill(format.arithmetic()).addition()
                : new Action("add.int", pe.accumulatorBits());
        ledger.count("reduction", reduction, timing.reductionAdds());
        var activations = grid.buffers().activations();
        var weights = grid.buffers().weights();
        var outputs = grid.buffers().outputBuffer();
        String outputBuffer = grid.buffers().outputBufferName();
        ledger.count(Buffers.ACTIVATION_BUFFER, activations.read(), words(activations, traffic, "activations.read"));
        ledger.count(Buffers.ACTIVATION_BUFFER, activations.write(), words(activations, traffic, "activations.fill"));
        ledger.count(Buffers.WEIGHT_BUFFER, weights.read(), words(weights, traffic, "weights.read"));
        ledger.count(Buffers.WEIGHT_BUFFER, weights.write(), words(weights, traffic, "weights.fill"));
        ledger.count(outputBuffer, outputs.write(), words(outputs, traffic, "activations.write"));
        ledger.count(outputBuffer, outputs.read(), words(outputs, traffic, "activations.drain"));
        timing.charge(ledger);
        storage.charge(ledger, timing.activationReads(), timing.weightReads());
        new Detectors(pe, work, composition).charge(ledger, timing.activationReads(), timing.weightReads());
        return ledger;
    }

    private static long words(Sram sram, Map<String, Long> traffic, String bits) {
        return sram.words(traffic.get(bits));
    }

    private Map<String, Double> statistics() {
        var statistics = new TreeMap<String, Double>();
        double steps = Math.max(1, timing.peWork().steps());
        statistics.put("activationStatMean", timing.peWork().activationStats() / steps);
        statistics.put("weightStatMean", timing.peWork().weightStats() / steps);
        statistics.put("activationPrecisionBits", (double) work.precision().activationBits());
        statistics.put("weightPrecisionBits", (double) work.precision().weightBits());
        var values = OperandStatistics.of(
                work.loaded().activations(), layer.activations().encoding());
        statistics.put("activationNeededBits", (double) values.neededBits());
        statistics.put("activationZerosPercent", 100.0 * values.zeros() / Math.max(1, values.values()));
        statistics.put("activationSetBitsMean", values.meanSetBits());
        statistics.put("activationWidthOf16Mean", values.meanWidth());
        timing.describe(statistics);
        storage.describe(statistics);
        return statistics;
    }
}
