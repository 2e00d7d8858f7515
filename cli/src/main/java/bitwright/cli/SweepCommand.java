package bitwright.cli;

import bitwright.config.ConfigReader;
import bitwright.config.Sweep;
import bitwright.report.PointPage;
import bitwright.report.ReportFiles;
import bitwright.sweep.Shard;
import bitwright.sweep.Study;
import bitwright.sweep.Summary;
import bitwright.sweep.execution.ExecutorProvider;
import bitwright.sweep.execution.LocalExecutor;
import bitwright.sweep.execution.SweepExecutor;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.SweepException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright sweep}: runs the points of a sweep file that have no result yet. */
@Command(
        name = "sweep",
        description = {
            "Run all points of a sweep; called again, it does only what is missing.",
            "Writes report.html, points.csv, points.parquet, timings.csv, pareto.csv and sensitivity.csv beside the store of results."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bitwright sweep configs/sweeps/quickstart.yaml",
            "  bitwright sweep my.yaml --dry-run",
            "  bitwright sweep my.yaml --set search=random --jobs 8 -o results/try",
            "  bitwright sweep my.yaml --shard 3/16 -o shared/results     # one of 16 jobs; call without --shard to collect",
            "  bitwright sweep my.yaml --engine spark --master spark://host:7077"
        })
final class SweepCommand implements Callable<Integer> {
    private enum Engine {
        LOCAL,
        SPARK
    }

    private static final int MOST_JOBS = 1024;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.yaml", description = "The sweep file.")
    private Path file;

    @Mixin
    private Settings settings;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Points that run at once, which changes no result; default: all processors.")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--engine",
            paramLabel = "local|spark",
            description = "Who runs the points: threads of this process, or Apache Spark; default: local.")
    private Engine engine = Engine.LOCAL;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Spark's master, e.g. spark://host:7077, yarn, k8s://…; default: threads of this process, as many as --jobs says.")
    private String master;

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            description = "Only every n-th point, from the i-th: one of n jobs that know nothing of each other.")
    private String shard;

    @Option(names = "--dry-run", description = "Say how many points there are and how long they may take, and stop.")
    private boolean dryRun;

    @Option(names = "--retry-failed", description = "Run points again that failed or ran past the time limit before.")
    private boolean retryFailed;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the results go; default: results/ and the sweep file's name.")
    private Path output;

    @Option(names = "--charts", description = "Also write the Pareto chart as SVG and PNG into DIR/charts.")
    private boolean charts;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new ParameterException(
                    spec.commandLine(), "--jobs must be between 1 and " + MOST_JOBS + ", got " + jobs);
        }
        if (master != null && engine != Engine.SPARK) {
            throw new ParameterException(spec.commandLine(), "--master is for --engine spark");
        }
        Shard part = shard == null ? Shard.WHOLE : Shard.of(shard);
        Sweep sweep = ConfigReader.builtIn().sweep(file, settings.settings(), settings.plugins());
        Path directory = output != null ? output : Path.of("results", baseName(file));
        var study = new Study(sweep, settings.plugins(), directory, part);
        if (dryRun) {
            forecast(study);
            return ExitCode.DONE;
        }
        ReportFiles.requireWritable(directory);
        Summary summary;
        try (SweepExecutor executor = executor(sweep);
                var progress = ProgressLine.onStderr(spec.commandLine().getErr())) {
            summary = study.run(executor, retryFailed, progress::at);
        }
        Path page = directory.resolve(ReportFiles.PAGE);
        var points = SweepPoints.of(sweep, summary, directory.resolve("points.csv"), baseName(file), command());
        ReportFiles.write(page, PointPage.of(points));
        if (charts) {
            ReportFiles.writeCharts(directory.resolve(ReportFiles.CHARTS), points);
        }
        if (json) {
            Json.print(spec.commandLine().getOut(), facts(summary));
        } else {
            SweepSummary.print(spec.commandLine().getOut(), summary);
            spec.commandLine().getOut().println("wrote " + page);
            spec.commandLine().getOut().flush();
        }
        return summary.allDone() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    /** The command line that gives the same results again; how many jobs there were does not matter. */
    private String command() {
        var words = new ArrayList<>(List.of("bitwright", "sweep", file.toString()));
        words.addAll(settings.words());
        return String.join(" ", words);
    }

    private SweepExecutor executor(Sweep sweep) {
        if (engine == Engine.LOCAL) {
            return new LocalExecutor(jobs, sweep.config().timeLimitSeconds());
        }
        return ServiceLoader.load(ExecutorProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("spark"))
                .findFirst()
                .orElseThrow(() -> new SweepException(
                        "--engine spark needs Spark on the class path; the launcher ./bitwright puts it there"))
                .executor(
                        master == null ? "local[" + jobs + "]" : master,
                        sweep.config().timeLimitSeconds());
    }

    private void forecast(Study study) {
        PrintWriter out = spec.commandLine().getOut();
        Study.Forecast forecast = study.forecast();
        long missing = forecast.planned() - forecast.stored();
        double seconds = missing * forecast.seconds() / jobs;
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("points", forecast.planned());
            facts.put("stored", forecast.stored());
            facts.put("secondsAPoint", forecast.seconds());
            facts.put("estimatedSeconds", seconds);
            Json.print(out, facts);
            return;
        }
        out.println(
                forecast.planned() + " points, " + forecast.stored() + " of them in the store, " + missing + " to run");
        out.printf(
                Locale.ROOT,
                "about %s on %d threads: %.3g s a point%n",
                ProgressLine.duration(seconds),
                jobs,
                forecast.seconds());
        out.flush();
    }

    private static Map<String, Object> facts(Summary summary) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("points", summary.points());
        for (Status status : Status.values()) {
            facts.put(status.word(), summary.counts().getOrDefault(status, 0L));
        }
        facts.put("reused", summary.reused());
        facts.put("columns", summary.columns());
        facts.put("pareto", summary.front());
        facts.put("files", summary.files().stream().map(Path::toString).toList());
        return facts;
    }

    private static String baseName(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }
}
