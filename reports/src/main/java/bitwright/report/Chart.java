package bitwright.report;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;

/**
 * One chart, not yet drawn.
 *
 * @param name its file name without an ending
 * @param title what it shows
 * @param description the same in a sentence, for those who do not see it
 * @param drawing the chart itself
 * @param width in pixels
 * @param height in pixels
 */
record Chart(String name, String title, String description, JFreeChart drawing, int width, int height) {
    /** A pixel of a printed chart in points of 1/72 inch: type of 12 pixels is set in 7.2 points. */
    static final double POINTS_A_PIXEL = 0.6;

    /** One column of a two-column page: 252 points, 3.5 inches. */
    private static final int COLUMN = 420;

    /** Both columns and the gap: 516 points, 7.2 inches. */
    private static final int PAGE = 860;

    private static final int TALLEST = 280;

    /** So many bars stand upright side by side in one column. */
    private static final int MOST_BARS = 48;

    /** The chart in a width for print: one column of a two-column page where it fits, else the whole page's. */
    Chart printed() {
        return new Chart(
                name,
                title,
                description,
                drawing,
                fitsColumn() ? COLUMN : PAGE,
                stands() ? Math.min(height, TALLEST) : height);
    }

    /** Whether its bars or points stand upright, so that it may be made lower. */
    private boolean stands() {
        return !(drawing.getPlot() instanceof CategoryPlot plot) || plot.getOrientation() == PlotOrientation.VERTICAL;
    }

    private boolean fitsColumn() {
        if (drawing.getPlot() instanceof CategoryPlot plot && plot.getOrientation() == PlotOrientation.VERTICAL) {
            var data = plot.getDataset();
            return data.getColumnCount() * (data.getRowCount() + 1) <= MOST_BARS;
        }
        return width <= PAGE;
    }
}
