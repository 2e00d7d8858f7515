package bitwright.cli;

import bitwright.sweep.Summary;
import bitwright.sweep.analysis.Effect;
import bitwright.sweep.point.Status;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A finished sweep on the terminal: counts, Pareto front, what each axis does. */
final class SweepSummary {
    private static final int MOST_ROWS = 30;

    private SweepSummary() {}

    static void print(PrintWriter out, Summary summary) {
        var counts = new ArrayList<String>();
        for (Status status : Status.values()) {
            if (summary.counts().containsKey(status)) {
                counts.add(summary.counts().get(status) + " " + status.word());
            }
        }
        out.println(points(summary.points()) + ": " + String.join(", ", counts)
                + (summary.reused() > 0 ? "; " + summary.reused() + " were in the store" : ""));
        if (!summary.front().isEmpty()) {
            front(out, summary);
        }
        if (!summary.effects().isEmpty()) {
            effects(out, summary.effects());
        }
        out.println();
        summary.files().forEach(file -> out.println("wrote " + file));
        out.flush();
    }

    private static String points(long count) {
        return count + (count == 1 ? " point" : " points");
    }

    private static void front(PrintWriter out, Summary summary) {
        int rows = summary.front().size();
        out.println();
        out.println("Pareto front of " + String.join(", ", summary.objectives()) + ": " + points(rows)
                + (rows > MOST_ROWS ? ", the first " + MOST_ROWS : ""));
        // The axes stand between the status and the first result.
        List<String> columns = summary.columns();
        Set<Integer> shown = new LinkedHashSet<>();
        shown.add(0);
        for (int i = 2; i < columns.indexOf("cycles"); i++) {
            shown.add(i);
        }
        summary.objectives().forEach(name -> shown.add(columns.indexOf(name)));
        var table = new ArrayList<List<String>>();
        table.add(shown.stream().map(columns::get).toList());
        for (List<String> row : summary.front().subList(0, Math.min(rows, MOST_ROWS))) {
            table.add(shown.stream().map(row::get).toList());
        }
        Columns.print(out, table, 0);
    }

    private static void effects(PrintWriter out, List<Effect> effects) {
        out.println();
        out.println("What each axis does: share of the variance that its means explain, their range, correlations");
        var table = new ArrayList<List<String>>();
        table.add(List.of("objective", "axis", "share", "lowest mean", "highest mean", "Pearson", "Spearman"));
        for (Effect effect : effects) {
            table.add(List.of(
                    effect.objective(),
                    effect.axis(),
                    number("%.3f", effect.share()),
                    number("%.4g", effect.lowest()),
                    number("%.4g", effect.highest()),
                    number("%.3f", effect.pearson()),
                    number("%.3f", effect.spearman())));
        }
        Columns.print(out, table, 2);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
