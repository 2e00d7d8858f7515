package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.Series;
import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The curves that machines show of a section's longest layer, those of all designs in one picture. */
final class SeriesCharts {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 300;
    private static final double DOT = 3;

    private SeriesCharts() {}

    /** In the machines' order; none where no machine shows any. */
    static List<Chart> of(Section section) {
        int longest = longestLayer(section);
        Set<String> titles = new LinkedHashSet<>();
        section.entries().forEach(entry -> series(entry, longest).forEach(one -> titles.add(one.chart())));
        var charts = new ArrayList<Chart>();
        for (String title : titles) {
            charts.add(chart(section, longest, title, charts.size()));
        }
        return charts;
    }

    private static List<Series> series(Entry entry, int layer) {
        List<LayerResult> layers = entry.run().layers();
        return layer < layers.size() ? layers.get(layer).series() : List.of();
    }

    private static int longestLayer(Section section) {
        int longest = 0;
        List<LayerResult> layers = section.entries().get(0).run().layers();
        for (int layer = 1; layer < layers.size(); layer++) {
            if (layers.get(layer).cycles().total()
                    > layers.get(longest).cycles().total()) {
                longest = layer;
            }
        }
        return longest;
    }

    private static Chart chart(Section section, int layer, String title, int number) {
        var data = new XYSeriesCollection();
        var renderer = new XYLineAndShapeRenderer();
        Series first = null;
        for (int i = 0; i < section.entries().size(); i++) {
            Entry entry = section.entries().get(i);
            for (Series one : series(entry, layer)) {
                if (!one.chart().equals(title)) {
                    continue;
                }
                first = first == null ? one : first;
                int at = data.getSeriesCount();
                renderer.setSeriesPaint(at, Palette.series(i));
                renderer.setSeriesStroke(at, new BasicStroke(1.2f));
                renderer.setSeriesShape(at, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
                renderer.setSeriesLinesVisible(at, !one.logarithmic());
                renderer.setSeriesShapesVisible(at, one.logarithmic());
                data.addSeries(points(entry.label(), one));
            }
        }
        ValueAxis x = first.logarithmic()
                ? decades(first.xAxis(), data.getDomainLowerBound(false), data.getDomainUpperBound(false))
                : Charts.numberAxis(first.xAxis());
        ValueAxis y = first.logarithmic()
                ? decades(first.yAxis(), data.getRangeLowerBound(false), data.getRangeUpperBound(false))
                : Charts.numberAxis(first.yAxis());
        var plot = new XYPlot(data, x, y, renderer);
        plot.setBackgroundPaint(null);
        plot.setOutlinePaint(null);
        plot.setRangeGridlinePaint(Palette.LINE);
        plot.setRangeGridlineStroke(new BasicStroke(0.4f));
        plot.setDomainGridlinesVisible(false);
        plot.setInsets(new RectangleInsets(4, 4, 4, 20));
        var drawing = new JFreeChart(null, null, plot, true);
        Charts.style(drawing);
        return new Chart(
                "series-" + (number + 1),
                title + ": " + section.title(),
                (first.logarithmic() ? "Dots, " : "Lines, ") + "one colour a design: " + first.yAxis() + " against "
                        + first.xAxis() + ".",
                drawing,
                WIDTH,
                HEIGHT);
    }

    private static XYSeries points(String label, Series series) {
        var points = new XYSeries(series.name().isEmpty() ? label : label + ", " + series.name(), false);
        for (int i = 0; i < series.x().size(); i++) {
            // A logarithmic axis has no place for what is not above 0.
            if (!series.logarithmic() || series.x().get(i) > 0 && series.y().get(i) > 0) {
                points.add(series.x().get(i), series.y().get(i));
            }
        }
        return points;
    }

    /** A logarithmic axis of whole decades around what is shown. */
    private static ValueAxis decades(String name, double least, double most) {
        NumberAxis plain = Charts.numberAxis(name);
        var axis = new LogAxis(name);
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        if (least > 0) {
            double lower = Math.floor(StrictMath.log10(least));
            double upper = Math.max(lower + 1, Math.ceil(StrictMath.log10(most)));
            axis.setRange(StrictMath.pow(10, lower), StrictMath.pow(10, upper));
        }
        axis.setLabelFont(plain.getLabelFont());
        axis.setLabelPaint(Palette.TEXT);
        axis.setTickLabelFont(plain.getTickLabelFont());
        axis.setTickLabelPaint(Palette.TEXT);
        axis.setAxisLinePaint(Palette.LINE);
        axis.setTickMarkPaint(Palette.LINE);
        axis.setMinorTickMarksVisible(false);
        return axis;
    }
}
