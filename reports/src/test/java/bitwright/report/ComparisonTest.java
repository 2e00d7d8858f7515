package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.Silicon;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final RunResult SLOW = Results.slow();
    private static final RunResult QUICK = Results.quick();

    @Test
    void speedAndEnergyAreMeasuredAgainstTheFirstDesign() {
        Comparison comparison = Comparison.of(List.of(SLOW, QUICK));
        Section section = comparison.sections().get(0);
        Section.Entry quick = section.entries().get(1);
        assertThat(section.speedUp(quick, 0)).isEqualTo(2.0); // 1000 / 500
        assertThat(section.speedUp(quick, 1)).isEqualTo(3.0); // 3000 / 1000
        assertThat(section.speedUp(quick)).isEqualTo(4000.0 / 1500);
        assertThat(section.geometricMeanSpeedUp(quick)).isCloseTo(Math.sqrt(6), within(1e-12));
        assertThat(section.relativeEnergy(quick)).isEqualTo(0.5); // 4 / 8 µJ
        assertThat(section.relativeEnergy(quick, 0)).isEqualTo(0.5); // 1.5 / 3 µJ
        assertThat(section.relativeEnergyDelay(quick)).isCloseTo(0.1875, within(1e-12)); // 0.5 * 1500 / 4000
        assertThat(comparison.warnings()).isEmpty();
    }

    @Test
    void aBaselineCanBeChosen() {
        Section section =
                Comparison.of(List.of(SLOW, QUICK), "quick").sections().get(0);
        assertThat(section.speedUp(section.entries().get(0))).isEqualTo(1500.0 / 4000);
        assertThatThrownBy(() -> Comparison.of(List.of(SLOW, QUICK), "qick"))
                .isInstanceOf(ReportException.class)
                .hasMessage("baseline: no result is called qick; there are slow, quick");
    }

    @Test
    void speedUpIsInTimeAndSaysWhenPeaksDiffer() {
        // Twice the clock: 4000 cycles in 2 µs against 1500 cycles in 1.5 µs.
        Comparison comparison = Comparison.of(List.of(with(SLOW, 2000, 1024), QUICK));
        Section section = comparison.sections().get(0);
        assertThat(section.speedUp(section.entries().get(1))).isEqualTo(2 / 1.5);
        assertThat(section.equalPeak()).isFalse();
        assertThat(section.notes())
                .contains("speed-up NOT at equal peak: slow has 1024 16-bit MACs/cycle at 2000 MHz, "
                        + "quick has 4096 16-bit MACs/cycle at 1000 MHz");
        assertThat(comparison.warnings()).containsExactly("tiny: clocks in MHz differ (slow: 2000, quick: 1000)");
    }

    @Test
    void differentWorkloadsStandApartWithAMeanOverThem() {
        RunResult otherSlow = Results.with(SLOW, Results.identity("slow", "other", "cmos-45nm"));
        RunResult otherQuick = Results.with(
                new RunResult(QUICK.identity(), SLOW.layers()), Results.identity("quick", "other", "cmos-45nm"));
        Comparison comparison = Comparison.of(List.of(SLOW, QUICK, otherSlow, otherQuick));
        assertThat(comparison.sections()).extracting(Section::title).containsExactly("tiny", "other");
        assertThat(comparison.warnings())
                .containsExactly("workloads differ: tiny, other; designs are compared within each workload only");
        // Speed-ups 4000/1500 and 1, energies 1/2 and 1.
        assertThat(comparison.geometricMeanSpeedUp("quick")).isCloseTo(Math.sqrt(4000.0 / 1500), within(1e-12));
        assertThat(comparison.geometricMeanEnergy("quick")).isCloseTo(Math.sqrt(0.5), within(1e-12));
    }

    @Test
    void fewerLayersOfOneWorkloadAreAnotherWorkload() {
        RunResult part = new RunResult(QUICK.identity(), QUICK.layers().subList(0, 1));
        Comparison comparison = Comparison.of(List.of(SLOW, part));
        assertThat(comparison.sections())
                .extracting(Section::title)
                .containsExactly("tiny (aaaaaaaa, 2 layers)", "tiny (aaaaaaaa, 1 layers)");
        assertThat(comparison.warnings())
                .contains("tiny (aaaaaaaa, 1 layers): has no result of the baseline slow, "
                        + "so nothing is measured against it there");
        Section alone = comparison.sections().get(1);
        assertThat(alone.speedUp(alone.entries().get(0))).isNaN();
    }

    @Test
    void energiesUnderDifferentTablesAreNotDivided() {
        RunResult priced = Results.with(QUICK, Results.identity("quick", "tiny", "cmos-65nm"));
        Comparison comparison = Comparison.of(List.of(SLOW, priced));
        Section section = comparison.sections().get(0);
        assertThat(section.relativeEnergy(section.entries().get(1))).isNaN();
        assertThat(section.speedUp(section.entries().get(1))).isEqualTo(4000.0 / 1500);
        assertThat(comparison.warnings())
                .containsExactly("tiny: energy tables differ (slow: cmos-45nm, quick: cmos-65nm); "
                        + "energies are compared only under the same table");
    }

    @Test
    void aWinnerIsNamedOnlyIfAllTablesAgree() {
        // Under the other table both cost what the other one does here: quick is cheaper here, dearer there.
        RunResult slowThere = new RunResult(Results.identity("slow", "tiny", "other"), QUICK.layers());
        RunResult quickThere = new RunResult(Results.identity("quick", "tiny", "other"), SLOW.layers());
        assertThat(Comparison.of(List.of(SLOW, QUICK, slowThere, quickThere))
                        .sections()
                        .get(0)
                        .notes())
                .contains("dynamic energy of quick against slow: 0.50× under cmos-45nm, 2.00× under other: "
                        + "the tables disagree, so no winner is named; resting on low confidence: 50.0% and 25.0% of "
                        + "the two under cmos-45nm, 25.0% and 50.0% of the two under other");
        RunResult slowAgain = Results.with(SLOW, Results.identity("slow", "tiny", "other"));
        RunResult quickAgain = Results.with(QUICK, Results.identity("quick", "tiny", "other"));
        assertThat(Comparison.of(List.of(SLOW, QUICK, slowAgain, quickAgain))
                        .sections()
                        .get(0)
                        .notes())
                .contains(
                        "dynamic energy of quick against slow: 0.50× under cmos-45nm, 0.50× under other: less under every "
                                + "table, quick wins; resting on low confidence: 50.0% and 25.0% of the two under cmos-45nm, "
                                + "50.0% and 25.0% of the two under other");
    }

    @Test
    void designsOfOneNameAreToldApartByTheirDirectories(@TempDir Path directory) {
        Path a = directory.resolve("a");
        Path b = directory.resolve("b");
        ReportFiles.write(a, List.of(SLOW, QUICK), ReportFiles.Options.DATA_ONLY);
        ReportFiles.write(b, List.of(with(QUICK, 1000, 4096)), ReportFiles.Options.DATA_ONLY);
        Comparison comparison = Comparison.read(List.of(a, b), null);
        assertThat(comparison.sections().get(0).entries())
                .extracting(Section.Entry::label)
                .containsExactly("slow", "quick@a", "quick@b");
        assertThat(Comparison.read(List.of(a, b), "quick@b").sections().get(0).baseline())
                .map(Section.Entry::label)
                .contains("quick@b");
        Path deep = directory.resolve("deep/b");
        ReportFiles.write(deep, List.of(QUICK), ReportFiles.Options.DATA_ONLY);
        assertThat(Comparison.read(List.of(a, b, deep), null).sections().get(0).entries())
                .extracting(Section.Entry::label)
                .containsExactly("slow", "quick@a", "quick@" + b, "quick@" + deep);
        assertThatThrownBy(() -> Comparison.read(List.of(a, directory.resolve("c")), null))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(directory.resolve("c").resolve("run.json") + ": there is no such file");
    }

    @Test
    void speedUpAtEqualAreaIsStatedWhereAllAreasAreKnown() {
        // 4000 / 1500 = 2.667 times as fast on 2 / 0.5 = 4 times the area.
        Section section = Comparison.of(List.of(onArea(SLOW, 500_000), onArea(QUICK, 2_000_000)))
                .sections()
                .get(0);
        assertThat(section.speedUpAtEqualArea(section.entries().get(1))).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(section.notes())
                .contains("speed-up at equal area of the PEs (buffers and the grid's edge left out): "
                        + "slow 1.00× with 0.5 mm², quick 0.67× with 2 mm²");
        Section unknown =
                Comparison.of(List.of(onArea(SLOW, 500_000), QUICK)).sections().get(0);
        assertThat(unknown.speedUpAtEqualArea(unknown.entries().get(1))).isNaN();
        assertThat(unknown.notes()).noneMatch(note -> note.contains("equal area"));
    }

    /** The run with so much area of PEs. */
    private static RunResult onArea(RunResult run, double areaUm2) {
        var area = new Silicon.Amount(areaUm2, 0, List.of("sram.read:64@1024KiB"));
        var leakage = new Silicon.Amount(0, 0, List.of("add.int:8", "sram.read:64@1024KiB"));
        return new RunResult(run.identity(), new Silicon(Map.of(), area, leakage), run.layers(), Map.of());
    }

    private static RunResult with(RunResult run, double clockMHz, double peak) {
        Identity id = run.identity();
        return Results.with(
                run,
                new Identity(
                        id.design(),
                        id.designHash(),
                        id.workload(),
                        id.workloadHash(),
                        id.workloadOrigin(),
                        id.configHash(),
                        id.version(),
                        id.seed(),
                        id.fidelity(),
                        id.memory(),
                        id.energyTable(),
                        id.energyTableHash(),
                        clockMHz,
                        peak));
    }

    /** Multiplications at 1 pJ in one table, 3 in the other; additions at 2 and 1; what an adder takes and leaks. */
    private static EnergyTable table(String name, double multiplication, double addition, Confidence confidence) {
        return new EnergyTable(
                name,
                45,
                "made up",
                List.of(
                        new Row("mul.int", 16, 0, multiplication, Scaling.QUADRATIC, confidence, "made up", 500, 0),
                        new Row("add.int", 32, 0, addition, Scaling.LINEAR, Confidence.DERIVED, "made up", 100, 2)));
    }

    /** 1000 cycles at 1000 MHz, 1 µs. */
    private static RunResult counting(String design, long multiplications, long additions) {
        var layer = Results.layer("conv", new Cycles(1000, 0, 0, 0, 0), 1, 1);
        var counted = new LayerResult(
                layer.name(),
                layer.op(),
                layer.macs(),
                layer.effectiveMacs(),
                layer.cycles(),
                layer.idealCycles(),
                layer.stallCycles(),
                layer.trafficBits(),
                Map.of("pe", Map.of("mul.int:16", multiplications, "add.int:32", additions)),
                layer.energy(),
                layer.values(),
                layer.statistics());
        var adders = new Silicon(Map.of("add.int:32", 3L), Silicon.UNKNOWN.areaUm2(), Silicon.UNKNOWN.leakageUw());
        return new RunResult(Results.identity(design, "tiny", "as-run"), adders, List.of(counted), Map.of());
    }

    @Test
    void runsArePricedAgainUnderSeveralTables() {
        var a = table("a", 1, 2, Confidence.TRANSCRIBED);
        var b = table("b", 3, 1, Confidence.RECALLED);
        Section section = Comparison.of(List.of(counting("x", 100, 10), counting("y", 20, 60)), null, List.of(a, b))
                .sections()
                .get(0);
        // x: 100 * 1 + 10 * 2 = 120 under a, 100 * 3 + 10 * 1 = 310 under b; y: 20 + 120 = 140 and 60 + 60 = 120
        assertThat(section.entries().get(0).energyPj()).isEqualTo(120);
        assertThat(section.entries().get(1).energyPj()).isEqualTo(140);
        assertThat(section.pricings()).extracting(Section.Pricing::table).containsExactly("a", "b");
        assertThat(section.pricings().get(1).entries())
                .extracting(Section.Entry::energyPj)
                .containsExactly(310.0, 120.0);
        // 140 / 120 and 120 / 310: more under one, less under the other; of b's only multiplications are recalled
        assertThat(section.notes())
                .contains(
                        "dynamic energy of y against x: 1.17× under a, 0.39× under b: the tables disagree, so no winner "
                                + "is named; resting on low confidence: 50.0% and 96.8% of the two under b");
        // three adders: 300 µm², 6 µW, in 1 µs 6 pJ
        assertThat(section.entries().get(0).run().silicon().areaUm2().total()).hasValue(300);
        assertThat(section.entries().get(0).run().staticPj()).hasValue(6);
        assertThat(section.notes())
                .contains("leakage: x 6.000µW, 6.000pJ of static energy, y 6.000µW, 6.000pJ of static energy");
        assertThat(section.warnings()).isEmpty();
        Table table = EnergyTables.pricings(section);
        assertThat(table.rows()).hasSize(4);
        assertThat(table.rows().get(3).cells()).startsWith("", "b", "120.0pJ", "0.39×", "50.0%", "6.000pJ");
        assertThat(Charts.of(section)).extracting(Chart::name).contains("energy-tables");
    }

    @Test
    void aWinnerUnderAllTablesIsNamed() {
        var tables = List.of(table("a", 1, 2, Confidence.TRANSCRIBED), table("b", 3, 1, Confidence.DERIVED));
        var section = Comparison.of(List.of(counting("x", 100, 10), counting("y", 20, 5)), "y", tables)
                .sections()
                .get(0);
        assertThat(section.notes()) // 120 / 30 and 310 / 65
                .contains(
                        "dynamic energy of x against y: 4.00× under a, 4.77× under b: more under every table, y wins");
    }

    @Test
    void amongSeveralTheLeastIsNamedIfItIsTheSameOneUnderAllTables() {
        var tables = List.of(table("a", 1, 2, Confidence.TRANSCRIBED), table("b", 3, 1, Confidence.DERIVED));
        var x = counting("x", 100, 10); // 120 and 310
        var y = counting("y", 20, 60); // 140 and 120
        assertThat(Comparison.of(List.of(x, y, counting("z", 20, 5)), null, tables)
                        .sections()
                        .get(0)
                        .notes()) // 30 and 65
                .contains("least dynamic energy of all: z under every table");
        assertThat(Comparison.of(List.of(x, y, counting("z", 200, 5)), null, tables)
                        .sections()
                        .get(0)
                        .notes())
                .contains(
                        "least dynamic energy of all: x under a; y under b: the tables disagree, so no winner is named");
    }

    @Test
    void whatTablesLackIsNamedForAllOfThem() {
        var adders = new EnergyTable(
                "adders",
                45,
                "made up",
                List.of(table("a", 1, 2, Confidence.DERIVED).rows().get(1)));
        var other = new EnergyTable(
                "others",
                45,
                "made up",
                List.of(new Row("xor", 8, 0, 1, Scaling.LINEAR, Confidence.DERIVED, "made up")));
        assertThatThrownBy(() -> Comparison.of(List.of(counting("x", 1, 1)), null, List.of(adders, other)))
                .isInstanceOf(ReportException.class)
                .hasMessage("energy table adders does not price mul.int:16; it prices add.int\n"
                        + "energy table others does not price 2 of the actions: add.int:32, mul.int:16; it prices xor");
        var again = table("again", 1, 2, Confidence.DERIVED);
        assertThatThrownBy(() -> Comparison.of(
                        List.of(counting("x", 1, 1)), null, List.of(table("a", 1, 2, Confidence.DERIVED), again)))
                .hasMessage("energy tables a and again hold the same prices");
    }

    @Test
    void tablesOfOneNameAreToldApartByWhatTheyHold() {
        var here = counting("x", 1, 1).under(table("same", 1, 2, Confidence.DERIVED));
        var there = counting("y", 1, 1).under(table("same", 3, 2, Confidence.DERIVED));
        var comparison = Comparison.of(List.of(here, there));
        assertThat(comparison.warnings())
                .containsExactly("tiny: energy tables differ (x: same ("
                        + here.identity().energyTableHash().substring(0, 8) + "), y: same ("
                        + there.identity().energyTableHash().substring(0, 8)
                        + ")); energies are compared only under the same table");
        var section = comparison.sections().get(0);
        assertThat(section.relativeEnergy(section.entries().get(1))).isNaN();
    }
}
