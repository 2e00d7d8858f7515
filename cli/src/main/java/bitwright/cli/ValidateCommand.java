package bitwright.cli;

import bitwright.config.ConfigException;
import bitwright.config.ConfigReader;
import bitwright.config.DesignConfig;
import bitwright.config.Problem;
import bitwright.runner.Runner;
import bitwright.sweep.point.Metric;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration without running anything. */
@Command(
        name = "validate",
        description =
                "Check a run, sweep, design, memory or energy file; of a run its workload, of a sweep every point.")
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.yaml", description = "The file.")
    private Path file;

    @Mixin
    private Settings settings;

    @Option(names = "--json", description = "Print the result, or the problems, as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            var facts = facts(ConfigReader.builtIn());
            if (json) {
                Json.print(out, facts);
            } else {
                out.println(file + ": valid: "
                        + String.join(
                                ", ",
                                facts.entrySet().stream()
                                        .filter(fact -> !fact.getKey().equals("valid"))
                                        .map(fact -> fact.getKey() + " " + fact.getValue())
                                        .toList()));
                out.flush();
            }
            return ExitCode.DONE;
        } catch (ConfigException wrong) {
            if (!json) {
                throw wrong;
            }
            var problems = wrong.problems().stream().map(ValidateCommand::facts).toList();
            Json.print(out, Map.of("valid", false, "problems", problems));
            return ExitCode.WRONG_INPUT;
        }
    }

    private Map<String, Object> facts(ConfigReader reader) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("valid", true);
        switch (reader.kind(file)) {
            case SWEEPS -> {
                facts.put("kind", "sweep");
                var sweep = reader.sweep(file, settings.settings(), settings.plugins());
                facts.put("points", sweep.check(Metric.keys()));
            }
            case DESIGNS -> {
                facts.put("kind", "design");
                facts.put(
                        "name",
                        reader.design(file, settings.settings(), settings.plugins())
                                .name());
            }
            case MEMORY -> {
                facts.put("kind", "memory");
                facts.put("name", reader.memory(file, settings.settings()).name());
            }
            case ENERGY -> {
                facts.put("kind", "energy");
                facts.put("name", reader.energy(file, settings.settings()).name());
            }
            case WORKLOADS -> {
                facts.put("kind", "network");
                facts.put("name", reader.network(file, settings.settings()).name());
            }
            default -> {
                facts.put("kind", "run");
                var run = reader.run(file, settings.settings(), settings.plugins());
                Runner.check(run);
                facts.put(
                        "designs",
                        run.config().designs().stream().map(DesignConfig::name).toList());
            }
        }
        return facts;
    }

    private static Map<String, Object> facts(Problem problem) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("file", problem.at().source().name());
        facts.put("line", problem.at().line());
        facts.put("column", problem.at().column());
        facts.put("path", problem.path());
        facts.put("text", problem.text());
        return facts;
    }
}
