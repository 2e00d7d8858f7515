package bitwright.report;

import bitwright.report.Section.Entry;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/** The charts of a section of a report. */
final class Charts {
    private static final Font WORDS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);
    private static final int WIDTH = 860;
    private static final int WIDEST = 2400;
    /** More components than this are drawn as one rest, since colours would repeat. */
    private static final int MOST_PARTS = 12;

    static {
        // Otherwise JFreeChart draws turned words as outlines, which no screen reader reads and no style sheet reaches.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
        // Laid out with true widths instead of widths rounded for a screen.
        TextUtils.setUseFontMetricsGetStringBounds(true);
    }

    private Charts() {}

    /** In reading order. Throws {@link ReportException} on a machine without fonts. */
    static List<Chart> of(Section section) {
        requireFont();
        var charts = new ArrayList<Chart>();
        charts.add(cycles(section));
        if (section.baseline().isPresent() && section.entries().size() > 1) {
            charts.add(speedUps(section, section.baseline().get()));
        }
        charts.add(utilisation(section));
        if (section.waitsForMemory()) {
            charts.add(waiting(section));
        }
        if (section.entries().stream().anyMatch(entry -> entry.energyPj() > 0)) {
            charts.add(energy(section));
        }
        if (section.baseline().isPresent() && !section.pricings().isEmpty()) {
            charts.add(pricings(section, section.baseline().get()));
        }
        if (section.entries().stream()
                .flatMap(entry -> entry.run().layers().stream())
                .anyMatch(layer -> !layer.trafficBits().isEmpty())) {
            charts.add(traffic(section));
        }
        charts.addAll(SeriesCharts.of(section));
        return charts;
    }

    /** Throws {@link ReportException} on a machine without fonts. */
    static void requireFont() {
        try {
            WORDS.getStringBounds("0", new FontRenderContext(null, true, true));
        } catch (RuntimeException | Error e) { // InternalError or a bare Error, depending on what is missing
            throw new ReportException(
                    "charts cannot be drawn: Java finds no font on this machine; install fontconfig and a font", e);
        }
    }

    private static Chart cycles(Section section) {
        var parts = new LinkedHashMap<String, ToLongFunction<Cycles>>();
        parts.put("compute", Cycles::compute);
        parts.put("fill", Cycles::fill);
        parts.put("weight load", Cycles::weightLoad);
        parts.put("sync stall", Cycles::syncStall);
        parts.put("memory stall", Cycles::memoryStall);
        var scale = Scale.of(section.entries().stream()
                .mapToDouble(entry -> entry.run().totalCycles().total())
                .max()
                .orElse(0));
        var data = new DefaultCategoryDataset();
        parts.forEach((name, part) -> {
            for (Entry entry : section.entries()) {
                data.addValue(scale.apply(part.applyAsLong(entry.run().totalCycles())), name, entry.label());
            }
        });
        return bars(
                section,
                "cycles",
                "Total cycles by part",
                "Stacked bars, one a design: compute, fill, weight load, sync stall and memory stall cycles.",
                data,
                scale.unit("cycles"),
                new StackedBarRenderer());
    }

    private static Chart energy(Section section) {
        var totals = new TreeMap<String, Double>();
        section.entries()
                .forEach(entry -> entry.run()
                        .totalEnergy()
                        .componentPj()
                        .forEach((component, pj) -> totals.merge(component, pj, Math::max)));
        List<String> largest = totals.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(MOST_PARTS)
                .toList();
        var scale = Scale.of(section.entries().stream()
                .mapToDouble(entry -> entry.energyPj() * 1e-12)
                .max()
                .orElse(0));
        var data = new DefaultCategoryDataset();
        for (String component : largest) {
            for (Entry entry : section.entries()) {
                double pj = entry.run().totalEnergy().componentPj().getOrDefault(component, 0.0);
                data.addValue(scale.apply(pj * 1e-12), component, entry.label());
            }
        }
        if (totals.size() > largest.size()) {
            for (Entry entry : section.entries()) {
                double rest = entry.run().totalEnergy().componentPj().entrySet().stream()
                        .filter(component -> !largest.contains(component.getKey()))
                        .mapToDouble(Map.Entry::getValue)
                        .sum();
                data.addValue(scale.apply(rest * 1e-12), "the rest", entry.label());
            }
        }
        return bars(
                section,
                "energy",
                "Dynamic energy by component",
                "Stacked bars, one a design: the dynamic energy of each component.",
                data,
                scale.unit("J"),
                new StackedBarRenderer());
    }

    private static Chart pricings(Section section, Entry baseline) {
        var data = new DefaultCategoryDataset();
        for (Section.Pricing pricing : section.pricings()) {
            for (Entry entry : pricing.entries()) {
                if (!entry.label().equals(baseline.label())) {
                    data.addValue(finite(pricing.relativeEnergy(entry)), pricing.table(), entry.label());
                }
            }
        }
        return bars(
                section,
                "energy-tables",
                "Dynamic energy over " + baseline.label() + "'s under each energy table",
                "Bars, one an energy table and design: the design's dynamic energy over that of " + baseline.label()
                        + ".",
                data,
                "energy, ×",
                new BarRenderer());
    }

    private static Chart traffic(Section section) {
        var sums = section.entries().stream()
                .map(entry -> Tables.sum(entry.run(), LayerResult::trafficBits))
                .toList();
        var levels = new TreeSet<String>();
        sums.forEach(sum -> levels.addAll(sum.keySet()));
        var scale = Scale.of(sums.stream()
                .flatMap(sum -> sum.values().stream())
                .mapToDouble(Long::doubleValue)
                .max()
                .orElse(0));
        var data = new DefaultCategoryDataset();
        for (String level : levels) {
            for (int i = 0; i < sums.size(); i++) {
                Long bits = sums.get(i).get(level);
                data.addValue(
                        bits == null ? null : scale.apply(bits),
                        section.entries().get(i).label(),
                        level);
            }
        }
        return bars(
                section,
                "traffic",
                "Traffic by memory level",
                "Bars, one a memory level, direction and design: bits moved.",
                data,
                scale.unit("bit"),
                new BarRenderer());
    }

    /** Horizontal bars: names of any length stand in the margin, and the chart grows with their number. */
    private static Chart bars(
            Section section,
            String name,
            String title,
            String description,
            DefaultCategoryDataset data,
            String unit,
            BarRenderer renderer) {
        style(renderer);
        CategoryPlot plot = plot(data, unit, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.35f);
        int rows = renderer instanceof StackedBarRenderer
                ? data.getColumnCount() * 3
                : data.getColumnCount() * (data.getRowCount() + 1);
        int legend = 20 * (1 + data.getRowCount() / 7);
        return chart(section.title(), name, title, description, plot, WIDTH, 70 + legend + Math.max(3, rows) * 14);
    }

    private static Chart speedUps(Section section, Entry baseline) {
        var data = new DefaultCategoryDataset();
        var renderer = new BarRenderer();
        style(renderer);
        renderer.setItemMargin(0);
        for (int i = 0; i < section.entries().size(); i++) {
            Entry entry = section.entries().get(i);
            if (entry.equals(baseline)) {
                continue; // a line at 1, drawn below
            }
            renderer.setSeriesPaint(data.getRowCount(), Palette.series(i)); // the design's colour in the other charts
            for (int layer = 0; layer < section.layers(); layer++) {
                data.addValue(
                        finite(section.speedUp(entry, layer)),
                        entry.label(),
                        new Category(layer, name(section, layer)));
            }
            data.addValue(finite(section.speedUp(entry)), entry.label(), new Category(section.layers(), "total"));
        }
        String base = baseline.label();
        CategoryPlot plot = plot(data, "speed-up, ×", renderer);
        plot.addRangeMarker(new ValueMarker(1, Palette.TEXT, new BasicStroke(1)), Layer.FOREGROUND);
        return layers(
                section,
                "speed-up",
                "Speed-up over " + base + ", per layer and in total",
                "Bars, one a layer and design, the last for the whole workload: how many times faster than " + base
                        + ", which is the line at 1.",
                plot,
                data);
    }

    private static Chart waiting(Section section) {
        var data = new DefaultCategoryDataset();
        var renderer = new BarRenderer();
        style(renderer);
        renderer.setItemMargin(0);
        for (Entry entry : section.entries()) {
            for (int layer = 0; layer < section.layers(); layer++) {
                double share = Section.waiting(entry.run().layers().get(layer));
                data.addValue(share * 100, entry.label(), new Category(layer, name(section, layer)));
            }
        }
        CategoryPlot plot = plot(data, "waiting for memory, % of the time", renderer);
        plot.getRangeAxis().setRange(0, 100);
        return layers(
                section,
                "waiting",
                "Waiting for memory, per layer",
                "Bars, one a layer and design: the share of the time in which the array waits for its buffers or for "
                        + "off-chip memory, in percent.",
                plot,
                data);
    }

    private static Chart utilisation(Section section) {
        var data = new DefaultCategoryDataset();
        for (Entry entry : section.entries()) {
            for (int layer = 0; layer < section.layers(); layer++) {
                double share = entry.run().layers().get(layer).utilisation();
                data.addValue(share * 100, entry.label(), new Category(layer, name(section, layer)));
            }
        }
        var renderer = new LineAndShapeRenderer(true, true);
        for (int i = 0; i < section.entries().size(); i++) {
            renderer.setSeriesPaint(i, Palette.series(i));
            renderer.setSeriesStroke(i, new BasicStroke(1.5f));
        }
        CategoryPlot plot = plot(data, "utilisation, %", renderer);
        ((NumberAxis) plot.getRangeAxis()).setAutoRangeIncludesZero(true);
        return layers(
                section,
                "utilisation",
                "Utilisation per layer",
                "Lines, one a design: ideal over total cycles of every layer, in percent.",
                plot,
                data);
    }

    /** Layers from left to right; the chart grows with them, so that names and bars keep their room. */
    private static Chart layers(
            Section section,
            String name,
            String title,
            String description,
            CategoryPlot plot,
            DefaultCategoryDataset data) {
        CategoryAxis axis = plot.getDomainAxis();
        axis.setTickLabelFont(SMALL);
        axis.setCategoryLabelPositions(CategoryLabelPositions.UP_90);
        axis.setMaximumCategoryLabelWidthRatio(1f);
        axis.setCategoryMargin(0.25);
        axis.setLowerMargin(0.01);
        axis.setUpperMargin(0.01);
        int slot = Math.max(16, 6 * data.getRowCount());
        int width = Math.max(WIDTH, Math.min(WIDEST, 90 + slot * data.getColumnCount()));
        return chart(section.title(), name, title, description, plot, width, 400);
    }

    /** Categories over a number axis, in the colours of the page. */
    static CategoryPlot plot(DefaultCategoryDataset data, String unit, CategoryItemRenderer renderer) {
        var categories = new CategoryAxis();
        categories.setTickLabelFont(WORDS);
        categories.setTickLabelPaint(Palette.TEXT);
        categories.setAxisLinePaint(Palette.LINE);
        categories.setTickMarksVisible(false);
        categories.setMaximumCategoryLabelLines(1);
        var plot = new CategoryPlot(data, categories, numberAxis(unit), renderer);
        plot.setBackgroundPaint(null);
        plot.setOutlinePaint(null);
        plot.setRangeGridlinePaint(Palette.LINE);
        plot.setRangeGridlineStroke(new BasicStroke(0.4f));
        plot.setInsets(new RectangleInsets(4, 4, 4, 12));
        plot.setNoDataMessage("no data");
        return plot;
    }

    static NumberAxis numberAxis(String unit) {
        var values = new NumberAxis(unit);
        values.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        values.setLabelFont(WORDS);
        values.setLabelPaint(Palette.TEXT);
        values.setTickLabelFont(WORDS);
        values.setTickLabelPaint(Palette.TEXT);
        values.setAxisLinePaint(Palette.LINE);
        values.setTickMarkPaint(Palette.LINE);
        return values;
    }

    /** Plain bars in the colours of the series. */
    static void style(BarRenderer renderer) {
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setMaximumBarWidth(0.5);
        renderer.setItemMargin(0.05);
        for (int i = 0; i < Palette.size(); i++) {
            renderer.setSeriesPaint(i, Palette.series(i));
        }
    }

    /** A chart with its legend on top. */
    static Chart chart(
            String subject, String name, String title, String description, CategoryPlot plot, int width, int height) {
        var drawing = new JFreeChart(null, null, plot, true);
        style(drawing);
        return new Chart(name, title + ": " + subject, description, drawing, width, height);
    }

    /** Background, margins and legend. */
    static void style(JFreeChart drawing) {
        drawing.setBackgroundPaint(null);
        drawing.setPadding(new RectangleInsets(2, 2, 2, 2));
        LegendTitle legend = drawing.getLegend();
        legend.setPosition(RectangleEdge.TOP);
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setItemFont(WORDS);
        legend.setItemPaint(Palette.TEXT);
        legend.setBackgroundPaint(null);
        legend.setFrame(BlockBorder.NONE);
    }

    /** For a data set, which has no bar where there is no number. */
    static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String name(Section section, int layer) {
        String name = section.layerName(layer);
        return name.length() <= 24 ? name : "…" + name.substring(name.length() - 23);
    }

    /** A place on the layers' axis; two layers of one name are two places. */
    private record Category(int position, String name) implements Comparable<Category> {
        @Override
        public int compareTo(Category other) {
            return Integer.compare(position, other.position);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** An SI prefix that fits all values of an axis. */
    private record Scale(double divisor, String prefix) {
        static Scale of(double largest) {
            String[] small = {"m", "µ", "n", "p"};
            String[] large = {"k", "M", "G", "T", "P"};
            var scale = new Scale(1, "");
            for (int i = 0; i < large.length && largest / scale.divisor >= 1000; i++) {
                scale = new Scale(Math.pow(10, 3 * (i + 1)), large[i]);
            }
            for (int i = 0; i < small.length && largest > 0 && largest / scale.divisor < 1; i++) {
                scale = new Scale(Math.pow(10, -3 * (i + 1)), small[i]);
            }
            return scale;
        }

        double apply(double value) {
            return value / divisor;
        }

        String unit(String unit) {
            return unit.length() <= 1 || prefix.isEmpty() ? prefix + unit : prefix + " " + unit;
        }
    }
}
