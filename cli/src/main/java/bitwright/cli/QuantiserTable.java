package bitwright.cli;

import bitwright.workload.quantise.Comparison;
import bitwright.workload.quantise.JudgedNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What quantisers come to on one or more networks, as a table of Markdown. */
final class QuantiserTable {
    /** A network's lines. */
    record Column(String name, boolean language, boolean proven, List<Comparison.Result> results) {
        private Optional<Comparison.Result> of(Comparison.Line line) {
            return results.stream().filter(one -> one.line().equals(line)).findFirst();
        }

        /** The result that a line must be better than, preferably with the same activations. */
        private Optional<Comparison.Result> base(Comparison.Line line) {
            List<Comparison.Result> same = results.stream()
                    .filter(one -> one.line().weights().equals(line.weights())
                                    && one.line().method().equals(line.against())
                            || one.line().weights().equals(line.against())
                                    && one.line().method().equals("rtn")
                                    && one.line().activations().isEmpty())
                    .toList();
            return same.stream()
                    .filter(one -> one.line().activations().equals(line.activations()))
                    .findFirst()
                    .or(() -> same.stream()
                            .filter(one -> !one.line().activations().isEmpty())
                            .findFirst());
        }

        private double score(Comparison.Result result) {
            JudgedNetwork.Judgement judgement = result.judgement();
            return language ? judgement.perplexity() : judgement.percent();
        }

        private String cell(Comparison.Line line) {
            Optional<Comparison.Result> own = of(line);
            if (own.isEmpty()) {
                return "–";
            }
            double score = score(own.get());
            String text = language ? number(score, 4) : number(score, 1) + " %";
            Optional<Comparison.Result> base = line.against().isEmpty() ? Optional.empty() : base(line);
            if (base.isEmpty()) {
                return text;
            }
            double gain = score - score(base.get());
            boolean helps = language ? gain < 0 : gain > 0;
            String sign = gain > 0 ? "+" : gain < 0 ? "−" : "±";
            return text + " (" + sign + number(Math.abs(gain), language ? 4 : 1) + (helps ? "" : ": does not help")
                    + ")";
        }

        /** What a reader must know of a choice of widths. */
        private String doubt(Comparison.Result result) {
            return result.line().method().equals("clado") && !proven ? " (the best found, not proven)" : "";
        }

        private String bits(Comparison.Line line) {
            return of(line).filter(one -> !Double.isNaN(one.bits()))
                    .map(one -> number(one.bits(), 2))
                    .orElse("–");
        }
    }

    private final List<Column> columns = new ArrayList<>();

    void add(Column column) {
        columns.add(column);
    }

    private static String number(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    String text() {
        var text = new StringBuilder("| weights | activations | method |");
        var rule = new StringBuilder("|---|---|---|");
        for (Column column : columns) {
            text.append(" bits | ").append(column.name()).append(column.language() ? ", perplexity |" : ", right |");
            rule.append("---|---|");
        }
        text.append('\n').append(rule).append('\n');
        Map<Comparison.Line, Boolean> lines = new LinkedHashMap<>();
        columns.forEach(column -> column.results().forEach(one -> lines.put(one.line(), true)));
        for (Comparison.Line line : lines.keySet()) {
            text.append("| ").append(line.weights()).append(" | ");
            text.append(line.activations().isEmpty() ? "–" : line.activations()).append(" | ");
            text.append(line.method()).append(" |");
            for (Column column : columns) {
                text.append(' ')
                        .append(column.bits(line))
                        .append(" | ")
                        .append(column.cell(line))
                        .append(" |");
            }
            text.append('\n');
        }
        text.append('\n');
        for (Column column : columns) {
            List<String> costs = column.results().stream()
                    .filter(one -> !Double.isNaN(one.cost()))
                    .map(one -> one.line().method() + " " + number(one.cost(), 5) + column.doubt(one))
                    .toList();
            text.append("What mixed precision costs ")
                    .append(column.name())
                    .append(" by the matrix of pairs, in nats: ")
                    .append(String.join(", ", costs))
                    .append(".\n");
        }
        return text.toString();
    }
}
