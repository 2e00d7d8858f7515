package bitwright.accel.gnn;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Frequency;
import bitwright.sim.engine.Handler;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import java.util.function.LongConsumer;

/**
 * Single units of the machine at work by themselves, for comparison with the published RTL's: what a unit does with one request
 * while the memory accepts every address at once and answers {@code latency} cycles later, a beat a cycle.
 */
public final class RtlBlocks {
    private static final int FLOAT_BITS = 32;

    private final Engine engine = new Engine();
    private final Beat beat = new Beat(engine, Clock.of(Frequency.ofMHz(200)));
    private final OffChip memory =
            new IdealMemory("dram.hbm2").plug(engine, Clock.of(Frequency.ofMHz(200)), Timeline.OFF);
    private long done = -1;

    private RtlBlocks() {}

    /** Cycles of the fetches of one node: from each request to its response, and from the queue's first head to its last. */
    public record Fetches(long list, long scaleFactors, long messages, long drain) {}

    /** A fetch tag with a bank of its own. */
    public static Fetches fetchTag(int neighbours, int features, int latency) {
        return new Fetches(
                new RtlBlocks().fetch(neighbours, features, latency, FeatureBank::fetchList),
                new RtlBlocks().fetch(neighbours, features, latency, FeatureBank::fetchScales),
                new RtlBlocks().fetch(neighbours, features, latency, FeatureBank::fetchMessages),
                new RtlBlocks().drain(neighbours * beats(features)));
    }

    private static int beats(int features) {
        return (features * FLOAT_BITS + Addresses.BEAT_BITS - 1) / Addresses.BEAT_BITS;
    }

    private interface Fetch {
        void of(FeatureBank bank, int slot);
    }

    private long fetch(int neighbours, int features, int latency, Fetch fetch) {
        var slots = slots(1, neighbours);
        var bank = bank(slots, features, latency, Math.max(256, neighbours));
        LongConsumer answered = slot -> done = beat.cycle();
        bank.connect(answered, answered, answered, slot -> {});
        return after(() -> fetch.of(bank, 0));
    }

    private Nodeslots slots(int count, int messages) {
        var slots = new Nodeslots(count, beat, Timeline.OFF, new Occupancy(), new NodeTimes(), new NodeTimes());
        java.util.Arrays.fill(slots.messages, messages);
        for (int slot = 0; slot < count; slot++) {
            slots.node[slot] = slot;
        }
        return slots;
    }

    private static Addresses addresses(int nodes, int messages, int features, int outputs) {
        var lists = new MessageLists() {
            @Override
            public int nodes() {
                return nodes;
            }

            @Override
            public int count(int node) {
                return messages;
            }

            @Override
            public int source(int node, int n) {
                return n % nodes;
            }
        };
        return new Addresses(lists, beats(features), outputs, beats(features), beats(outputs));
    }

    private FeatureBank bank(Nodeslots slots, int features, int latency, int addressQueue) {
        int[] beats = new int[slots.count()];
        java.util.Arrays.fill(beats, beats(features));
        return new FeatureBank(
                beat,
                memory,
                addresses(slots.count(), slots.messages[0], features, 1),
                slots,
                new Occupancy(),
                new FeatureBank.Shape(
                        latency,
                        addressQueue,
                        Integer.MAX_VALUE,
                        beats,
                        1,
                        new int[slots.count()],
                        1,
                        Arbitration.FIXED_PRIORITY));
    }

    /** Cycles from a request in cycle 0 to the response. */
    private long after(Runnable request) {
        Handler first = argument -> request.run();
        beat.decide(0, first, 0);
        engine.run();
        if (done < 0) {
            throw new IllegalStateException("a unit has not responded");
        }
        return done;
    }

    private long drain(int beats) {
        var queue = new MessageQueue[1];
        queue[0] = new MessageQueue(beat, beats, () -> {
            done = beat.cycle();
            queue[0].pop();
        });
        return after(queue[0]::open);
    }

    /** One node in a mesh, its messages fetched: from the request for its aggregation to the manager's response. */
    public static long aggregation(int neighbours, int features) {
        return new RtlBlocks().aggregate(neighbours, features);
    }

    private long aggregate(int neighbours, int features) {
        var slots = slots(1, neighbours);
        var bank = bank(slots, features, 1, Math.max(256, neighbours));
        var shape = AggregationEngine.Shape.ofRows(1, (features + 15) / 16);
        var aggregation = new AggregationEngine(beat, slots, bank, new Occupancy(), shape);
        aggregation.connect(slot -> done = beat.cycle());
        return after(() -> aggregation.aggregate(0));
    }

    /** A matrix of weights: from its request to the last word written. */
    public static long weights(int inputs, int outputs, int latency) {
        var block = new RtlBlocks();
        var weights = new WeightBank(
                block.beat,
                block.memory,
                addresses(1, 1, inputs, outputs),
                latency,
                outputs,
                beats(inputs),
                1,
                matrix -> block.done = block.beat.cycle());
        return block.after(() -> weights.start(0));
    }

    /**
     * A pass of the transformation engine: from its request to its response.
     *
     * @param rows of the array
     * @param columns of the array
     * @param nodes in the pass, in the first rows
     * @param writeResponse cycles from a write's last beat to its response
     */
    public static long pass(int rows, int columns, int inputs, int outputs, int nodes, int writeResponse) {
        return new RtlBlocks()
                .transform(
                        nodes,
                        new TransformationEngine.Shape(
                                rows, columns, inputs, outputs, writeResponse, nodes, 5120, false, false));
    }

    private long transform(int nodes, TransformationEngine.Shape shape) {
        var slots = slots(nodes, 1);
        var aggregation = new AggregationEngine(
                beat,
                slots,
                bank(slots, shape.inputs(), 1, 256),
                new Occupancy(),
                AggregationEngine.Shape.ofRows(nodes, 1));
        var engineOf = new TransformationEngine(
                beat,
                memory,
                addresses(nodes, 1, shape.inputs(), shape.outputs()),
                slots,
                aggregation,
                new EngineIdling(beat, slots, new Occupancy()),
                Timeline.OFF,
                "transformation",
                shape);
        engineOf.connect(slot -> done = beat.cycle(), () -> {});
        return after(() -> {
            engineOf.weightsFetched();
            for (int slot = 0; slot < nodes; slot++) {
                engineOf.arrive(slot, slot);
            }
        });
    }
}
