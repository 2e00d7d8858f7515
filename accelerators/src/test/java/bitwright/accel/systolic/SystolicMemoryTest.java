package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.memory.Reuse;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.workload.Layer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrays behind buffers and an off-chip memory: what must hold for every layer, buffer and bandwidth. */
class SystolicMemoryTest {
    private static final double[] GIGABYTES = {1000, 8, 1, 0.1};

    private static long total(LayerResult result, String... keys) {
        long bits = 0;
        for (String key : keys) {
            bits += result.trafficBits().get(key);
        }
        return bits;
    }

    @ParameterizedTest
    @EnumSource(Dataflow.class)
    void slowerMemoryNeverSpeedsUpNorChangesWhatIsMoved(Dataflow dataflow) {
        long seed = 41;
        var layers = new Layers(seed);
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 60; trial++) {
            Layer layer = trial % 2 == 0 ? layers.next() : matmul(random); // small ones, and ones larger than buffers
            var buffers = new Buffers(
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    random.nextBoolean(),
                    Reuse.values()[random.nextInt(Reuse.values().length)]);
            var machine = new SystolicArray(
                    new Mesh(1 + random.nextInt(6), 1 + random.nextInt(6)),
                    dataflow,
                    MacPe.of("int8", "int8", "int32"),
                    Overlap.values()[random.nextInt(2)],
                    Lowering.values()[random.nextInt(2)],
                    Compat.NONE,
                    buffers,
                    1000);
            String what = "seed " + seed + " trial " + trial + " " + machine;
            LayerResult ideal = machine.simulate(layer, Layers.setup(Fidelity.CLOSED, new IdealMemory("dram")))
                    .result();
            long before = ideal.cycles().total();
            for (double gigabytes : GIGABYTES) {
                var memory = new BandwidthMemory(gigabytes, 20, "dram");
                LayerResult result = machine.simulate(layer, Layers.setup(Fidelity.STEP, memory))
                        .result();
                Cycles cycles = result.cycles();
                assertThat(cycles.total()).as(what + " at " + gigabytes).isGreaterThanOrEqualTo(before);
                assertThat(cycles.compute()).as(what).isEqualTo(ideal.cycles().compute());
                assertThat(cycles.fill()).as(what).isEqualTo(ideal.cycles().fill());
                assertThat(cycles.weightLoad())
                        .as(what)
                        .isEqualTo(ideal.cycles().weightLoad());
                assertThat(result.stallCycles().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .as(what)
                        .isEqualTo(cycles.memoryStall());
                assertThat(result.trafficBits()).as(what).isEqualTo(ideal.trafficBits());
                // nothing crosses faster than the interface
                double bits = total(result, "dram.read", "dram.write");
                assertThat(cycles.total()).as(what).isGreaterThanOrEqualTo((long) (bits / (8 * gigabytes)));
                before = cycles.total();
            }
            moved(what, layer, ideal);
        }
    }

    private static Layer matmul(SplittableRandom random) {
        var a = new int[1 + random.nextInt(80)][1 + random.nextInt(90)];
        var b = new int[a[0].length][1 + random.nextInt(80)];
        for (int[][] matrix : new int[][][] {a, b}) {
            for (int[] row : matrix) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextInt(-128, 128);
                }
            }
        }
        return Layers.matmul(a, b);
    }

    /** Each operand is fetched at least once, each output leaves at least once, and what arrives is what was read. */
    private static void moved(String what, Layer layer, LayerResult result) {
        Gemm gemm = Gemm.of(layer);
        long weights = 8L * gemm.groups() * gemm.n() * gemm.k();
        long outputs = 8L * gemm.groups() * gemm.n() * gemm.m();
        assertThat(result.trafficBits().get("weights.fill")).as(what).isGreaterThanOrEqualTo(weights);
        assertThat(result.trafficBits().get("dram.write")).as(what).isGreaterThanOrEqualTo(outputs);
        assertThat(total(result, "activations.fill", "weights.fill", "outputs.fill"))
                .as(what)
                .isEqualTo(result.trafficBits().get("dram.read"));
        assertThat(result.trafficBits().get("outputs.drain"))
                .as(what)
                .isEqualTo(result.trafficBits().get("dram.write"));
    }
}
