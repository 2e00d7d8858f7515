package bitwright.sim.result;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SiliconTest {
    private static final Action ADDER = new Action("add.int", 32);
    private static final Action FLOAT = new Action("add.float", 32);
    private static final Action BUFFER = new Action("sram.read", 64, 8);

    private static Row row(Action action, double areaUm2, double leakageUw) {
        return new Row(
                action.kind(),
                action.widthBits(),
                action.sizeKiB(),
                1,
                Scaling.NONE,
                Confidence.DERIVED,
                "made up",
                areaUm2,
                leakageUw);
    }

    /** Knows all of adders and buffers but no buffer's leakage, and nothing of floats. */
    private static final EnergyTable TABLE = new EnergyTable(
            "table", 45, "made up", List.of(row(ADDER, 300, 2), row(BUFFER, 25_000, 0), row(FLOAT, 0, 0)));

    private static final EnergyTable OTHER =
            new EnergyTable("other", 40, "made up", List.of(row(ADDER, 100, 3), row(BUFFER, 10_000, 4)));

    @Test
    void amountsAreCountsTimesWhatOneTakes() {
        var silicon = Silicon.of(Map.of(ADDER, 3L, BUFFER, 2L), TABLE);
        assertThat(silicon.inventory()).isEqualTo(Map.of("add.int:32", 3L, "sram.read:64@8KiB", 2L));
        assertThat(silicon.areaUm2()).isEqualTo(new Silicon.Amount(900, 50_000, List.of()));
        assertThat(silicon.areaUm2().total()).hasValue(50_900);
        assertThat(silicon.areaUm2().ofLogic()).hasValue(900);
        assertThat(silicon.areaUm2().ofMemories()).hasValue(50_000);
    }

    @Test
    void whatIsNotKnownIsNamedAndNeverZero() {
        var silicon = Silicon.of(Map.of(ADDER, 3L, BUFFER, 2L), TABLE);
        assertThat(silicon.leakageUw()).isEqualTo(new Silicon.Amount(6, 0, List.of("sram.read:64@8KiB")));
        assertThat(silicon.leakageUw().total()).isEmpty();
        assertThat(silicon.leakageUw().ofLogic()).hasValue(6);
        assertThat(silicon.leakageUw().ofMemories()).isEmpty();
        assertThat(silicon.staticPj(10)).isEmpty();
        var floats = Silicon.of(Map.of(FLOAT, 1L, BUFFER, 2L), TABLE);
        assertThat(floats.areaUm2().unknown()).containsExactly("add.float:32");
        assertThat(floats.areaUm2().total()).isEmpty();
        assertThat(floats.areaUm2().ofLogic()).isEmpty();
        assertThat(floats.areaUm2().ofMemories()).hasValue(50_000);
        assertThat(Silicon.UNKNOWN.areaUm2().total()).isEmpty();
        assertThat(Silicon.UNKNOWN.staticPj(10)).isEmpty();
    }

    @Test
    void anotherTableTakesTheSameInventory() {
        var silicon = Silicon.of(Map.of(ADDER, 3L, BUFFER, 2L), TABLE).under(OTHER);
        assertThat(silicon).isEqualTo(Silicon.of(Map.of(ADDER, 3L, BUFFER, 2L), OTHER));
        assertThat(silicon.areaUm2().total()).hasValue(20_300);
        // 3 * 3 + 2 * 4 = 17 microwatts for 10 microseconds
        assertThat(silicon.staticPj(10)).hasValue(170);
    }
}
