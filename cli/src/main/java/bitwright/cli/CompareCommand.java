package bitwright.cli;

import bitwright.config.ConfigReader;
import bitwright.report.Comparison;
import bitwright.report.HtmlReport;
import bitwright.report.ReportFiles;
import bitwright.report.ResultsJson;
import bitwright.report.TerminalReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright compare}: results of earlier runs side by side. User errors are {@code ReportException}s. */
@Command(
        name = "compare",
        description = "Show designs side by side: speed, energy, area, traffic, per layer and in total.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bitwright compare results/quickstart",
            "  bitwright compare results/a results/b --baseline dadiannao -o comparison.html",
            "  bitwright compare results/quickstart --energy cmos-45nm,aladdin-40nm"
        })
final class CompareCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Result directories; each holds a run.json.")
    private List<Path> directories;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "The design that the others are measured against; the first one if not given.")
    private String baseline;

    @Option(
            names = "--energy",
            paramLabel = "TABLE,…",
            split = ",",
            description =
                    "Price the counted actions again under these energy tables, names in the library or files; the "
                            + "first is the comparison's own, and a winner is named only where all agree.")
    private List<String> energy = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.html",
            description = "Also write a page with tables and charts.")
    private Path page;

    @Option(
            names = "--charts",
            paramLabel = "DIR",
            description = "Also write every chart as SVG and PNG, sized for a two-column paper; those over "
                    + "all workloads are DIR/speed-up and energy.")
    private Path charts;

    @Option(names = "--tables", paramLabel = "DIR", description = "Also write every table as CSV, Markdown and LaTeX.")
    private Path tables;

    @Option(
            names = "--json",
            description =
                    "Print the compared runs as one run.json document, with what they come to, instead of tables.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var reader = ConfigReader.builtIn();
        var prices = energy.stream()
                .map(word -> reader.energy(word.strip(), "--energy"))
                .toList();
        Comparison comparison = Comparison.read(directories, baseline, prices);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(ResultsJson.write(comparison));
        } else {
            TerminalReport.writeComparison(
                    out, comparison, spec.commandLine().getColorScheme().ansi().enabled());
        }
        out.flush();
        if (page != null) {
            ReportFiles.write(page, HtmlReport.explorable(comparison, "Bitwright comparison", command()));
        }
        if (charts != null) {
            ReportFiles.writeCharts(charts, comparison);
        }
        if (tables != null) {
            ReportFiles.writeTables(tables, comparison);
        }
        return 0;
    }

    private String command() {
        var words = new ArrayList<>(List.of("bitwright", "compare"));
        directories.forEach(directory -> words.add(directory.toString()));
        if (baseline != null) {
            words.addAll(List.of("--baseline", baseline));
        }
        if (!energy.isEmpty()) {
            words.addAll(List.of("--energy", String.join(",", energy)));
        }
        return String.join(" ", words);
    }
}
