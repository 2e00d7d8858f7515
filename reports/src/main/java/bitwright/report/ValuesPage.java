package bitwright.report;

import java.util.List;
import java.util.Locale;

/** A self-contained page of how values are distributed: for each operand a few histograms, every bar with its number. */
public final class ValuesPage {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 110;
    private static final int FOOT = 16;

    /**
     * Shares of a whole, side by side.
     *
     * @param title what they are shares of
     * @param labels what each bar stands for
     * @param shares the bars, 0 to 1
     */
    public record Histogram(String title, List<String> labels, double[] shares) {
        public Histogram {
            labels = List.copyOf(labels);
            if (labels.size() != shares.length) {
                throw new IllegalArgumentException(
                        title + ": " + labels.size() + " labels for " + shares.length + " bars");
            }
        }
    }

    /**
     * An operand of a layer.
     *
     * @param name the layer's and its own
     * @param summary the rest in a line
     * @param histograms how its values lie
     */
    public record Operand(String name, String summary, List<Histogram> histograms) {
        public Operand {
            histograms = List.copyOf(histograms);
        }
    }

    private ValuesPage() {}

    /**
     * The page as text.
     *
     * @param origin where the values come from
     * @param command what made the page, or empty
     */
    public static String of(String title, String origin, String command, List<Operand> operands) {
        var page = new Page("Values of " + title);
        page.command(command);
        page.paragraph(origin);
        for (Operand operand : operands) {
            page.heading(operand.name());
            page.note(operand.summary());
            var row = new StringBuilder("<div>\n");
            operand.histograms().forEach(histogram -> draw(operand.name(), histogram, row));
            page.element(row.append("</div>").toString());
        }
        return page.text();
    }

    private static void draw(String operand, Histogram histogram, StringBuilder out) {
        double most = 0;
        for (double share : histogram.shares()) {
            most = Math.max(most, share);
        }
        out.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " role=\"img\" aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"11\">\n",
                WIDTH,
                HEIGHT + FOOT,
                WIDTH,
                Markup.escape(operand + ", " + histogram.title() + ", up to " + percent(most))));
        int bars = histogram.shares().length;
        double width = (double) WIDTH / Math.max(1, bars);
        for (int i = 0; i < bars; i++) {
            double height = most == 0 ? 0 : (HEIGHT - 14) * histogram.shares()[i] / most;
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"fc0\" fill=\"#0072b2\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                            + " height=\"%.1f\"><title>%s: %s</title></rect>\n",
                    i * width,
                    HEIGHT - height,
                    Math.max(1, width - 1),
                    height,
                    Markup.escape(histogram.labels().get(i)),
                    percent(histogram.shares()[i])));
        }
        text(out, 0, 10, "start", histogram.title() + ", up to " + percent(most));
        if (bars > 0) {
            text(out, 0, HEIGHT + 13, "start", histogram.labels().get(0));
            text(out, WIDTH, HEIGHT + 13, "end", histogram.labels().get(bars - 1));
        }
        out.append("</svg>\n");
    }

    private static void text(StringBuilder out, int x, int y, String anchor, String words) {
        out.append("<text class=\"ft\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(Markup.escape(words))
                .append("</text>\n");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
