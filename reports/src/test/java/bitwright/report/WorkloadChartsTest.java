package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.sim.result.Cycles;
import bitwright.sim.result.RunResult;
import java.util.List;
import org.jfree.data.category.CategoryDataset;
import org.junit.jupiter.api.Test;

class WorkloadChartsTest {
    /**
     * On tiny, quick is 4000 / 1500 times faster at 4 of 8 µJ; on other 1000 / 250 times at 1 of 4 µJ. Means: the square
     * root of 32 / 3, and of 1 / 8.
     */
    private static final Comparison TWO = Comparison.of(List.of(
            Results.slow(),
            Results.quick(),
            other("slow", new Cycles(1000, 0, 0, 0, 0), 4e6),
            other("quick", new Cycles(250, 0, 0, 0, 0), 1e6)));

    @Test
    void aGroupOfBarsStandsForEachWorkloadAndOneForTheMean() {
        var speedUps = data(WorkloadCharts.of(TWO).get(0));
        assertThat((Object) speedUps.getRowKeys()).isEqualTo(List.of("quick")); // the baseline is a line
        assertThat((Object) speedUps.getColumnKeys()).isEqualTo(List.of("tiny", "other", "geometric mean"));
        assertThat(bar(speedUps, "tiny")).isEqualTo(4000.0 / 1500, within(1e-12));
        assertThat(bar(speedUps, "other")).isEqualTo(4, within(1e-12));
        assertThat(bar(speedUps, "geometric mean")).isEqualTo(Math.sqrt(32.0 / 3), within(1e-12));
        var energies = data(WorkloadCharts.of(TWO).get(1));
        assertThat(bar(energies, "tiny")).isEqualTo(0.5, within(1e-12));
        assertThat(bar(energies, "geometric mean")).isEqualTo(Math.sqrt(0.125), within(1e-12));
    }

    @Test
    void aDesignWithoutAResultHasNoBarThere() {
        var comparison = Comparison.of(
                List.of(Results.slow(), Results.quick(), other("slow", new Cycles(1000, 0, 0, 0, 0), 4e6)));
        var speedUps = data(WorkloadCharts.of(comparison).get(0));
        assertThat(speedUps.getValue("quick", "other")).isNull();
        assertThat(bar(speedUps, "geometric mean")).isEqualTo(4000.0 / 1500, within(1e-12));
    }

    @Test
    void theBaselineIsInSight() {
        for (Chart chart : WorkloadCharts.of(TWO)) {
            assertThat(chart.drawing()
                            .getCategoryPlot()
                            .getRangeAxis()
                            .getRange()
                            .contains(1))
                    .isTrue();
        }
    }

    @Test
    void oneWorkloadNeedsNoOverview() {
        assertThat(WorkloadCharts.of(Comparison.of(List.of(Results.slow(), Results.quick()))))
                .isEmpty();
    }

    @Test
    void thePageAndTheFilesHaveThem() {
        assertThat(HtmlReport.page(TWO, "Bitwright comparison", "", List.of()))
                .contains("Speed-up over slow and its geometric mean: 2 workloads")
                .contains("Energy relative to slow and its geometric mean: 2 workloads");
        assertThat(ChartFiles.of(TWO)).containsKeys("speed-up.svg", "speed-up.png", "energy.svg", "1-speed-up.svg");
    }

    private static CategoryDataset data(Chart chart) {
        return chart.drawing().getCategoryPlot().getDataset();
    }

    private static double bar(CategoryDataset data, String workload) {
        return data.getValue("quick", workload).doubleValue();
    }

    private static RunResult other(String design, Cycles cycles, double picojoules) {
        return new RunResult(
                Results.identity(design, "other", "cmos-45nm"), List.of(Results.layer("conv1", cycles, picojoules, 0)));
    }
}
