package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.Setup;
import bitwright.accel.memory.Reuse;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Systolic arrays behind their buffers and a memory. A value is a byte, a sum four. */
class FoldMemoryTest {
    private static final Memory IDEAL = new IdealMemory("dram");
    private static final EnergyTable FREE = new EnergyTable(
            "free",
            45,
            "nothing costs anything",
            List.of(
                    row("mul.int", 8, 0),
                    row("add.int", 8, 0),
                    row("register.write", 8, 0),
                    row("dram", 1, 0),
                    row("sram.read", 64, 1),
                    row("sram.write", 64, 1)));

    private static EnergyTable.Row row(String kind, int bits, int kib) {
        return new EnergyTable.Row(kind, bits, kib, 0, EnergyTable.Scaling.LINEAR, Confidence.DERIVED, "test");
    }

    /** 8 by 8 positions of 8 channels under 6 filters of one tap: 512 activations, 48 weights, 384 outputs, each once. */
    @Test
    void operandsThatFitCrossOnce() {
        for (Dataflow dataflow : Dataflow.values()) {
            var result = run(array(dataflow, new Buffers(2, 1, 4)), pointwise(8), IDEAL);
            assertThat(result.trafficBits().get("dram.read"))
                    .as(dataflow.name())
                    .isEqualTo((512 + 48) * 8);
            assertThat(result.trafficBits().get("dram.write")).isEqualTo(384 * 8);
            assertThat(result.cycles().memoryStall()).isZero();
        }
    }

    /**
     * 20 by 20 positions on 4 by 4 weights: 2 folds of K by 2 of filters. 3,200 activations do not fit 1 KiB, so each fold
     * fetches its half of K: 4 · 1,600. Sums of 400 positions by 4 filters do not fit 1 KiB either: of all 6 filters they go
     * out after the first fold of K and come back, 400 · 6 · 4 bytes each way, beside 48 weights and 2,400 outputs.
     */
    @Test
    void whatDoesNotFitComesAgainAndPartialSumsGoOffChip() {
        var result = run(array(Dataflow.WEIGHT_STATIONARY, new Buffers(1, 1, 1)), pointwise(20), IDEAL);
        assertThat(result.trafficBits().get("dram.read")).isEqualTo((4 * 1600 + 48 + 9600) * 8);
        assertThat(result.trafficBits().get("dram.write")).isEqualTo((9600 + 2400) * 8);
        assertThat(result.cycles().memoryStall()).isZero();
    }

    @Test
    void aSlowerMemoryNeverMakesALayerFasterAndMovesTheSameBits() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            Layer layer = layer(random);
            var dataflow = Dataflow.values()[random.nextInt(3)];
            var buffers = new Buffers(
                    1 + random.nextInt(2),
                    1 + random.nextInt(2),
                    1 + random.nextInt(2),
                    random.nextBoolean(),
                    Reuse.values()[random.nextInt(3)]);
            var machine = array(dataflow, buffers);
            LayerResult faster = run(machine, layer, IDEAL);
            assertThat(faster.cycles().memoryStall()).as("seed %d", seed).isZero();
            double bandwidth = 0.05 + random.nextDouble();
            for (double slowdown : new double[] {1, 1.01, 3}) {
                var slower = run(machine, layer, new BandwidthMemory(bandwidth / slowdown, 10, "dram"));
                assertThat(slower.cycles().total())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(faster.cycles().total());
                assertThat(slower.trafficBits()).as("seed %d", seed).isEqualTo(faster.trafficBits());
                assertThat(slower.stallCycles().values().stream()
                                .mapToLong(n -> n)
                                .sum())
                        .isEqualTo(slower.cycles().memoryStall());
                faster = slower;
            }
        }
    }

    @Test
    void whatDoesNotFitAtAllIsRefused() {
        var layer = layer(40, 1200, 2, 1, 1);
        assertThatThrownBy(() -> run(array(Dataflow.OUTPUT_STATIONARY, new Buffers(1, 1, 1)), layer, IDEAL))
                .isInstanceOf(WorkloadException.class)
                .hasMessageStartingWith("layer layer: the input rows of one set of windows need ")
                .hasMessageEndingWith(" bits of the activation buffer, which holds 8192");
    }

    private static SystolicArray array(Dataflow dataflow, Buffers buffers) {
        var pe = MacPe.of("int8", "int8", "int32");
        var machine = new SystolicArray(new Mesh(4, 4), dataflow, pe, 1000);
        return new SystolicArray(
                machine.array(),
                dataflow,
                machine.pe(),
                machine.folds(),
                machine.lowering(),
                machine.compat(),
                buffers,
                1000);
    }

    private static LayerResult run(SystolicArray machine, Layer layer, Memory memory) {
        var setup = new Setup(memory, FREE, Fidelity.STEP, ValueCheck.Method.PROVEN, 1, 1);
        return machine.run(new LayerTrace("net", "test", "", List.of(layer)), setup)
                .get(0);
    }

    private static Layer pointwise(int side) {
        return layer(side, 8, 6, 1, 1);
    }

    private static Layer layer(SplittableRandom random) {
        return layer(
                4 + random.nextInt(12),
                1 + random.nextInt(12),
                1 + random.nextInt(12),
                1 + random.nextInt(3),
                1 + random.nextInt(2));
    }

    private static Layer layer(int side, int channels, int filters, int kernel, int stride) {
        return new Layer(
                "layer",
                Op.CONV2D,
                List.of("input"),
                new Geometry(stride, stride, kernel / 2, kernel / 2, kernel / 2, kernel / 2, 1, 1, 1),
                operand(1, side, side, channels),
                operand(filters, kernel, kernel, channels));
    }

    private static Operand operand(int... shape) {
        int size = shape[0] * shape[1] * shape[2] * shape[3];
        return new Operand(new Encoding("int8", 0, 8, true), TensorSource.of(new Tensor(shape, new int[size])));
    }
}
