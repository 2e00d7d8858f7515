package bitwright.accel.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.Setup;
import bitwright.accel.memory.Buffers;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.serial.Compression.Scheme;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompressionTest {
    private static final Memory IDEAL = new IdealMemory("dram");
    private static final Compression PACKED = Compression.of("per-group");
    private static final Compression EVERYWHERE = new Compression(Scheme.PER_GROUP, 16, true, true);

    /**
     * A position of 16 channels, 2 filters of 16 weights. Activations 8 bits unsigned, values 0 to 3: plain 3 + 16 · 2 = 35
     * bits, with a map 3 + 16 + 8 · 2 = 35 as well (8 of the 16 are not zero), and the flag. Weights 8 bits signed, the
     * first filter −1 and 1 in turn, so 2 bits: 3 + 32; the second all zero, so 1 bit: 3 + 16; plain 54, with maps
     * (3 + 16 + 32) + (3 + 16) = 70; and the flag. The outputs, 2, take 8 bits each.
     */
    @Test
    void whatCrossesTheOffChipInterfaceIsThePackedOperandsAndTheOutputs() {
        var plain = run(Compression.NONE, layer(), IDEAL);
        var packed = run(PACKED, layer(), IDEAL);
        assertThat(plain.trafficBits().get("dram.read")).isEqualTo((16 + 32) * 8);
        assertThat(packed.trafficBits().get("dram.read")).isEqualTo((1 + 35) + (1 + 54));
        assertThat(packed.trafficBits().get("dram.write"))
                .isEqualTo(plain.trafficBits().get("dram.write"))
                .isEqualTo(2 * 8);
        assertThat(packed.trafficBits().get("activations.read"))
                .isEqualTo(plain.trafficBits().get("activations.read"))
                .isEqualTo(16 * 8);
        assertThat(packed.statistics())
                .containsEntry("storedActivationBitsMean", 36 / 16.0)
                .containsEntry("storedWeightBitsMean", 55 / 32.0);
        assertThat(plain.statistics()).doesNotContainKey("storedActivationBitsMean");
        assertThat(plain.energy().componentPj()).doesNotContainKey("codec");
    }

    /**
     * At 1 bit a nanosecond and 1 GHz the interface needs a cycle a bit; between operands and outputs the array works for
     * a cycle and drains for two.
     */
    @Test
    void lessTrafficStallsTheArrayLess() {
        var slow = new BandwidthMemory(0.125, 0, "dram");
        assertThat(run(Compression.NONE, layer(), slow).cycles().total()).isEqualTo(48 * 8 + 3 + 16);
        var packed = run(PACKED, layer(), slow).cycles();
        assertThat(packed.total()).isEqualTo(36 + 55 + 3 + 16);
        assertThat(packed.compute())
                .isEqualTo(run(PACKED, layer(), IDEAL).cycles().compute())
                .isPositive();
    }

    /**
     * Packing 16 activations in one group: 15 ORs, 1 + 16 comparisons, 16 shifts, one word. Unpacking 16 activations and 32
     * weights: a shift and a register each, one word each.
     */
    @Test
    void theCodecsActionsAreCounted() {
        assertThat(run(Compression.NONE, layer(), IDEAL).actions()).doesNotContainKeys("or:8", "register.write:8");
        assertThat(run(PACKED, layer(), IDEAL).actions())
                .containsEntry("or:8", 15L)
                .containsEntry("compare:8", 17L)
                .containsEntry("shift:8", 16L + 16 + 32)
                .containsEntry("register.write:8", 16L + 32)
                .containsEntry("register.write:64", 3L)
                .containsEntry("dram:1", 36L + 55 + 16);
    }

    /**
     * One window of one tap reads each operand once: 36 and 55 bits, in one word each where 128 and 256 were 2 and 4. One
     * more word is read when the outputs leave.
     */
    @Test
    void onChipTheBuffersGiveOutPackedWordsAndEachReadUnpacks() {
        var off = run(PACKED, layer(), IDEAL);
        var on = run(EVERYWHERE, layer(), IDEAL);
        assertThat(on.trafficBits().get("activations.read")).isEqualTo(36);
        assertThat(on.trafficBits().get("weights.read")).isEqualTo(55);
        assertThat(on.trafficBits().get("dram.read"))
                .isEqualTo(off.trafficBits().get("dram.read"));
        assertThat(on.actions()).containsEntry("shift:8", 16L + 16 + 32);
        assertThat(on.actions().get("sram.read:64@1024KiB")).isEqualTo(2 + 1);
        assertThat(off.actions().get("sram.read:64@1024KiB")).isEqualTo(2 + 4 + 1);
    }

    /** One channel a position would be padded to 16. */
    @Test
    void aTensorThatWouldGrowStaysAsItIs() {
        var layer = layer(new int[] {1, 1, 2, 1}, new int[] {200, 100}, new int[] {1, 1, 1, 1}, new int[] {1});
        var packed = run(PACKED, layer, IDEAL);
        assertThat(packed.trafficBits())
                .isEqualTo(run(Compression.NONE, layer, IDEAL).trafficBits());
        assertThat(packed.actions())
                .isEqualTo(run(Compression.NONE, layer, IDEAL).actions());
    }

    @Test
    void neitherValuesNorComputeCyclesChange() {
        var layers = new RandomLayers(5);
        for (int trial = 0; trial < 40; trial++) {
            var layer = layers.next();
            var plain = run(Compression.NONE, layer, IDEAL);
            for (var compression : List.of(PACKED, EVERYWHERE)) {
                var packed = run(compression, layer, IDEAL);
                assertThat(packed.cycles()).isEqualTo(plain.cycles());
                assertThat(packed.values()).isEqualTo(plain.values());
                assertThat(packed.trafficBits().get("dram.read"))
                        .isLessThanOrEqualTo(plain.trafficBits().get("dram.read"));
            }
        }
    }

    @Test
    void aSchemeThatIsNotKnownIsRefused() {
        assertThat(Compression.of("none")).isEqualTo(Compression.NONE);
        assertThatThrownBy(() -> Compression.of("zip")).hasMessage("scheme must be none or per-group, got 'zip'");
        assertThatThrownBy(() -> new Compression(Scheme.NONE, 16, true, true))
                .hasMessage("onChip needs a scheme other than none");
    }

    private static LayerResult run(Compression compression, Layer layer, Memory memory) {
        var grid = new SerialGrid(
                new Array(2, 1, 1),
                new BitParallelPe(16, 16, 32),
                new Sync(Sync.Scope.ALL, 0, Sync.FullyConnected.STAGGERED),
                new Buffers(1024, 1024),
                SerialGrid.FirstLayer.NONE,
                compression,
                1000);
        var setup = new Setup(memory, FREE, Fidelity.STEP, ValueCheck.Method.RECOMPUTED, 1, 1);
        return grid.run(new LayerTrace("net", "test", "", List.of(layer)), setup)
                .get(0);
    }

    private static Layer layer() {
        var activations = new int[] {0, 1, 0, 2, 0, 3, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        var weights = new int[32];
        for (int i = 0; i < 16; i++) {
            weights[i] = i % 2 == 0 ? -1 : 1;
        }
        return layer(new int[] {1, 1, 1, 16}, activations, new int[] {2, 1, 1, 16}, weights);
    }

    private static Layer layer(int[] activationShape, int[] activations, int[] weightShape, int[] weights) {
        return new Layer(
                "layer",
                Op.CONV2D,
                List.of("input"),
                Geometry.UNIT,
                new Operand(
                        new Encoding("uint8", 0, 8, false), TensorSource.of(new Tensor(activationShape, activations))),
                new Operand(new Encoding("int8", 0, 8, true), TensorSource.of(new Tensor(weightShape, weights))));
    }

    private static final EnergyTable FREE = new EnergyTable(
            "free",
            45,
            "no prices: this test looks at counts",
            Stream.of(
                            "mul.int",
                            "add.int",
                            "and",
                            "or",
                            "compare",
                            "shift",
                            "register.write",
                            "sram.read",
                            "sram.write",
                            "dram")
                    .map(kind -> new EnergyTable.Row(
                            kind,
                            1,
                            kind.startsWith("sram") ? 1024 : 0,
                            0,
                            EnergyTable.Scaling.LINEAR,
                            Confidence.RECALLED,
                            "none"))
                    .toList());
}
