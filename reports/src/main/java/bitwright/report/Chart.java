package bitwright.report;

import org.jfree.chart.JFreeChart;

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
record Chart(String name, String title, String description, JFreeChart drawing, int width, int height) {}
