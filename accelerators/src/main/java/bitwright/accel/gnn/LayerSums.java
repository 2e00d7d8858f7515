package bitwright.accel.gnn;

import bitwright.accel.Setup;
import bitwright.sim.energy.Ledger;
import bitwright.sim.memory.OffChip;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.Series;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GraphRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the hardware layers of one layer of a network come to. */
final class LayerSums {
    private final Ample machine;
    private final GraphRun run;
    private final GnnLayer layer;
    private final LayerBill bill;
    private final Map<String, Long> stalls = new TreeMap<>();
    private final Map<String, Long> traffic = new TreeMap<>();
    private final Map<String, Double> statistics = new TreeMap<>();
    private final Map<SlotPhase, Long> slotCycles = new TreeMap<>();
    private final Ledger ledger = new Ledger();
    private final List<Series> series = new ArrayList<>();
    private Cycles cycles = Cycles.ZERO;
    private long nodes;
    private long nodeCycles;
    private long mostNodeCycles;
    private long passes;
    private long passedRows;
    private long slotIntegral;
    private long masterIntegral;
    private long managerIntegral;
    private long engineIntegral;
    private int slots;

    LayerSums(Ample machine, GraphRun run, GnnLayer layer) {
        this.machine = machine;
        this.run = run;
        this.layer = layer;
        bill = new LayerBill(machine, run);
        machine.requireFit(layer, run.graph().nodes());
    }

    /** Multiply-accumulates of the transformation, and multiplications of messages by their scales. */
    long macs() {
        int matrices = run.network().model().hasSelfWeights() ? 2 : 1;
        long transformation = Math.multiplyExact(
                Math.multiplyExact((long) run.graph().nodes(), layer.inputs()), (long) layer.outputs() * matrices);
        return Math.addExact(transformation, run.messages().scaled() ? messageFeatures() : 0);
    }

    private long messageFeatures() {
        return Math.multiplyExact(run.messages().total(), (long) layer.inputs());
    }

    /** Whether a node is not run because its tag cannot hold its messages. */
    boolean leavesOut(int node) {
        int bits = run.arithmetics().get(run.arithmeticOf(node)).featureBits();
        return !machine.holds(run.messages().count(node), machine.messageBeats(layer.inputs(), bits));
    }

    /** First nodeslot of each precision, and the number of nodeslots. */
    int[] groups(HardwareLayer part) {
        int count = part.precisions().length;
        long[] nodesOf = new long[count];
        for (int node = 0; node < run.graph().nodes(); node++) {
            nodesOf[run.arithmeticOf(node)]++;
        }
        return machine.groups(nodesOf);
    }

    void add(HardwareLayer part, LayerTiming timing, OffChip memory) {
        cycles = cycles.plus(timing.cycles());
        timing.stalls().forEach((cause, count) -> stalls.merge(cause, count, Long::sum));
        timing.slotCycles().forEach((phase, count) -> slotCycles.merge(phase, count, Long::sum));
        timing.readBits().forEach((what, bits) -> {
            statistics.merge("readBits." + what, (double) bits, Double::sum);
            traffic.merge("dram.read", bits, Long::sum);
        });
        traffic.merge("dram.write", timing.writtenBits(), Long::sum);
        nodes += timing.nodes();
        nodeCycles += timing.times().cycles();
        mostNodeCycles = Math.max(
                mostNodeCycles,
                timing.times().byMessages().values().stream()
                        .mapToLong(times -> times.most)
                        .max()
                        .orElse(0));
        passes += timing.passes();
        passedRows += timing.passedRows();
        slotIntegral += timing.slots().integral();
        masterIntegral += timing.masters().integral();
        managerIntegral += timing.managers().integral();
        engineIntegral += timing.engines().integral();
        slots = Math.max(slots, machine.nodeslots());
        statistics.merge("nodesSkipped", (double) timing.skipped(), Double::sum);
        statistics.merge("nodesLeftOut", (double) timing.leftOut(), Double::sum);
        Curves.of(part.name(), timing, machine, series);
        bill.charge(ledger, part, timing).forEach((level, bits) -> traffic.merge(level, bits, Long::sum));
        memory.charge(ledger);
        memory.statistics().forEach((name, value) -> addMemory(name, value, timing));
    }

    /** Counts add up; percentages are those of their hardware layers, weighted by the bits that these moved. */
    private void addMemory(String name, double value, LayerTiming timing) {
        if (!name.endsWith("Percent")) {
            statistics.merge(name, value, Double::sum);
            return;
        }
        double all = traffic.get("dram.read") + traffic.get("dram.write");
        double these = timing.writtenBits()
                + timing.readBits().values().stream().mapToLong(Long::longValue).sum();
        double before = statistics.getOrDefault(name, 0.0);
        statistics.put(name, before + (value - before) * (all == 0 ? 0 : these / all));
    }

    /** Cycles of the hardware layers added so far, one after the other. */
    long cyclesSoFar() {
        return cycles.total();
    }

    LayerResult result(ValueCheck check, Setup setup) {
        long total = cycles.total();
        statistics.put("nodesRun", (double) nodes);
        statistics.put("messages", (double) run.messages().total());
        statistics.put("transformationPasses", (double) passes);
        if (total > 0) {
            statistics.put("nodeslotUtilisation", (double) slotIntegral / total / slots);
            statistics.put("readMastersBusy", (double) masterIntegral / total);
            statistics.put("aggregationManagersBusy", (double) managerIntegral / total);
            statistics.put(
                    "transformationOccupancy",
                    (double) engineIntegral / total / run.arithmetics().size());
            double seconds = total / (machine.clockMHz() * 1e6);
            long bits = traffic.getOrDefault("dram.read", 0L) + traffic.getOrDefault("dram.write", 0L);
            statistics.put("memoryGigabytesPerSecond", bits / 8e9 / seconds);
        }
        if (nodes > 0) {
            statistics.put("cyclesPerNode", (double) total / nodes);
            statistics.put("meanNodeLatencyCycles", (double) nodeCycles / nodes);
            statistics.put("largestNodeLatencyCycles", (double) mostNodeCycles);
            statistics.put("nodesPerPass", passes == 0 ? 0 : (double) passedRows / passes);
        }
        slotCycles.forEach((phase, count) -> statistics.put("nodeslotCycles." + phase.word, (double) count));
        return new LayerResult(
                layer.name(),
                "gnn-"
                        + run.network()
                                .model()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', '-'),
                macs(),
                macs(),
                cycles,
                idealCycles(),
                stalls,
                traffic,
                ledger.counts(),
                ledger.price(setup.energy()),
                check,
                statistics,
                series);
    }

    /** Cycles of an array that is never idle: a multiply-add takes three. */
    private long idealCycles() {
        int matrices = run.network().model().hasSelfWeights() ? 2 : 1;
        long work = (long) run.graph().nodes() * layer.inputs() * layer.outputs() * matrices;
        long pes = (long) machine.channels() * machine.transformation().columns();
        return (TransformationEngine.OF_MAC * work + pes - 1) / pes;
    }
}
