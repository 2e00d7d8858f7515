package bitwright.accel.gnn;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.memory.OffChip;
import bitwright.sim.result.Cycles;
import bitwright.sim.trace.Timeline;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * One hardware layer on the machine, from a drained machine to a drained machine: the node scoreboard and the units around it.
 * A unit that has nothing to do has no events.
 */
final class LayerSimulation {
    /** Cycles from a slot's programming to its first request: registers on both sides of the scoreboard's. */
    private static final int OF_PROGRAMMING = 3;

    private static final int BEAT_BITS = Addresses.BEAT_BITS;

    private final Ample machine;
    private final HardwareLayer layer;
    private final Engine engine;
    private final Beat beat;
    private final Timeline timeline;
    private final IntConsumer transformed;

    private final int[] groups; // first slot of each, and the number of slots
    private final int[] groupOfSlot;
    private final int[] messages;
    private long leftOut;
    private long messageCount;

    private final Nodeslots slots;
    private final NodeTimes times = new NodeTimes();
    private final NodeTimes summing = new NodeTimes();
    private final Occupancy inUse = new Occupancy();
    private final Occupancy masters = new Occupancy();
    private final Occupancy managers = new Occupancy();
    private final Occupancy engines = new Occupancy();

    private final InstructionPrefetcher instructions;
    private final FeatureBank bank;
    private final WeightBank weights;
    private final AggregationEngine aggregation;
    private final TransformationEngine[] transformation;
    private final EngineIdling idling;

    private final SlotPhase[] stage;
    private final Port requests;
    private final Port responses;
    private final Port aggregators;
    private final Port aggregatorResponses;

    private final Handler request = this::request;
    private final Handler aggregate = this::aggregate;
    private final Handler arrive = this::arrive;
    private final Handler free = this::free;

    private int batchesPending;
    private long weightsEnd;
    private long lastProgrammed;

