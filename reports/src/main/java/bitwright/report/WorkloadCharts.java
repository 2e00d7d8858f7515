package bitwright.report;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.category.DefaultCategoryDataset;

/** The charts of a comparison over several workloads: a group of bars a workload, a bar a design, then the mean. */
final class WorkloadCharts {
    private static final int LEAST_WIDTH = 860;
    private static final int WIDEST = 2400;
    private static final int HEIGHT = 380;
    private static final String MEAN = "geometric mean";
    /** Room for a letter, in pixels. */
    private static final int LETTER = 8;

    private WorkloadCharts() {}

    /** In reading order; none for a single workload. Throws {@link ReportException} on a machine without fonts. */
    static List<Chart> of(Comparison comparison) {
        if (comparison.sections().size() < 2) {
            return List.of();
        }
        Charts.requireFont();
        String baseline = comparison.baseline();
        var charts = new ArrayList<Chart>();
        charts.add(bars(
                comparison,
                "speed-up",
                "Speed-up over " + baseline,
                "how many times faster than " + baseline,
                "speed-up, ×",
                comparison::speedUps));
        charts.add(bars(
                comparison,
                "energy",
                "Energy relative to " + baseline,
                "energy over that of " + baseline + ", less is better",
                "relative energy, ×",
                comparison::relativeEnergies));
        return charts;
    }

    private static Chart bars(
            Comparison comparison,
            String name,
            String title,
            String meaning,
            String unit,
            Function<String, List<Double>> factorsOfLabel) {
        var data = new DefaultCategoryDataset();
        var renderer = new BarRenderer();
        Charts.style(renderer);
        renderer.setItemMargin(0);
        List<String> labels = comparison.labels();
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            List<Double> factors = factorsOfLabel.apply(label);
            if (label.equals(comparison.baseline()) || factors.stream().noneMatch(Double::isFinite)) {
                continue; // a line at 1, drawn below; or nothing to draw
            }
            renderer.setSeriesPaint(data.getRowCount(), Palette.series(i));
            for (int workload = 0; workload < factors.size(); workload++) {
                String on = comparison.sections().get(workload).title();
                data.addValue(Charts.finite(factors.get(workload)), label, on);
            }
            data.addValue(Charts.finite(Section.geometricMean(factors)), label, MEAN);
        }
        var plot = Charts.plot(data, unit, renderer);
        plot.addRangeMarker(new ValueMarker(1, Palette.TEXT, new BasicStroke(1)), Layer.FOREGROUND);
        CategoryAxis axis = plot.getDomainAxis();
        axis.setMaximumCategoryLabelWidthRatio(1f);
        axis.setCategoryMargin(0.2);
        axis.setLowerMargin(0.01);
        axis.setUpperMargin(0.01);
        int group = Math.max(48, 9 * (data.getRowCount() + 2));
        int width = Math.max(LEAST_WIDTH, Math.min(WIDEST, 90 + group * data.getColumnCount()));
        int longest = comparison.sections().stream()
                .mapToInt(section -> section.title().length())
                .max()
                .orElse(0);
        if (Math.max(longest, MEAN.length()) * LETTER > (width - 90) / data.getColumnCount()) {
            axis.setCategoryLabelPositions(CategoryLabelPositions.UP_45);
        }
        plot.getRangeAxis().setUpperBound(Math.max(1.05, plot.getRangeAxis().getUpperBound())); // the baseline is seen
        return Charts.chart(
                comparison.sections().size() + " workloads",
                name,
                title + " and its geometric mean",
                "Bars, one a workload and design, the last for the geometric mean: " + meaning
                        + ", which is the line at 1.",
                plot,
                width,
                HEIGHT);
    }
}
