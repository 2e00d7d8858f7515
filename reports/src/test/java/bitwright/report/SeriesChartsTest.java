package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.Series;
import java.util.List;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.XYPlot;
import org.junit.jupiter.api.Test;

class SeriesChartsTest {
    private static final Series LEVEL =
            new Series("Busy units", "", "cycle", "units", false, List.of(8.0, 24.0), List.of(0.0, 3.0));
    private static final Series TIMES =
            new Series("Times", "", "degree", "cycles", true, List.of(0.0, 1.0, 20.0), List.of(5.0, 40.0, 900.0));

    private static LayerResult with(LayerResult plain, Series... series) {
        return new LayerResult(
                plain.name(),
                plain.op(),
                plain.macs(),
                plain.effectiveMacs(),
                plain.cycles(),
                plain.idealCycles(),
                plain.stallCycles(),
                plain.trafficBits(),
                plain.componentActions(),
                plain.energy(),
                plain.values(),
                plain.statistics(),
                List.of(series));
    }

    /** The second layer is the longer one. */
    private static RunResult run(String design) {
        return new RunResult(
                Results.identity(design, "tiny", "cmos-45nm"),
                List.of(
                        with(Results.layer("a", new Cycles(10, 0, 0, 0, 0), 1, 1), TIMES),
                        with(Results.layer("b", new Cycles(100, 0, 0, 0, 0), 1, 1), LEVEL, TIMES)));
    }

    @Test
    void theLongestLayersCurvesAreDrawnOfAllDesigns() {
        var section = Comparison.of(List.of(run("one"), run("two"))).sections().get(0);
        var charts = SeriesCharts.of(section);
        assertThat(charts).extracting(Chart::title).containsExactly("Busy units: tiny", "Times: tiny");
        var levels = (XYPlot) charts.get(0).drawing().getPlot();
        assertThat(levels.getDataset().getSeriesCount()).isEqualTo(2);
        assertThat(levels.getDataset().getYValue(1, 1)).isEqualTo(3);
        var times = (XYPlot) charts.get(1).drawing().getPlot();
        assertThat(times.getDomainAxis()).isInstanceOf(LogAxis.class);
        // What is not above 0 has no place on a logarithmic axis; the rest lies in whole decades.
        assertThat(times.getDataset().getItemCount(0)).isEqualTo(2);
        assertThat(times.getDomainAxis().getRange().getLowerBound()).isEqualTo(1);
        assertThat(times.getDomainAxis().getRange().getUpperBound()).isEqualTo(100);
        assertThat(times.getRangeAxis().getRange().getUpperBound()).isEqualTo(1000);
        assertThat(SeriesCharts.of(
                        Comparison.of(List.of(Results.slow())).sections().get(0)))
                .isEmpty();
    }

    @Test
    void curvesSurviveTheFileAndLayersWithoutDoNotMentionThem() {
        var runs = List.of(run("one"), Results.slow());
        String text = ResultsJson.write(runs, List.of());
        assertThat(ResultsJson.read(text, "run.json")).isEqualTo(runs);
        assertThat(ResultsJson.write(List.of(Results.slow()), List.of())).doesNotContain("series");
    }

    @Test
    void aCurveHasAsManyXAsY() {
        assertThatThrownBy(() -> new Series("Times", "", "", "", false, List.of(1.0), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 1 and 0 for Times");
    }
}
