package bitwright.cli;

import bitwright.config.ConfigReader;
import bitwright.config.DesignConfig;
import bitwright.config.Words;
import bitwright.report.Comparison;
import bitwright.report.ReportFiles;
import bitwright.report.ResultsJson;
import bitwright.report.TerminalReport;
import bitwright.runner.Runner;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.trace.RunRecording;
import bitwright.sim.trace.TraceEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright run}: simulates the designs of a run file on its workload. */
@Command(
        name = "run",
        description = "Simulate: one workload on one or several designs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bitwright run configs/runs/quickstart.yaml",
            "  bitwright run my.yaml --set design.array.rows=64 --set seed=2 -o results/rows-64",
            "  bitwright run my.yaml --plugin my-pe.jar --report none --json",
            "  bitwright run my.yaml --set memory=ddr4-2400 --trace    # ui.perfetto.dev opens the trace",
            "  bitwright run my.yaml --set design.array.rows=4 --vcd array.vcd    # a small systolic array; for GTKWave"
        })
final class RunCommand implements Callable<Integer> {
    private enum Report {
        NONE,
        HTML
    }

    /** What Perfetto opens, in the result directory. */
    private static final String TRACE = "trace.perfetto";

    /** Entries of a component and layer that the trace keeps, so that large networks give files that can be opened. */
    private static final int TRACED = 5000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.yaml", description = "The run file.")
    private Path file;

    @Mixin
    private Settings settings;

    @Option(
            names = "--report",
            paramLabel = "none|html",
            description = "Whether to write report.html beside run.json and layers.csv; default: html.")
    private Report report = Report.HTML;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the results go; default: results/ and the run file's name.")
    private Path output;

    @Option(names = "--charts", description = "Also write every chart as SVG and PNG into DIR/charts.")
    private boolean charts;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "The design that the others are measured against; default: the first.")
    private String baseline;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Layers simulated side by side, which changes no result; default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--trace",
            description =
                    "Also write trace.perfetto: arrays, stalls, buffers, transfers and DRAM commands over time, of each"
                            + " component the first " + TRACED + " a layer.")
    private boolean trace;

    @Option(
            names = "--vcd",
            paramLabel = "FILE",
            description =
                    "Also write the registers of the first design, a small systolic array, at work on the first layer.")
    private Path vcd;

    @Option(names = "--json", description = "Print run.json instead of tables.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, got " + threads);
        }
        // What writing needs of its library is got ready beside the reading and the simulation.
        var writerReady = CompletableFuture.runAsync(ResultsJson::prepare);
        var resolved = ConfigReader.builtIn().run(file, settings.settings(), settings.plugins());
        Path directory = output != null ? output : Path.of("results", baseName(file));
        // Before the work, not after it: a directory that cannot be written must not cost a simulation.
        ReportFiles.requireWritable(directory);
        requireDesign(
                resolved.config().designs().stream().map(DesignConfig::name).toList());
        if (vcd != null) {
            try {
                ArrayWaveform.array(resolved);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
            ReportFiles.requireWritable(vcd.toAbsolutePath().getParent());
        }
        var recordings = resolved.config().designs().stream()
                .map(design -> new RunRecording(design.name(), TRACED))
                .toList();
        var runner = new Runner(threads);
        List<RunResult> results = trace ? runner.run(resolved, recordings) : runner.run(resolved);
        writerReady.join();
        show(results); // before they are written, which a full disk may forbid
        var options = new ReportFiles.Options(report == Report.HTML, charts, baseline, command(), List.of());
        var files = new ArrayList<>(ReportFiles.write(directory, results, options));
        if (trace) {
            var layers = new LinkedHashSet<String>();
            results.get(0).layers().stream().map(LayerResult::name).forEach(layers::add);
            recordings.forEach(recording -> layers.addAll(recording.names()));
            Path file = directory.resolve(TRACE);
            ReportFiles.write(file, text -> TraceEvents.write(text, recordings, List.copyOf(layers)));
            files.add(file);
        }
        if (vcd != null) {
            ArrayWaveform.write(resolved, vcd);
            files.add(vcd);
        }
        if (!json) {
            PrintWriter out = spec.commandLine().getOut();
            out.println();
            for (Path written : files) {
                out.println("wrote " + written);
            }
            out.flush();
        }
        boolean agree = results.stream().allMatch(RunResult::valuesPassed);
        if (!agree) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(
                    "output values differ from the reference; " + directory.resolve(ResultsJson.FILE) + " says where");
            err.flush();
        }
        return agree ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    /** Before the work, too. */
    private void requireDesign(List<String> designs) {
        if (baseline != null && !designs.contains(baseline)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--baseline must be one of " + String.join(", ", designs) + ", got '" + baseline + "'"
                            + Words.didYouMean(baseline, designs));
        }
    }

    private void show(List<RunResult> results) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(ResultsJson.write(results, List.of()));
        } else {
            boolean colours = spec.commandLine().getColorScheme().ansi().enabled();
            TerminalReport.writeRun(out, Comparison.of(results, baseline), colours);
        }
        out.flush();
    }

    private static String baseName(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** The command line that gives the same results again; how many threads there were does not matter. */
    private String command() {
        var words = new ArrayList<>(List.of("bitwright", "run", file.toString()));
        words.addAll(settings.words());
        if (baseline != null) {
            words.addAll(List.of("--baseline", baseline));
        }
        return String.join(" ", words);
    }
}
