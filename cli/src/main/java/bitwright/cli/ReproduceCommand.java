package bitwright.cli;

import bitwright.config.Words;
import bitwright.conformance.reproduce.FigureRow;
import bitwright.conformance.reproduce.Reproduction;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright reproduce}: a paper's figures beside ours. */
@Command(name = "reproduce", description = "Set a paper's figures beside ours; without a name: list the papers.")
final class ReproduceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The paper, by its design's name.")
    private String name;

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            names(out);
            return;
        }
        if (!Reproduction.names().contains(name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "NAME must be one of " + String.join(", ", Reproduction.names()) + ", got '" + name + "'"
                            + Words.didYouMean(name, Reproduction.names()));
        }
        int threads = Runtime.getRuntime().availableProcessors();
        List<FigureRow> rows = Reproduction.rows(name, threads);
        List<FigureRow> sensitivity = Reproduction.sensitivity(name, threads);
        if (json) {
            var document = new LinkedHashMap<String, Object>();
            document.put("name", name);
            document.put("rows", rows.stream().map(ReproduceCommand::facts).toList());
            if (!sensitivity.isEmpty()) {
                document.put(
                        "sensitivity",
                        sensitivity.stream().map(ReproduceCommand::facts).toList());
            }
            Json.print(out, document);
        } else {
            table(out, rows);
            if (!sensitivity.isEmpty()) {
                out.println();
                out.println("Under other parameters; sources and notes with --json:");
                figures(out, sensitivity);
                out.flush();
            }
        }
    }

    private void names(PrintWriter out) {
        if (json) {
            Json.print(out, Reproduction.names());
        } else {
            Reproduction.names().forEach(out::println);
            out.flush();
        }
    }

    private static Map<String, Object> facts(FigureRow row) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", row.name());
        facts.put("published", number(row.published()));
        facts.put("ours", number(row.ours()));
        facts.put("errorPercent", number(row.errorPercent()));
        facts.put("note", row.note());
        facts.put("source", row.source());
        return facts;
    }

    /** The number, or null where there is none. */
    private static Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static void table(PrintWriter out, List<FigureRow> rows) {
        int width = heading(out, rows);
        for (FigureRow row : rows) {
            figure(out, width, row);
            out.println("    " + row.source() + "; " + row.note());
        }
        out.flush();
    }

    private static void figures(PrintWriter out, List<FigureRow> rows) {
        int width = heading(out, rows);
        rows.forEach(row -> figure(out, width, row));
    }

    /** The width of the first column. */
    private static int heading(PrintWriter out, List<FigureRow> rows) {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(6);
        line(out, width, "figure", "published", "ours", "error %");
        return width;
    }

    private static void figure(PrintWriter out, int width, FigureRow row) {
        line(
                out,
                width,
                row.name(),
                text("%.3f", row.published()),
                text("%.3f", row.ours()),
                text("%+.1f", row.errorPercent()));
    }

    private static void line(PrintWriter out, int width, String name, String published, String ours, String error) {
        String format = "%-" + width + "s  %9s  %9s  %7s";
        out.println(
                String.format(Locale.ROOT, format, name, published, ours, error).stripTrailing());
    }

    private static String text(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "–";
    }
}
