/** Everything that shows results: terminal tables, {@code run.json}, {@code layers.csv}, the HTML report, comparisons. */
package bitwright.report;