    /**
     * A layer before its first cycle.
     *
     * @param groups first slot of each precision's nodeslots, and the number of nodeslots
     * @param transformed told of each node whose outputs are written
     */
    LayerSimulation(
            Ample machine,
            HardwareLayer layer,
            int[] groups,
            Engine engine,
            Clock clock,
            OffChip memory,
            Timeline timeline,
            IntConsumer transformed) {
        this.machine = machine;
        this.layer = layer;
        this.groups = groups;
        this.engine = engine;
        this.timeline = timeline;
        this.transformed = transformed;
        beat = new Beat(engine, clock);
        int count = groups[groups.length - 1];
        int precisions = layer.precisions().length;
        groupOfSlot = new int[count];
        for (int group = 0; group < precisions; group++) {
            Arrays.fill(groupOfSlot, groups[group], groups[group + 1], group);
        }
        int[] beatsOfPrecision = Arrays.stream(layer.precisions())
                .map(bits -> machine.messageBeats(layer.inputs(), bits))
                .toArray();
        int mostBeats = Arrays.stream(beatsOfPrecision).max().orElse(1);
        messages = messages(beatsOfPrecision);
        slots = new Nodeslots(count, beat, timeline, inUse, times, summing);
        int weightBeats = (layer.inputs() + 15) / 16;
        var shape = machine.transformationShape(layer.inputs(), layer.outputs());
        var addresses =
                new Addresses(layer.lists(), mostBeats, layer.outputs() * precisions, weightBeats, shape.outputBeats());
        int latency = machine.hbm().latencyCycles();
        instructions = new InstructionPrefetcher(
                beat,
                memory,
                addresses,
                latency,
                messages,
                layer.precisionOf(),
                slots,
                machine.halves(),
                groups,
                machine.arbitration(),
                this::programmed);
        int[] beatsOfSlot = new int[count];
        int[] bankOf = new int[count];
        int[] meshOf = new int[count];
        int[] rowOf = new int[count];
        int[] bufferOf = new int[count];
        int meshes = 0;
        int buffers = 0;
        for (int group = 0; group < precisions; group++) {
            int size = groups[group + 1] - groups[group];
            for (int i = 0; i < size; i++) {
                int slot = groups[group] + i;
                beatsOfSlot[slot] = beatsOfPrecision[group];
                bankOf[slot] = machine.bank(slot);
                meshOf[slot] = meshes + i / machine.channels();
                rowOf[slot] = i % machine.channels();
                // Batches have the buffer twice, one for each half of the slots.
                bufferOf[slot] = buffers + (machine.halves() > 1 ? i : i % machine.channels());
            }
            meshes += (size + machine.channels() - 1) / machine.channels();
            buffers += machine.halves() > 1 ? size : Math.min(size, machine.channels());
        }
        bank = new FeatureBank(
                beat,
                memory,
                addresses,
                slots,
                masters,
                new FeatureBank.Shape(
                        latency,
                        machine.fetchTags().addresses(),
                        machine.fetchTags().messageBeats(),
                        beatsOfSlot,
                        machine.hbm().banks(),
                        bankOf,
                        machine.hbm().outstanding(),
                        machine.arbitration()));
        aggregation = new AggregationEngine(
                beat,
                slots,
                bank,
                managers,
                new AggregationEngine.Shape(
                        machine.coresOfNode(layer.inputs()),
                        machine.channels(),
                        machine.aggregation().columns(),
                        meshes,
                        meshOf,
                        rowOf,
                        bufferOf,
                        buffers));
        idling = new EngineIdling(beat, slots, engines);
        transformation = new TransformationEngine[precisions];
        for (int group = 0; group < precisions; group++) {
            transformation[group] = new TransformationEngine(
                    beat,
                    memory,
                    addresses,
                    slots,
                    aggregation,
                    idling,
                    timeline,
                    precisions == 1 ? "transformation" : "transformation " + group,
                    shape.withSlots(groups[group + 1] - groups[group]));
            transformation[group].connect(this::written, this::accepted);
        }
        weights = new WeightBank(
                beat,
                memory,
                addresses,
                latency,
                layer.outputs(),
                weightBeats,
                precisions,
                matrix -> weightsFetched((int) matrix));
        stage = new SlotPhase[count];
        var order = machine.arbitration();
        requests = new Port(beat, count, order, slot -> true, slot -> accept((int) slot));
        responses = new Port(beat, count, order, slot -> true, slot -> respond((int) slot));
        aggregators = new Port(beat, count, order, aggregation::hasCores, slot -> aggregation.aggregate((int) slot));
        aggregatorResponses = new Port(beat, count, order, slot -> true, slot -> aggregated((int) slot));
        bank.connect(this::fetched, this::fetched, this::fetched, slot -> aggregation.arrived((int) slot));
        aggregation.connect(slot -> {
            aggregatorResponses.request((int) slot);
            aggregators.wake();
        });
        if (machine.halves() > 1) {
            instructions.connect(this::batchProgrammed);
            Arrays.stream(transformation).forEach(one -> one.await(Integer.MAX_VALUE));
        }
    }

