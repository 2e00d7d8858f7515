package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.sim.result.Identity;
import bitwright.sim.result.RunResult;
import java.nio.file.Path;
import java.util.List;
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
                .contains("energy of quick against slow: 0.50× under cmos-45nm, 2.00× under other: "
                        + "the tables disagree, so no winner is named");
        RunResult slowAgain = Results.with(SLOW, Results.identity("slow", "tiny", "other"));
        RunResult quickAgain = Results.with(QUICK, Results.identity("quick", "tiny", "other"));
        assertThat(Comparison.of(List.of(SLOW, QUICK, slowAgain, quickAgain))
                        .sections()
                        .get(0)
                        .notes())
                .contains("energy of quick against slow: 0.50× under cmos-45nm, 0.50× under other: less under every"
                        + " table");
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
        Section section = Comparison.of(List.of(with(SLOW, 1000, 4096, 500_000), with(QUICK, 1000, 4096, 2_000_000)))
                .sections()
                .get(0);
        assertThat(section.speedUpAtEqualArea(section.entries().get(1))).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(section.notes())
                .contains("speed-up at equal area of the PEs (buffers and the grid's edge left out): "
                        + "slow 1.00× with 0.5 mm², quick 0.67× with 2 mm²");
        Section unknown = Comparison.of(List.of(with(SLOW, 1000, 4096, 500_000), QUICK))
                .sections()
                .get(0);
        assertThat(unknown.speedUpAtEqualArea(unknown.entries().get(1))).isNaN();
        assertThat(unknown.notes()).noneMatch(note -> note.contains("equal area"));
    }

    private static RunResult with(RunResult run, double clockMHz, double peak) {
        return with(run, clockMHz, peak, 0);
    }

    private static RunResult with(RunResult run, double clockMHz, double peak, double areaUm2) {
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
                        clockMHz,
                        peak,
                        areaUm2));
    }
}
