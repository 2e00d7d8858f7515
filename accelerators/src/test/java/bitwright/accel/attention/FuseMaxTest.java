package bitwright.accel.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.Setup;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.WorkloadException;
import bitwright.workload.attention.AttentionRun;
import bitwright.workload.attention.AttentionShape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseMaxTest {
    private static FuseMax machine(Cascade cascade, double gibPerSecond) {
        return new FuseMax(16, 16, cascade, 1, gibPerSecond, 1000);
    }

    private static Setup setup(Memory memory, Fidelity fidelity) {
        var rows = Stream.concat(
                        Stream.of("mul.float", "add.float", "compare", "dram")
                                .map(kind -> new Row(kind, 16, 0, 1, Scaling.LINEAR, Confidence.DERIVED, "test")),
                        Stream.of("sram.read", "sram.write")
                                .map(kind -> new Row(kind, 64, 64, 1, Scaling.LINEAR, Confidence.DERIVED, "test")))
                .toList();
        var table = new EnergyTable("test", 45, "ones", rows);
        return new Setup(memory, table, fidelity, ValueCheck.Method.PROVEN, 1, 1);
    }

    /**
     * 32 by 64 scores on 256 PEs are 8 a PE, heads of 4: products 2 · 4 · 8 = 64 cycles, softmax 9 · 8 = 72. A lane has 2 · 4 +
     * 10 a score of its tile's share, 144, and 16 · 4 / 64 · 8 = 8 for divisions.
     */
    @ParameterizedTest
    @CsvSource({
        "BINDING, 136, 152, 152",
        "ARCHITECTURE, 136, 152, 304", // 136 + (16 + 4 + 1) · 8
        "CASCADE, 64, 624, 624", // (4 · 16 + 8 + 5) · 8 + 8
        "FLAT, 64, 512, 512",
        "UNFUSED, 64, 512, 576"
    })
    void cyclesByHand(Cascade cascade, double square, double line, double array) {
        var cost = machine(cascade, 0).cost(new AttentionShape(1, 1, 32, 64, 4));
        assertThat(cost.squareCycles()).isEqualTo(square);
        assertThat(cost.lineCycles()).isEqualTo(line);
        assertThat(cost.arrayCycles()).isEqualTo(array);
    }

    /** Q, K, V and the output once: (2 · 32 + 2 · 64) · 4 words of 16 bits; unfused, the scores four times more. */
    @Test
    void trafficByHand() {
        var shape = new AttentionShape(1, 1, 32, 64, 4);
        assertThat(machine(Cascade.BINDING, 0).cost(shape).trafficBits()).isEqualTo(16.0 * 768);
        assertThat(machine(Cascade.UNFUSED, 0).cost(shape).trafficBits()).isEqualTo(16.0 * (768 + 4 * 32 * 64));
        // 1 MiB is 512 Ki words, a quarter of it 128 Ki: 64 Ki queries of 4 take two passes over K and V.
        var twice = new AttentionShape(1, 1, 1 << 16, 64, 4);
        assertThat(machine(Cascade.BINDING, 0).cost(twice).trafficBits())
                .isEqualTo(16.0 * (2 * 4 * (1 << 16) + 2 * 2 * 64 * 4));
    }

    /** 12,288 bits at 1 GiB/s and 1 GHz: 12288 / 8.589934592 = 1430.5 cycles, longer than the arrays' 152. */
    @Test
    void aSlowMemoryIsWhatIsWaitedFor() {
        var shape = new AttentionShape(1, 1, 32, 64, 4);
        assertThat(machine(Cascade.BINDING, 1).cost(shape).cycles()).isEqualTo(12288 / 8.589934592);
        var run = new AttentionRun("one", shape, 2);
        var ideal = machine(Cascade.BINDING, 0).run(run, setup(new IdealMemory("dram"), Fidelity.CLOSED));
        assertThat(ideal).hasSize(2);
        assertThat(ideal.get(0).cycles()).isEqualTo(new Cycles(152, 0, 0, 0, 0));
        // 1 byte a ns: 1536 bytes.
        var slow = machine(Cascade.BINDING, 0)
                .run(run, setup(new BandwidthMemory(1, 0, "dram"), Fidelity.CLOSED))
                .get(1);
        assertThat(slow.cycles()).isEqualTo(new Cycles(152, 0, 0, 0, 1536 - 152));
        assertThat(slow.trafficBits().get("dram.read") + slow.trafficBits().get("dram.write"))
                .isEqualTo(12288);
    }

    @Test
    void otherFidelitiesAreRefused() {
        var run = new AttentionRun("one", new AttentionShape(1, 1, 1, 1, 1), 1);
        var setup = setup(new IdealMemory("dram"), Fidelity.STEP);
        assertThatThrownBy(() -> machine(Cascade.FLAT, 0).run(run, setup))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("fidelity step is not offered by fusemax, which is a formula; it has closed");
        assertThatThrownBy(() -> new AttentionShape(1, 0, 1, 1, 1)).hasMessageContaining("heads 0");
    }
}