    /** Messages of each node; 0 for those that are not run. */
    private int[] messages(int[] beatsOfPrecision) {
        int nodes = layer.lists().nodes();
        int[] counts = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            int count = layer.lists().count(node);
            int group = layer.precisionOf() == null ? 0 : layer.precisionOf()[node];
            if (machine.holds(count, beatsOfPrecision[group])) {
                counts[node] = count;
                messageCount += count;
            } else {
                leftOut++;
            }
        }
        return counts;
    }

    /** Whether a node is run. */
    boolean runs(int node) {
        return messages[node] > 0;
    }

    LayerTiming run() {
        long start = machine.startCycles();
        weights.start(start);
        instructions.start(start);
        engine.run();
        if (!instructions.isDone() || slots.cycles(SlotPhase.EMPTY) < 0) {
            throw new IllegalStateException("layer " + layer.name() + " came to a halt");
        }
        return timing();
    }

    private LayerTiming timing() {
        long end = Math.max(Math.max(idling.lastResponse(), weightsEnd), lastProgrammed);
        slots.close(end);
        // What comes after the last response, if anything: weights without nodes.
        long tail = end - idling.lastResponse();
        long start = Math.min(machine.startCycles(), idling.weights());
        var cycles = new Cycles(
                idling.compute(),
                start + idling.programming(),
                idling.weights() - start + tail,
                idling.aggregating() + idling.gathering(),
                idling.fetching());
        var stalls = new TreeMap<>(idling.stalls());
        stalls.merge("weights", tail - start, Long::sum);
        stalls.put("startUp", start);
        var reads = new TreeMap<String, Long>();
        reads.put("descriptors", instructions.readBits());
        reads.put("features", bank.readBits());
        reads.put("weights", weights.readBits());
        Map<SlotPhase, Long> spent = new EnumMap<>(SlotPhase.class);
        for (SlotPhase phase : SlotPhase.values()) {
            spent.put(phase, slots.cycles(phase));
        }
        return new LayerTiming(
                cycles,
                stalls,
                times.nodes(),
                instructions.skipped() - leftOut,
                leftOut,
                messageCount,
                Arrays.stream(transformation)
                        .mapToLong(TransformationEngine::passes)
                        .sum(),
                Arrays.stream(transformation)
                        .mapToLong(TransformationEngine::passedRows)
                        .sum(),
                aggregation.packets(),
                aggregation.flitHops(),
                reads,
                Arrays.stream(transformation)
                        .mapToLong(TransformationEngine::writtenBits)
                        .sum(),
                spent,
                times,
                summing,
                inUse,
                masters,
                managers,
                engines);
    }

    private void weightsFetched(int matrix) {
        weightsEnd = beat.cycle();
        timeline.span("weights", "matrix " + matrix, 0, beat.tick(weightsEnd));
        transformation[matrix].weightsFetched();
    }

    // The node scoreboard: a slot's request is accepted, its unit responds, and its next request waits from the cycle
    // after.

    private void programmed(int slot) {
        lastProgrammed = beat.cycle();
        stage[slot] = SlotPhase.LIST;
        beat.arrive(beat.cycle() + OF_PROGRAMMING, request, slot);
    }

    private void request(long slot) {
        slots.enter((int) slot, SlotPhase.PREFETCHER);
        requests.request((int) slot);
    }

    private void accept(int slot) {
        switch (stage[slot]) {
            case LIST -> {
                slots.enter(slot, SlotPhase.LIST);
                bank.fetchList(slot);
                requests.hold(1); // the tag is allocated in the first cycle and accepts in the second
            }
            case SCALES -> {
                slots.enter(slot, SlotPhase.SCALES);
                bank.fetchScales(slot);
            }
            default -> {
                slots.enter(slot, SlotPhase.MESSAGES);
                bank.fetchMessages(slot);
            }
        }
    }

    private void fetched(long slot) {
        slots.enter((int) slot, SlotPhase.RESPONSE);
        responses.request((int) slot);
    }

    private void respond(int slot) {
        long next = beat.cycle() + 1;
        switch (stage[slot]) {
            case LIST -> {
                stage[slot] = SlotPhase.SCALES;
                beat.arrive(next, request, slot);
            }
            case SCALES -> {
                stage[slot] = SlotPhase.MESSAGES;
                beat.arrive(next, request, slot);
            }
            default -> {
                slots.fetchedAt[slot] = next;
                beat.arrive(next, aggregate, slot);
            }
        }
    }

    private void aggregate(long slot) {
        slots.enter((int) slot, SlotPhase.AGGREGATOR);
        aggregators.request((int) slot);
    }

    private void aggregated(int slot) {
        beat.arrive(beat.cycle() + 1, arrive, slot);
    }

    private void arrive(long argument) {
        int slot = (int) argument;
        slots.aggregatedAt[slot] = beat.cycle();
        int group = groupOfSlot[slot];
        int row = machine.row(slot - groups[group], groups[group + 1] - groups[group]);
        transformation[group].arrive(slot, row);
    }

    private void written(long slot) {
        transformed.accept(slots.node[(int) slot]);
        beat.arrive(beat.cycle() + 1, free, slot);
    }

    private void free(long slot) {
        slots.free((int) slot);
        instructions.free((int) slot);
    }

    // Batches: the next one is programmed once the engines have taken all of the one before.

    private void batchProgrammed() {
        batchesPending = 0;
        for (int group = 0; group < transformation.length; group++) {
            if (instructions.inBatch(group) > 0) {
                batchesPending++;
                transformation[group].await(instructions.inBatch(group));
            }
        }
        if (batchesPending == 0) {
            instructions.nextBatch();
        }
    }

    private void accepted() {
        if (machine.halves() > 1 && --batchesPending == 0) {
            Arrays.stream(transformation).forEach(one -> one.await(Integer.MAX_VALUE));
            instructions.nextBatch();
        }
    }
}
