package bitwright.accel.gnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.Setup;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Frequency;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.sim.trace.Timeline;
import bitwright.workload.WorkloadException;
import bitwright.workload.gnn.Activation;
import bitwright.workload.gnn.Gnn;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GnnModel;
import bitwright.workload.gnn.GnnWeights;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.NodeArithmetic;
import bitwright.workload.gnn.PrecisionAssignment;
import bitwright.workload.graph.EdgeRules;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphBuilder;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmpleTest {
    private static final Memory IDEAL = new IdealMemory("dram");

    private static EnergyTable prices() {
        var rows = Stream.of("add.int", "add.float", "mul.int", "mul.float", "register.write", "dram")
                .map(kind ->
                        new EnergyTable.Row(kind, 32, 0, 1, EnergyTable.Scaling.LINEAR, Confidence.DERIVED, "test"));
        var memories = Stream.of("sram.read", "sram.write")
                .map(kind ->
                        new EnergyTable.Row(kind, 32, 4, 1, EnergyTable.Scaling.LINEAR, Confidence.DERIVED, "test"));
        return new EnergyTable(
                "test", 45, "one picojoule each", Stream.concat(rows, memories).toList());
    }

    private static Setup setup(Memory memory, ValueCheck.Method values) {
        return new Setup(memory, prices(), Fidelity.STEP, values, 1, 1);
    }

    static Ample machine(Variant variant, Scheduling scheduling, int slots, int waitCount, int latency) {
        return new Ample(
                variant,
                scheduling,
                slots,
                Optional.empty(),
                64,
                waitCount,
                5120,
                Optional.empty(),
                new FetchTags(256, 16384, Optional.of(PartialResponse.PAPER), Optional.empty()),
                new Aggregation(4, Optional.empty()),
                new Transformation(64, Optional.empty(), Optional.empty()),
                new Hbm(32, 1, 8, Optional.empty(), latency, 1),
                0,
                200);
    }

    private static Ample rtl(int slots, int waitCount, int latency) {
        return machine(Variant.RTL, Scheduling.EVENT_DRIVEN, slots, waitCount, latency);
    }

    /** A graph with an isolated node, a self loop and duplicate edges, the others random. */
    private static Graph odd(int nodes, int edges, int width) {
        var random = new SplittableRandom(nodes * 31L + edges);
        var builder = new GraphBuilder();
        builder.add(1, 1);
        builder.add(2, 3);
        builder.add(2, 3);
        for (int i = 0; i < edges; i++) {
            builder.add(1 + random.nextInt(nodes - 1), 1 + random.nextInt(nodes - 1));
        }
        return builder.build("odd", nodes, EdgeRules.AS_LISTED).with(new Features.Seeded(nodes, width, 5));
    }

    private static Graph regular(int nodes, int degree, int width) {
        var builder = new GraphBuilder();
        for (int node = 0; node < nodes; node++) {
            for (int i = 1; i <= degree; i++) {
                builder.add(node, (node + i) % nodes);
            }
        }
        return builder.build("regular", nodes, EdgeRules.AS_LISTED).with(new Features.Seeded(nodes, width, 5));
    }

    private static GraphRun run(Graph graph, GnnModel model, String arithmetic, GnnLayer... layers) {
        var network = new Gnn(model, true, List.of(layers), new GnnWeights.Seeded(3, -4));
        var precision = new PrecisionAssignment.Uniform(NodeArithmetic.of(arithmetic));
        return new GraphRun("test", "test", "", graph, network, precision, 1);
    }

    private static GnnLayer layer(String name, int inputs, int outputs) {
        return new GnnLayer(name, inputs, outputs, Activation.RELU);
    }

    @ParameterizedTest
    @EnumSource(GnnModel.class)
    void computesWhatTheReferenceDoes(GnnModel model) {
        for (String arithmetic : List.of(
                "float32", "ample-float32", "int8", "int8/wrap8", "float16", "bfloat16/float32", "posit16_es1")) {
            var workload = run(odd(60, 200, 20), model, arithmetic, layer("a", 20, 18), layer("b", 18, 5));
            for (Variant variant : Variant.values()) {
                var results = machine(variant, Scheduling.EVENT_DRIVEN, 16, 4, 3)
                        .run(workload, setup(IDEAL, ValueCheck.Method.RECOMPUTED));
                for (LayerResult one : results) {
                    assertThat(one.values().compared())
                            .isEqualTo(60L * (one.name().equals("a") ? 18 : 5));
                    assertThat(one.values().mismatches())
                            .as(arithmetic + " " + one.values().firstMismatch())
                            .isZero();
                }
            }
        }
    }

    /** y = W (Σ x + x): in the order of the list, the node last; written out here once more. */
    @Test
    void sumsInTheOrderOfTheListWithTheNodeLast() {
        Graph graph = odd(40, 150, 7);
        var outcome = rtl(8, 4, 1)
                .simulate(
                        run(graph, GnnModel.GIN, "float32", new GnnLayer("a", 7, 3, Activation.NONE)),
                        setup(IDEAL, null));
        float[] weights = new GnnWeights.Seeded(3, -4).neighbours(0, new GnnLayer("a", 7, 3, Activation.NONE));
        float[] x = new float[7];
        float[] ours = new float[3];
        for (int node = 0; node < 40; node++) {
            float[] sum = null;
            for (int n = 0; n <= graph.degree(node); n++) {
                graph.features().orElseThrow().row(n < graph.degree(node) ? graph.neighbour(node, n) : node, x);
                if (sum == null) {
                    sum = x.clone();
                } else {
                    for (int i = 0; i < 7; i++) {
                        sum[i] += x[i];
                    }
                }
            }
            outcome.outputs().get(0).row(node, ours);
            for (int out = 0; out < 3; out++) {
                float expected = 0;
                for (int i = 0; i < 7; i++) {
                    expected += weights[out * 7 + i] * sum[i];
                }
                assertThat(ours[out]).isEqualTo(expected);
            }
        }
    }

    /**
     * One node with its own and two more messages of 64 features, L = 1: the descriptor's request in cycle 0, its programming
     * in 3, the list's request in 6, response after 1 + 5 + 3, scale factors one later and 1 + 4 + 3, messages one later and
     * 3 · (4 + 1 + 1) + 1, aggregation one later and 24 + 64 + 24 · 3, and one more to the transformation engine.
     */
    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "1, 40"})
    void oneNodeTakesTheSumOfItsParts(int waitCount, int outputs) {
        var lists = lists(new int[] {0, 3}, 1);
        int atEngine = 6 + 9 + 1 + 8 + 1 + 19 + 1 + 160 + 1;
        int weights = outputs * (1 + 2 + 17 * 4);
        // Too few wait: the time-out counts from the beginning.
        int accepted = Math.max(weights, waitCount > 1 ? 5120 : atEngine);
        int pass = 2 + 3 * (64 + outputs - 1) + 1 + 129 + 4 + (3 + (outputs + 15) / 16 + 1) - 1;
        var timing = time(rtl(256, waitCount, 1), lists, 64, outputs);
        assertThat(timing.cycles().total()).isEqualTo(accepted + pass);
        assertThat(timing.cycles().compute()).isEqualTo(pass);
    }

    private static MessageLists lists(int[] pointers, int nodes) {
        return new MessageLists() {
            @Override
            public int nodes() {
                return nodes;
            }

            @Override
            public int count(int node) {
                return pointers[node + 1] - pointers[node];
            }

            @Override
            public int source(int node, int n) {
                return 0;
            }
        };
    }

    private static LayerTiming time(Ample machine, MessageLists lists, int inputs, int outputs) {
        var engine = new Engine();
        var clock = Clock.of(Frequency.ofMHz(200));
        var memory = IDEAL.plug(engine, clock, Timeline.OFF);
        var layer = new HardwareLayer("layer", lists, inputs, outputs, new int[] {32}, null);
        return new LayerSimulation(
                        machine,
                        layer,
                        new int[] {0, machine.nodeslots()},
                        engine,
                        clock,
                        memory,
                        Timeline.OFF,
                        node -> {})
                .run();
    }

    /** With slots enough the transformation engine never waits: passes of 64 nodes, 1029 cycles each, behind the weights. */
    @ParameterizedTest
    @ValueSource(ints = {64, 640, 1920})
    void fullPassesFollowOneAnother(int nodes) {
        int[] pointers = new int[nodes + 1];
        for (int node = 0; node < nodes; node++) {
            pointers[node + 1] = pointers[node] + 2;
        }
        var timing = time(rtl(256, 4, 1), lists(pointers, nodes), 64, 64);
        assertThat(timing.passes()).isEqualTo(nodes / 64);
        assertThat(timing.cycles().total()).isEqualTo(64 * (1 + 2 + 17 * 4) + 1029L * nodes / 64 - 1);
    }

    @Test
    void everySlotIsAccountedForInEveryCycle() {
        var workload = run(odd(300, 1500, 64), GnnModel.GIN, "float32", layer("a", 64, 64));
        for (Scheduling scheduling : Scheduling.values()) {
            var machine = machine(Variant.RTL, scheduling, 64, 4, 20);
            LayerResult one = machine.run(workload, setup(IDEAL, ValueCheck.Method.PROVEN))
                    .get(0);
            double slotCycles = one.statistics().entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("nodeslotCycles."))
                    .mapToDouble(java.util.Map.Entry::getValue)
                    .sum();
            assertThat(slotCycles).isEqualTo(64.0 * one.cycles().total());
            assertThat(one.statistics().get("nodesRun")).isEqualTo(300);
        }
    }

    /** Descriptors 300 / 8 in beats, lists and scale factors a beat for each 16, features 4 beats a message, weights. */
    @Test
    void readsEachThingOnce() {
        Graph graph = odd(300, 1500, 64);
        LayerResult one = rtl(64, 4, 1)
                .run(run(graph, GnnModel.GIN, "float32", layer("a", 64, 10)), setup(IDEAL, ValueCheck.Method.PROVEN))
                .get(0);
        long beats = 0;
        for (int node = 0; node < 300; node++) {
            int messages = graph.degree(node) + 1;
            beats += 2L * ((messages + 15) / 16) + 4L * messages;
        }
        assertThat(one.statistics())
                .containsEntry("readBits.descriptors", 38 * 512.0)
                .containsEntry("readBits.features", beats * 512.0)
                .containsEntry("readBits.weights", 10 * 4 * 512.0);
        assertThat(one.trafficBits())
                .containsEntry("dram.read", (38 + beats + 40) * 512)
                .containsEntry("dram.write", 300 * 512L)
                .containsEntry(
                        "messageQueues.read",
                        (long) one.statistics().get("messages").intValue() * 4 * 512);
        assertThat(one.componentActions().get("transformation")).containsEntry("mul.float:32", 300L * 64 * 10);
        long messages = one.statistics().get("messages").longValue();
        assertThat(one.componentActions().get("aggregation cores"))
                .containsEntry("add.float:32", (messages - 300) * 64);
        assertThat(one.componentActions().get("off-chip memory").get("dram:1"))
                .isEqualTo((38 + beats + 40 + 300) * 512);
    }

    /** 512 lists of 4 messages through one read master, L = 60: 65 cycles a message alone, 4 beats a message at best. */
    @Test
    void severalRequestsUnderWayHideTheLatency() {
        int[] pointers = new int[513];
        for (int node = 0; node < 512; node++) {
            pointers[node + 1] = pointers[node] + 4;
        }
        long alone = oneBank(1, pointers);
        long two = oneBank(2, pointers);
        long many = oneBank(64, pointers);
        long requests = 512 * (4 * (60L + 4 + 1) + 2 * (60 + 2));
        assertThat(alone).isBetween(requests, requests + 10_000);
        assertThat(two).isBetween(requests / 2, requests / 2 + 10_000);
        assertThat(many).isBetween(512 * (4 * 4L + 2), 512 * (4 * 4L + 2) + 25_000);
    }

    private static long oneBank(int outstanding, int[] pointers) {
        var machine = new Ample(
                Variant.RTL,
                Scheduling.EVENT_DRIVEN,
                256,
                Optional.empty(),
                64,
                4,
                5120,
                Optional.empty(),
                new FetchTags(256, 16384, Optional.empty(), Optional.empty()),
                new Aggregation(4, Optional.empty()),
                new Transformation(64, Optional.empty(), Optional.empty()),
                new Hbm(1, outstanding, 256, Optional.empty(), 60, 1),
                0,
                200);
        return time(machine, lists(pointers, 512), 64, 1).cycles().total();
    }

    /**
     * Batches have barriers, so delays add up. Without, a pass that begins a cycle earlier may take four nodes instead of sixty,
     * and the last nodes may be too few for another: what is late can end early, as Graham showed of all such schedules.
     */
    @Test
    void slowerMemoryNeverMakesBatchesFasterButMayEvents() {
        var workload = run(odd(400, 3000, 64), GnnModel.GCN, "float32", layer("a", 64, 64));
        long before = 0;
        for (int latency = 1; latency <= 41; latency += 2) {
            long cycles = total(machine(Variant.RTL, Scheduling.DOUBLE_BUFFERED, 128, 4, latency), workload, IDEAL);
            assertThat(cycles).isGreaterThanOrEqualTo(before);
            before = cycles;
        }
        int faster = 0;
        before = 0;
        for (int latency = 1; latency <= 60; latency++) {
            long cycles = total(machine(Variant.PAPER, Scheduling.EVENT_DRIVEN, 64, 4, latency), workload, IDEAL);
            faster += cycles < before ? 1 : 0;
            before = cycles;
        }
        assertThat(faster).isBetween(1, 29);
    }

    @Test
    void muchSlowerMemoryIsMuchSlower() {
        var workload = run(odd(400, 3000, 64), GnnModel.GCN, "float32", layer("a", 64, 64));
        for (Variant variant : Variant.values()) {
            long before = 0;
            for (int latency : new int[] {1, 20, 80, 320}) {
                long cycles = total(machine(variant, Scheduling.EVENT_DRIVEN, 256, 4, latency), workload, IDEAL);
                assertThat(cycles).isGreaterThan(before);
                before = cycles;
            }
        }
        long ideal = total(rtl(256, 4, 1), workload, IDEAL);
        long fast = total(rtl(256, 4, 1), workload, new BandwidthMemory(460, 0, "dram"));
        long slow = total(rtl(256, 4, 1), workload, new BandwidthMemory(2, 200, "dram"));
        assertThat(fast).isGreaterThanOrEqualTo(ideal);
        assertThat(slow).isGreaterThan(2 * fast);
        // 2 GB/s at 200 MHz are 80 bits a cycle.
        long bits = rtl(256, 4, 1)
                .run(workload, setup(IDEAL, ValueCheck.Method.PROVEN))
                .get(0)
                .trafficBits()
                .get("dram.read");
        assertThat(slow).isGreaterThan(bits / 80);
    }

    private static long total(Ample machine, GraphRun workload, Memory memory) {
        return machine.run(workload, setup(memory, ValueCheck.Method.PROVEN)).stream()
                .mapToLong(one -> one.cycles().total())
                .sum();
    }

    /**
     * Batches of 32: the second begins when the first goes to the array. Each is as slow as its slowest node, node 0 with 100
     * messages; event by event, that one holds up nobody.
     */
    @Test
    void aBatchWaitsForItsSlowestNode() {
        int[] pointers = new int[65];
        for (int node = 0; node < 64; node++) {
            pointers[node + 1] = pointers[node] + (node % 32 == 0 ? 200 : 1);
        }
        var batches = time(machine(Variant.RTL, Scheduling.DOUBLE_BUFFERED, 64, 4, 1), lists(pointers, 64), 64, 1);
        int slowest = 200 * (4 + 1 + 1) + 24 + 64 + 24 * 200; // fetching its features and summing them
        int pass = 2 + 3 * 64 + 1 + 129 + 4 + 32 * 5 - 1;
        assertThat(batches.passes()).isEqualTo(2);
        assertThat(batches.cycles().total()).isBetween(2L * slowest + pass, 2L * slowest + pass + 2 * 600);
        var events = time(machine(Variant.RTL, Scheduling.EVENT_DRIVEN, 64, 4, 1), lists(pointers, 64), 64, 1);
        assertThat(events.cycles().total()).isLessThan(batches.cycles().total() - slowest / 2);
    }

    /** A tag of 256 addresses takes 100,000 messages in segments; the aggregation engine sums them as they come. */
    @Test
    void aNodeOfDegree100000IsFetchedAndSummedAtOnce() {
        int degree = 100_000;
        int[] pointers = {0, degree, degree + 1, degree + 2};
        var timing = time(rtl(256, 1, 1), lists(pointers, 3), 64, 8);
        long summing = 24L * degree;
        assertThat(timing.cycles().total()).isBetween(summing, summing + 20_000);
        assertThat(timing.nodes()).isEqualTo(3);
        assertThat(timing.readBits().get("features"))
                .isEqualTo((390 * (4L * 256 + 16 + 17) + (160 * 4 + 10 + 11) + 2 * (4 + 1 + 1)) * 512);
    }

    @Test
    void longListsComeToTheSameValues() {
        var builder = new GraphBuilder();
        for (int i = 0; i < 1500; i++) {
            builder.add(0, i % 50);
        }
        builder.add(1, 0);
        Graph graph = builder.build("star", 50, EdgeRules.AS_LISTED).with(new Features.Seeded(50, 16, 5));
        var workload = run(graph, GnnModel.GRAPHSAGE_MEAN, "float32", layer("a", 16, 4));
        for (Variant variant : Variant.values()) {
            LayerResult one = machine(variant, Scheduling.EVENT_DRIVEN, 8, 1, 2)
                    .run(workload, setup(IDEAL, ValueCheck.Method.RECOMPUTED))
                    .get(0);
            assertThat(one.values().mismatches()).isZero();
            assertThat(one.statistics()).containsEntry("nodesLeftOut", 0.0);
        }
    }

    /** As the published tools do, since such nodes hang the published RTL. */
    @Test
    void theRtlLeavesOutNodesBeyondItsQueues() {
        var head = new Ample(
                Variant.RTL,
                Scheduling.EVENT_DRIVEN,
                8,
                Optional.empty(),
                64,
                1,
                5120,
                Optional.empty(),
                new FetchTags(256, 16384, Optional.empty(), Optional.empty()),
                new Aggregation(4, Optional.empty()),
                new Transformation(64, Optional.empty(), Optional.empty()),
                new Hbm(32, 1, 8, Optional.empty(), 1, 1),
                0,
                200);
        var builder = new GraphBuilder();
        for (int i = 0; i < 257; i++) {
            builder.add(0, 1);
            if (i > 0) {
                builder.add(1, 0);
            }
        }
        Graph graph = builder.build("two", 3, EdgeRules.AS_LISTED).with(new Features.Seeded(3, 16, 5));
        LayerResult one = head.run(
                        run(graph, GnnModel.GRAPHSAGE_SUM, "float32", layer("a", 16, 4)),
                        setup(IDEAL, ValueCheck.Method.RECOMPUTED))
                .get(0);
        assertThat(one.statistics()).containsEntry("nodesLeftOut", 1.0).containsEntry("nodesSkipped", 1.0);
        assertThat(one.values().compared()).isEqualTo(2 * 4);
        assertThat(one.values().mismatches()).isZero();
    }

    @Test
    void anEmptyGraphTakesItsWeights() {
        Graph empty = new Graph("empty", new int[] {0}, new int[0]).with(new Features.Seeded(0, 16, 1));
        LayerResult one = rtl(8, 4, 1)
                .run(run(empty, GnnModel.GCN, "float32", layer("a", 16, 4)), setup(IDEAL, ValueCheck.Method.RECOMPUTED))
                .get(0);
        assertThat(one.cycles().total()).isEqualTo(4 * 20);
        assertThat(one.cycles().weightLoad()).isEqualTo(4 * 20);
        assertThat(one.values().passed()).isTrue();
    }

    @Test
    void precisionsHaveSlotsOfTheirOwn() {
        Graph graph = odd(200, 900, 32);
        var layers = List.of(layer("a", 32, 16));
        var network = new Gnn(GnnModel.GCN, true, layers, new GnnWeights.Seeded(3, -4));
        var precision =
                new PrecisionAssignment.TopDegrees(NodeArithmetic.of("float32"), NodeArithmetic.of("int8"), 0.9);
        var workload = new GraphRun("test", "test", "", graph, network, precision, 1);
        assertThat(rtl(64, 4, 1).groups(new long[] {180, 20})).containsExactly(0, 58, 64);
        assertThat(rtl(64, 4, 1).groups(new long[] {1000, 1})).containsExactly(0, 63, 64);
        for (Scheduling scheduling : Scheduling.values()) {
            for (Variant variant : Variant.values()) {
                LayerResult one = machine(variant, scheduling, 64, 4, 1)
                        .run(workload, setup(IDEAL, ValueCheck.Method.RECOMPUTED))
                        .get(0);
                assertThat(one.values().mismatches()).isZero();
                assertThat(one.statistics()).containsEntry("nodesRun", 200.0);
            }
        }
    }

    @Test
    void whatDoesNotFitIsSaid() {
        assertThatThrownBy(() -> rtl(8, 4, 1)
                        .run(
                                run(odd(10, 20, 65), GnnModel.GCN, "float32", layer("wide", 65, 4)),
                                setup(IDEAL, ValueCheck.Method.PROVEN)))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("layer wide: inputs must be at most 64")
                .hasMessageContaining("got 65");
        LayerResult one = machine(Variant.PAPER, Scheduling.EVENT_DRIVEN, 8, 4, 1)
                .run(
                        run(odd(10, 20, 165), GnnModel.GCN, "float32", layer("wide", 165, 150)),
                        setup(IDEAL, ValueCheck.Method.RECOMPUTED))
                .get(0);
        assertThat(one.values().mismatches()).isZero();
    }

    /** A message is three events and more; what is allocated is a few integers a node. */
    @Test
    void nothingIsAllocatedForAnEvent() {
        int nodes = 20_000;
        int[] pointers = new int[nodes + 1];
        for (int node = 0; node < nodes; node++) {
            pointers[node + 1] = pointers[node] + 20;
        }
        var lists = lists(pointers, nodes);
        time(rtl(256, 4, 1), lists, 64, 64); // classes are loaded, queues have grown
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        time(rtl(256, 4, 1), lists, 64, 64);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bytes).isLessThan(40L * nodes + 1_000_000); // 400,000 messages of three events
    }

    @Test
    void aRunIsTheSameEveryTime() {
        var workload = run(regular(500, 7, 64), GnnModel.GRAPHSAGE_MEAN, "float32", layer("a", 64, 64));
        var machine = machine(Variant.PAPER, Scheduling.EVENT_DRIVEN, 64, 4, 9);
        var once = machine.run(workload, setup(IDEAL, ValueCheck.Method.PROVEN));
        assertThat(machine.run(workload, setup(IDEAL, ValueCheck.Method.PROVEN)))
                .isEqualTo(once);
    }
}
