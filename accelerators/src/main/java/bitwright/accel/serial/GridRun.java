package bitwright.accel.serial;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.accel.pe.LanePe;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
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
    /** Buffers are read and written in words of this width, which prices them. */
    private static final int WORD_BITS = 64;

    private final SerialGrid grid;
    private final LanePe pe;
    private final Layer layer;
    private final GridLayer work;
    private final Composition composition;
    private final GridTiming timing;
    private final Storage storage;
    private final Map<String, Long> traffic;

    GridRun(SerialGrid grid, LoadedLayer loaded) {
        this.grid = grid;
        this.pe = grid.pe();
        this.layer = loaded.layer();
        work = GridLayer.of(loaded, grid.firstLayer() == SerialGrid.FirstLayer.SPACE_TO_DEPTH);
        composition = new Composition(pe, grid.array(), work);
        timing = grid.scheduler().isEmpty()
                ? new StepTiming(work, pe, grid.array(), grid.sync(), composition)
                : new ScheduledTiming(grid, work, composition);
        storage = new Storage(grid.compression(), pe, work, timing);
        traffic = traffic();
    }

    long computeCycles() {
        return timing.tileCycles().total();
    }

    LayerResult result(Setup setup) {
        if (setup.fidelity() == Fidelity.CYCLE) {
            return outcome(setup).result();
        }
        var clock = new Engine();
        startTransfer(clock, setup);
        Cycles array = steps(clock, setup);
        var method = setup.values(layer.macs());
        GridLayer checked = method == ValueCheck.Method.PROVEN ? work : asRun();
        return result(setup, clock, array, new Recomputation(checked, pe, composition).check(method, setup.seed()));
    }

    /** The result with every output as the grid computed it. */
    LayerMachine.Outcome outcome(Setup setup) {
        var clock = new Engine();
        startTransfer(clock, setup);
        Cycles array;
        ValueComparison values;
        if (setup.fidelity() == Fidelity.CYCLE) {
            var ticked = grid.scheduler().isEmpty()
                    ? new TickedGrid(work, pe, grid.array(), grid.sync(), composition)
                    : new TickedSchedule(grid, work, composition);
            array = ticks(clock, ticked);
            values = compareAll(ticked);
        } else {
            array = steps(clock, setup);
            values = new Recomputation(asRun(), pe, composition).compare(ValueCheck.Method.RECOMPUTED, setup.seed());
        }
        var result = result(setup, clock, array, values.result(ValueCheck.Method.RECOMPUTED));
        int[] shape = work.fullyConnected()
                ? new int[] {1, work.filters()}
                : new int[] {1, work.outputHeight(), work.outputWidth(), work.filters()};
        return new LayerMachine.Outcome(result, new Sums(shape, values.values()));
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

    private void startTransfer(Engine clock, Setup setup) {
        long bits = traffic.get("dram.read") + traffic.get("dram.write");
        var transfer = new Transfer(setup.memory().transferCycles(bits, grid.clockMHz()));
        clock.after(transfer.cycles, Phase.MOVE, transfer, 0);
    }

    private LayerResult result(Setup setup, Engine clock, Cycles array, ValueCheck values) {
        // Double buffering lets the transfer go on beside the array; what is left of it at the array's end is a stall.
        long memoryStall = Math.max(0, clock.now() - array.total());
        var cycles = new Cycles(array.compute(), array.fill(), array.weightLoad(), array.syncStall(), memoryStall);
        var ledger = ledger(setup.memory().energyKind());
        return new LayerResult(
                layer.name(),
                layer.op().label(),
                layer.macs(),
                NonZeroPairs.count(work),
                cycles,
                idealCycles(),
                stalls(memoryStall),
                traffic,
                ledger.totals(),
                ledger.price(setup.energy()),
                values,
                statistics());
    }

    /** The end of the layer's transfers. */
    private record Transfer(long cycles) implements Handler {
        @Override
        public void handle(long argument) {
            // Nothing reacts to it: the layer ends when the array and the transfer have both ended.
        }
    }

    /** Step fidelity: one event a tile. */
    private Cycles steps(Engine clock, Setup setup) {
        if (setup.fidelity() != Fidelity.STEP) {
            throw new WorkloadException("fidelity " + setup.fidelity().name().toLowerCase(Locale.ROOT)
                    + " is not offered by a serial grid; it has cycle and step");
        }
        var tiles = timing.tileCycles();
        var run = new Handler() {
            @Override
            public void handle(long tile) {
                if (tile < tiles.count()) {
                    clock.after(tiles.at((int) tile), Phase.REACT, this, tile + 1);
                } else if (tile == tiles.count()) {
                    clock.after(timing.fillCycles(), Phase.REACT, this, tile + 1);
                }
            }
        };
        clock.after(pe.weightLoadCycles(), Phase.REACT, run, 0);
        clock.run();
        return new Cycles(tiles.total(), timing.fillCycles(), pe.weightLoadCycles(), 0, 0);
    }

    /** Cycle fidelity: one event a cycle, in which all registers of the grid move. */
    private static Cycles ticks(Engine clock, Ticked ticked) {
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
        return new Cycles(ticked.computeCycles(), ticked.fillCycles(), ticked.weightLoadCycles(), 0, 0);
    }

    private ValueComparison compareAll(Ticked ticked) {
        var loaded = work.loaded();
        long[] expected = Reference.sums(layer.geometry(), loaded.activations(), loaded.weights())
                .data();
        var comparison = new ValueComparison(work, pe.accumulatorBits());
        long[] outputs = ticked.outputs();
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

    private Map<String, Long> traffic() {
        long outputBits = (long) work.windows() * work.filters() * pe.activationStorageBits(work.precision());
        var traffic = new TreeMap<String, Long>();
        traffic.put("activations.read", storage.activationBits(timing.activationReads()));
        traffic.put("weights.read", storage.weightBits(timing.weightReads()));
        // Outputs leave at the width of the layer's own activations, which they are about to become; not packed, since
        // what they are after the layers in between is not known here.
        traffic.put("activations.write", outputBits);
        traffic.put("dram.read", storage.offChipBits());
        traffic.put("dram.write", outputBits);
        return traffic;
    }

    private Ledger ledger(String offChipKind) {
        var ledger = new Ledger();
        int pieces = composition.activationPieces() * composition.weightPieces();
        // Pieces of a composed operand work at their own width; the widest one's bill is charged for each.
        var precision = composition.precision(0, 0);
        pe.bill(precision)
                .charge(
                        timing.peWork().times(pieces),
                        timing.laneWork().times(pieces),
                        (action, times) -> ledger.count("pe", action, times));
        ledger.count("reduction", new Action("add.int", pe.accumulatorBits()), timing.reductionAdds());
        int activationKiB = grid.buffers().activationKiB();
        int weightKiB = grid.buffers().weightKiB();
        ledger.count("activation buffer", access("sram.read", activationKiB), words(traffic.get("activations.read")));
        ledger.count("activation buffer", access("sram.write", activationKiB), words(traffic.get("activations.write")));
        ledger.count("weight buffer", access("sram.read", weightKiB), words(traffic.get("weights.read")));
        long offChipBits = traffic.get("dram.read") + traffic.get("dram.write");
        ledger.count("off-chip memory", new Action(offChipKind, 1), offChipBits);
        timing.charge(ledger);
        storage.charge(ledger, timing.activationReads(), timing.weightReads());
        return ledger;
    }

    private static Action access(String kind, int sizeKiB) {
        return new Action(kind, WORD_BITS, sizeKiB);
    }

    private static long words(long bits) {
        return (bits + WORD_BITS - 1) / WORD_BITS;
    }

    private static Map<String, Long> stalls(long memoryStall) {
        return memoryStall == 0 ? Map.of() : Map.of("offChipBandwidth", memoryStall);
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
