package bitwright.sim.energy;

import static bitwright.sim.energy.Confidence.DERIVED;
import static bitwright.sim.energy.Confidence.RECALLED;
import static bitwright.sim.energy.Confidence.TRANSCRIBED;
import static bitwright.sim.energy.EnergyTable.Scaling.LINEAR;
import static bitwright.sim.energy.EnergyTable.Scaling.NONE;
import static bitwright.sim.energy.EnergyTable.Scaling.QUADRATIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergyTableTest {
    private static final EnergyTable TABLE = new EnergyTable(
            "test-table",
            45,
            "round numbers",
            List.of(
                    row("mul.int", 32, 0, 3.1, QUADRATIC, TRANSCRIBED), // rows in no particular order
                    row("mul.int", 8, 0, 0.2, QUADRATIC, TRANSCRIBED),
                    row("add.int", 16, 0, 0.05, LINEAR, TRANSCRIBED),
                    row("add.int", 32, 0, 0.1, LINEAR, TRANSCRIBED),
                    row("add.int", 8, 0, 0.03, LINEAR, TRANSCRIBED),
                    row("shift", 8, 0, 0.06, LINEAR, DERIVED),
                    row("shift", 16, 0, 0.1, LINEAR, RECALLED),
                    row("add.float", 16, 0, 0.4, NONE, TRANSCRIBED),
                    row("add.float", 32, 0, 0.9, NONE, TRANSCRIBED),
                    row("sram.read", 64, 32, 20, LINEAR, TRANSCRIBED),
                    row("sram.read", 64, 8, 10, LINEAR, TRANSCRIBED),
                    row("sram.read", 64, 1024, 100, LINEAR, RECALLED),
                    row("sram.read", 128, 8, 18, LINEAR, TRANSCRIBED)));

    private static Row row(String kind, int width, int size, double pj, Scaling scaling, Confidence confidence) {
        return new Row(kind, width, size, pj, scaling, confidence, "made up");
    }

    @ParameterizedTest(name = "{0}:{1}@{2} costs {3} pJ, {4}")
    @CsvSource({
        // a row itself
        "add.int, 16, 0, 0.05, TRANSCRIBED",
        "mul.int, 32, 0, 3.1, TRANSCRIBED",
        "shift, 8, 0, 0.06, DERIVED",
        "shift, 16, 0, 0.1, RECALLED",
        "add.float, 32, 0, 0.9, TRANSCRIBED",
        "sram.read, 64, 32, 20, TRANSCRIBED",
        "sram.read, 64, 1024, 100, RECALLED",
        // between two widths: 0.05 + (24 - 16) / (32 - 16) * (0.1 - 0.05)
        "add.int, 24, 0, 0.075, DERIVED",
        "add.int, 10, 0, 0.035, DERIVED", // 0.03 + 2/8 * 0.02
        "shift, 12, 0, 0.08, RECALLED",
        // beyond the ends: 0.03 * 4/8, 0.1 * 48/32
        "add.int, 4, 0, 0.015, DERIVED",
        "add.int, 48, 0, 0.15, DERIVED",
        "shift, 4, 0, 0.03, DERIVED", // from the derived row alone
        // squares: 0.2 * (16/8)^2, 0.2 * (4/8)^2, 3.1 * (24/32)^2, 3.1 * (64/32)^2
        "mul.int, 16, 0, 0.8, DERIVED",
        "mul.int, 4, 0, 0.05, DERIVED",
        "mul.int, 24, 0, 1.74375, DERIVED",
        "mul.int, 64, 0, 12.4, DERIVED",
        "mul.int, 20, 0, 1.25, DERIVED", // as near to 8 as to 32: 0.2 * 2.5^2
        "mul.int, 21, 0, 1.33505859375, DERIVED", // 3.1 * (21/32)^2 = 3.1 * 441/1024
        // between two capacities: ln(16/8) / ln(32/8) = 1/2; ln(256/32) / ln(1024/32) = 3/5
        "sram.read, 64, 16, 14.142135623730951, DERIVED", // 10 * 2^(1/2)
        "sram.read, 64, 256, 52.53055608807534, RECALLED", // 20 * 5^(3/5)
        // beyond the capacities: ln(2/8) / ln(32/8) = -1, ln(4096/32) / ln(1024/32) = 7/5
        "sram.read, 64, 2, 5, EXTRAPOLATED", // 10 * 2^-1
        "sram.read, 64, 4096, 190.36539387158783, EXTRAPOLATED", // 20 * 5^(7/5)
        // widths in a memory: at 8 KiB 10 + 32/64 * 8, at 32 KiB, beyond its rows, 20 * 96/64
        "sram.read, 96, 8, 14, DERIVED",
        "sram.read, 96, 32, 30, EXTRAPOLATED",
        "sram.read, 96, 16, 20.493901531919196, EXTRAPOLATED", // half way between those: sqrt(14 * 30)
        "sram.read, 128, 8, 18, TRANSCRIBED",
        "sram.read, 256, 8, 36, EXTRAPOLATED", // two accesses of 128 bits
        "sram.read, 16, 8, 10, DERIVED", // the whole word is read
    })
    void pricesAreRowsOrFollowFromThem(String kind, int width, int size, double picojoules, Confidence confidence) {
        var price = TABLE.price(new Action(kind, width, size));
        assertThat(price.picojoules()).isCloseTo(picojoules, within(1e-9));
        assertThat(price.confidence()).isEqualTo(confidence);
    }

    @Test
    void whatTheTableDoesNotPriceIsNamedTogetherWithWhatItDoes() {
        assertThatThrownBy(() -> TABLE.price(new Action("xor", 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("energy table test-table does not price xor:8; "
                        + "it prices add.float, add.int, mul.int, shift, sram.read");
        assertThatThrownBy(() -> TABLE.price(new Action("add.float", 64)))
                .isInstanceOf(UnpricedException.class)
                .hasMessageStartingWith("energy table test-table does not price "
                        + "add.float:64 (only at 16, 32 bits, not add.float:64); it prices");
        assertThatThrownBy(() -> TABLE.price(new Action("sram.read", 64)))
                .hasMessageContaining("sram.read:64 (it is priced by the memory's capacity)");
        assertThatThrownBy(() -> TABLE.price(new Action("add.int", 8, 32)))
                .hasMessageContaining("add.int:8@32KiB (it is priced without a capacity)");
    }

    @Test
    void allThatIsLackingIsNamedAtOnceAndOnce() {
        var counted = List.of(
                new Action("xor", 8),
                new Action("add.int", 8),
                new Action("or", 8),
                new Action("xor", 8),
                new Action("add.float", 8));
        assertThatThrownBy(() -> TABLE.requirePriced(counted))
                .isInstanceOf(UnpricedException.class)
                .hasMessageStartingWith("energy table test-table does not price 3 of the actions: "
                        + "add.float:8 (only at 16, 32 bits, not add.float:8), or:8, xor:8; it prices");
    }

    @Test
    void tablesThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> table(row("or", 8, 0, 1, LINEAR, DERIVED), row("or", 8, 0, 2, LINEAR, DERIVED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: or:8 is priced twice");
        assertThatThrownBy(() -> table(row("or", 8, 0, 1, LINEAR, DERIVED), row("or", 16, 0, 2, NONE, DERIVED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: or:16 scales NONE, but or:8 scales LINEAR");
        assertThatThrownBy(() -> table(row("or", 8, 0, 1, LINEAR, DERIVED), row("or", 8, 4, 2, LINEAR, DERIVED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: of or:8@4KiB and or:8 only one has a sizeKiB");
        assertThatThrownBy(() -> row("or", 8, -1, 1, LINEAR, DERIVED)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> row("or", 0, 0, 1, LINEAR, DERIVED)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> row("or", 8, 0, Double.NaN, LINEAR, DERIVED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EnergyTable table(Row... rows) {
        return new EnergyTable("test-table", 45, "made up", List.of(rows));
    }

    private static final EnergyTable AREAS = new EnergyTable(
            "areas",
            40,
            "round numbers",
            List.of(
                    new Row("add.int", 8, 0, 1, LINEAR, TRANSCRIBED, "made up"), // no area here
                    new Row("add.int", 32, 0, 4, LINEAR, TRANSCRIBED, "made up", 320, 0),
                    new Row("add.int", 64, 0, 8, LINEAR, TRANSCRIBED, "made up", 480, 0),
                    new Row("mul.int", 32, 0, 4, QUADRATIC, TRANSCRIBED, "made up", 6400, 0),
                    new Row("add.float", 32, 0, 4, NONE, TRANSCRIBED, "made up", 1000, 0),
                    new Row("shift", 32, 0, 4, LINEAR, TRANSCRIBED, "made up")));

    @ParameterizedTest(name = "{2} of {0}:{1} take {3}")
    @CsvSource({
        "add.int, 32, 1, 320",
        "add.int, 8, 3, 240", // 3 * 320 * 8/32: the row of 8 bits has a price only
        "add.int, 48, 1, 400", // halfway between 320 and 480
        "add.int, 128, 1, 960",
        "mul.int, 16, 2, 3200", // 2 * 6400 / 4
        "add.float, 32, 1, 1000",
    })
    void areasScaleLikePrices(String kind, int width, long count, double area) {
        assertThat(AREAS.areaUm2(Map.of(new Action(kind, width), count))).hasValue(area);
    }

    @Test
    void anInventoryHasAnAreaIfAllOfItHas() {
        var adders = new Action("add.int", 32);
        assertThat(AREAS.areaUm2(Map.of(adders, 2L, new Action("mul.int", 32), 1L)))
                .hasValue(2 * 320 + 6400);
        assertThat(AREAS.areaUm2(Map.of(adders, 2L, new Action("shift", 32), 1L)))
                .isEmpty();
        assertThat(AREAS.areaUm2(Map.of(adders, 2L, new Action("sram.read", 64, 32), 1L)))
                .isEmpty();
        assertThat(AREAS.areaUm2(Map.of())).isEmpty();
        assertThat(AREAS.areaUm2(Map.of(new Action("add.float", 16), 1L))).isEmpty(); // holds at 32 bits only
        assertThatThrownBy(() -> new Row("add.int", 8, 0, 1, LINEAR, TRANSCRIBED, "made up", -1, 0))
                .hasMessage("areaUm2 must be a finite number from 0, got -1.0");
    }

    private static final EnergyTable MEMORIES = new EnergyTable(
            "memories",
            45,
            "round numbers",
            List.of(
                    new Row("add.int", 8, 0, 1, LINEAR, TRANSCRIBED, "made up", 80, 2),
                    new Row("sram.read", 64, 8, 10, LINEAR, TRANSCRIBED, "made up", 1000, 50),
                    new Row("sram.read", 128, 8, 18, LINEAR, TRANSCRIBED, "made up", 1200, 50),
                    new Row("sram.read", 64, 32, 20, LINEAR, TRANSCRIBED, "made up", 4000, 200)));

    @ParameterizedTest(name = "{0}:{1}@{2} takes {3} and leaks {4}")
    @CsvSource({
        "add.int, 16, 0, 160, 4",
        "sram.read, 96, 8, 1100, 50",
        "sram.read, 64, 16, 2000, 100", // half way from 1000 to 4000 on the logarithm, and from 50 to 200
        // silicon is bits: a port beyond the rows' widths changes nothing
        "sram.read, 512, 8, 1200, 50",
        "sram.read, 16, 8, 1000, 50",
        "sram.read, 64, 128, 16000, 800", // four times 32 KiB, the law of the last two
    })
    void memoriesHaveAreaAndLeakage(String kind, int width, int size, double area, double leakage) {
        var action = new Action(kind, width, size);
        assertThat(MEMORIES.areaUm2(action)).hasValueCloseTo(area, within(1e-9));
        assertThat(MEMORIES.leakageUw(action)).hasValueCloseTo(leakage, within(1e-9));
    }

    @Test
    void whatNoRowStatesIsUnknownAndNotZero() {
        assertThat(AREAS.leakageUw(new Action("add.int", 32))).isEmpty();
        assertThat(MEMORIES.leakageUw(new Action("mul.int", 32))).isEmpty();
        assertThat(MEMORIES.areaUm2(new Action("add.int", 8, 8))).isEmpty();
    }

    @Test
    void aMemoryMayCostNothingButNotGrowWithTheSquareOfItsPort() {
        var free = table(row("sram.read", 64, 8, 0, LINEAR, DERIVED), row("sram.read", 64, 32, 10, LINEAR, DERIVED));
        assertThat(free.price(new Action("sram.read", 64, 16)).picojoules())
                .isEqualTo(5); // no power law through nothing
        assertThat(free.price(new Action("sram.read", 64, 2)).picojoules()).isZero();
        assertThatThrownBy(() -> row("sram.read", 64, 8, 1, QUADRATIC, DERIVED))
                .hasMessage("scaling of a memory access must be linear or none");
    }

    @Test
    void theHashIsOfThePricesAndNotOfTheWords() {
        var a = new EnergyTable(
                "a",
                45,
                "words",
                List.of(
                        new Row("or", 8, 0, 1, LINEAR, DERIVED, "here"),
                        new Row("and", 8, 0, 2, LINEAR, DERIVED, "here")));
        var turned = new EnergyTable(
                "b",
                45,
                "other words",
                List.of(
                        new Row("and", 8, 0, 2, LINEAR, DERIVED, "there"),
                        new Row("or", 8, 0, 1, LINEAR, DERIVED, "there")));
        assertThat(a.contentHash()).hasSize(64).isEqualTo(turned.contentHash());
        assertThat(a.contentHash())
                .isNotEqualTo(new EnergyTable(
                                "a",
                                45,
                                "words",
                                List.of(
                                        new Row("or", 8, 0, 1.001, LINEAR, DERIVED, "here"),
                                        new Row("and", 8, 0, 2, LINEAR, DERIVED, "here")))
                        .contentHash());
        assertThat(a.contentHash())
                .isNotEqualTo(new EnergyTable("a", 45, "words", a.rows(), Optional.of(TechnologyScalingTest.TO_7NM))
                        .contentHash());
    }
}
