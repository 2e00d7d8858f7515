package bitwright.report;

import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Design points as pictures for print. */
final class PointCharts {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 420;

    private PointCharts() {}

    /** The leading two measures against each other, if there are two; the points on the front are joined. */
    static Optional<Chart> scatter(PointTable table) {
        List<Measure> leading = table.leading();
        if (leading.size() < 2) {
            return Optional.empty();
        }
        Charts.requireFont();
        int x = table.measures().indexOf(leading.get(0));
        int y = table.measures().indexOf(leading.get(1));
        var front = new XYSeries("Pareto front", false);
        var others = new XYSeries("other points", false);
        table.points().stream()
                .filter(point -> Double.isFinite(point.values().get(x))
                        && Double.isFinite(point.values().get(y)))
                .sorted(Comparator.comparingDouble(point -> point.values().get(x)))
                .forEach(point -> (point.onFront() ? front : others)
                        .add(point.values().get(x), point.values().get(y)));
        var data = new XYSeriesCollection();
        data.addSeries(front);
        data.addSeries(others);
        var renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setSeriesLinesVisible(0, true);
        renderer.setSeriesStroke(0, new BasicStroke(1.5f));
        for (int series = 0; series < 2; series++) {
            double size = series == 0 ? 6 : 4;
            renderer.setSeriesShape(series, new Ellipse2D.Double(-size / 2, -size / 2, size, size));
        }
        renderer.setSeriesPaint(0, Palette.series(3));
        renderer.setSeriesPaint(1, Palette.series(0));
        var plot = new XYPlot(data, axis(leading.get(0)), axis(leading.get(1)), renderer);
        plot.setBackgroundPaint(null);
        plot.setOutlinePaint(null);
        plot.setInsets(new RectangleInsets(4, 4, 4, 16));
        plot.setRangeGridlinePaint(Palette.LINE);
        plot.setDomainGridlinePaint(Palette.LINE);
        plot.setRangeGridlineStroke(new BasicStroke(0.4f));
        plot.setDomainGridlineStroke(new BasicStroke(0.4f));
        var drawing = new JFreeChart(null, null, plot, true);
        Charts.style(drawing);
        String what = leading.get(1).name() + " against " + leading.get(0).name();
        return Optional.of(new Chart(
                "pareto",
                what,
                "A dot a design point, those on the Pareto front joined by a line.",
                drawing,
                WIDTH,
                HEIGHT));
    }

    private static NumberAxis axis(Measure measure) {
        NumberAxis axis = Charts.numberAxis(measure.name());
        axis.setAutoRangeIncludesZero(false);
        axis.setNumberFormatOverride(new Ticks());
        return axis;
    }

    /** Marks with SI prefixes: those of picojoules would run into one another. */
    private static final class Ticks extends NumberFormat {
        private static final long serialVersionUID = 1L;

        @Override
        public StringBuffer format(double value, StringBuffer to, FieldPosition position) {
            return to.append(Figures.tick(value));
        }

        @Override
        public StringBuffer format(long value, StringBuffer to, FieldPosition position) {
            return format((double) value, to, position);
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            throw new UnsupportedOperationException("marks are written only");
        }
    }
}
