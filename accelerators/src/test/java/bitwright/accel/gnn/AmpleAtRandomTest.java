package bitwright.accel.gnn;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.Setup;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.gnn.Activation;
import bitwright.workload.gnn.Gnn;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GnnModel;
import bitwright.workload.gnn.GnnReference;
import bitwright.workload.gnn.GnnWeights;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.NodeArithmetic;
import bitwright.workload.gnn.PrecisionAssignment;
import bitwright.workload.gnn.PrecisionAssignment.ByDegree;
import bitwright.workload.gnn.PrecisionAssignment.DegreeClass;
import bitwright.workload.gnn.PrecisionAssignment.DegreeQuant;
import bitwright.workload.gnn.PrecisionAssignment.Interpolation;
import bitwright.workload.gnn.PrecisionAssignment.Protection;
import bitwright.workload.gnn.PrecisionAssignment.Uniform;
import bitwright.workload.graph.EdgeRules;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.Graph;
import bitwright.workload.graph.GraphBuilder;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any machine on any graph: it comes to an end, and its values are those of the reference, to the bit. */
class AmpleAtRandomTest {
    private static final List<String> PRECISIONS = List.of(
            "float32", "int8", "int8/wrap8", "int4", "bfloat16", "ample-float32", "float16/float32", "mxfp4_e2m1");

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /** One picojoule for everything. */
    private static EnergyTable prices() {
        var words = Stream.of("add.int", "add.float", "mul.int", "mul.float", "register.write", "dram")
                .map(kind -> row(kind, 0));
        var memories = Stream.of("sram.read", "sram.write").map(kind -> row(kind, 4));
        return new EnergyTable(
                "test", 45, "test", Stream.concat(words, memories).toList());
    }

    private static EnergyTable.Row row(String kind, int kib) {
        return new EnergyTable.Row(kind, 32, kib, 1, EnergyTable.Scaling.LINEAR, Confidence.DERIVED, "test");
    }

    /** Up to 120 nodes, some graphs with none; with self loops, duplicates, isolated nodes, and sometimes a hub. */
    private static Graph graph(SplittableRandom random, int width) {
        int nodes = random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(1, 120);
        boolean hasHub = random.nextBoolean();
        var edges = new GraphBuilder();
        for (int i = nodes == 0 ? 0 : random.nextInt(6 * nodes + 1); i > 0; i--) {
            edges.add(hasHub && random.nextBoolean() ? 0 : random.nextInt(nodes), random.nextInt(nodes));
        }
        return edges.build("graph", nodes, EdgeRules.AS_LISTED)
                .with(new Features.Seeded(nodes, width, random.nextLong()));
    }

    private static PrecisionAssignment precision(SplittableRandom random) {
        var any = NodeArithmetic.of(PRECISIONS.get(random.nextInt(PRECISIONS.size())));
        var float32 = NodeArithmetic.of("float32");
        return switch (random.nextInt(3)) {
            case 0 -> new Uniform(any);
            case 1 -> new DegreeQuant(float32, any, 0, 1, Interpolation.RANK, Protection.PROTECTED_HIGH);
            default ->
                new ByDegree(List.of(
                        new DegreeClass(0, NodeArithmetic.of("int4")),
                        new DegreeClass(2, any),
                        new DegreeClass(5, float32)));
        };
    }

    /** Small queues, so that many nodes are summed while they are fetched; odd numbers of everything. */
    private static Ample machine(SplittableRandom random, int precisions) {
        boolean smallQueues = random.nextBoolean();
        return new Ample(
                Variant.values()[random.nextInt(2)],
                Scheduling.values()[random.nextInt(2)],
                2 * random.nextInt(precisions, 20),
                Optional.empty(),
                random.nextInt(20, 65),
                random.nextInt(1, 12),
                random.nextInt(100, 6000),
                random.nextBoolean() ? Optional.of(Arbitration.values()[random.nextInt(2)]) : Optional.empty(),
                new FetchTags(
                        smallQueues ? 16 : 256,
                        smallQueues ? random.nextInt(4, 40) : 16384,
                        Optional.of(PartialResponse.PAPER),
                        Optional.empty()),
                new Aggregation(4, Optional.empty()),
                new Transformation(random.nextInt(40, 65), Optional.empty(), Optional.empty()),
                new Hbm(
                        random.nextInt(1, 33),
                        random.nextInt(1, 9),
                        Optional.empty(),
                        random.nextInt(1, 30),
                        random.nextInt(4)),
                random.nextInt(100),
                200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void machinesEndWithTheValuesOfTheReference(long seed) {
        var random = new SplittableRandom(seed);
        int inputs = random.nextInt(1, 40);
        int middle = random.nextInt(1, 40);
        var layers = List.of(
                new GnnLayer("a", inputs, middle, Activation.RELU),
                new GnnLayer("b", middle, random.nextInt(1, 20), Activation.NONE));
        var model = GnnModel.values()[random.nextInt(GnnModel.values().length)];
        var network = new Gnn(model, random.nextBoolean(), layers, new GnnWeights.Seeded(seed, -3));
        var run = new GraphRun("test", "test", "", graph(random, inputs), network, precision(random), seed);
        Ample machine = machine(random, run.arithmetics().size());
        Memory memory =
                random.nextBoolean() ? new IdealMemory("dram") : new BandwidthMemory(random.nextInt(1, 64), 50, "dram");
        var setup = new Setup(memory, prices(), Fidelity.STEP, ValueCheck.Method.RECOMPUTED, 1, 1);

        var outcome = machine.simulate(run, setup);
        var reference = GnnReference.run(run);
        for (int layer = 0; layer < layers.size(); layer++) {
            float[] expected = new float[layers.get(layer).outputs()];
            float[] ours = new float[expected.length];
            for (int node = 0; node < run.graph().nodes(); node++) {
                reference.get(layer).row(node, expected);
                outcome.outputs().get(layer).row(node, ours);
                assertThat(ours).as("layer %d node %d of %s", layer, node, run).isEqualTo(expected);
            }
        }
        for (LayerResult result : outcome.layers()) {
            assertThat(result.values().mismatches()).isZero();
            var parts = result.cycles();
            assertThat(parts.compute()).isNotNegative();
            assertThat(parts.syncStall()).isNotNegative();
            assertThat(parts.memoryStall()).isNotNegative();
        }
        assertThat(machine.run(run, setup)).isEqualTo(outcome.layers());
    }
}
