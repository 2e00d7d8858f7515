package bitwright.cli;

import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright trace}: a look into a trace bundle, and whether it holds true. */
@Command(
        name = "trace",
        description = "Look into a trace bundle.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TraceInfoCommand.class, TraceCommand.Verify.class})
final class TraceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: info or verify");
    }

    /** Runs the bundle's network again and compares what it stores. */
    @Command(
            name = "verify",
            description = "Run the network again and compare every stored tensor; name the first place that differs.")
    static final class Verify implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                paramLabel = "TRACE",
                converter = BundleFolder.class,
                description = "The bundle's folder, or a bundle of the library.")
        private Path folder;

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            TraceBundle bundle = TraceBundle.open(folder, 1);
            List<TraceVerification.Check> checks = TraceVerification.verify(bundle);
            var accuracy = TraceVerification.accuracy(bundle);
            long wrong = checks.stream().filter(check -> check.mismatches() > 0).count();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("name", bundle.name());
                facts.put("tensors", checks.stream().map(Verify::facts).toList());
                facts.put("wrong", wrong);
                accuracy.ifPresent(a -> {
                    facts.put("correct", a.correct());
                    facts.put("classified", a.inputs());
                });
                Json.print(out, facts);
            } else {
                for (TraceVerification.Check check : checks) {
                    if (check.mismatches() > 0) {
                        out.println(check.layer() + " " + check.kind() + ": " + check.mismatches() + " of "
                                + check.values() + " differ, first " + check.firstMismatch());
                    }
                }
                accuracy.ifPresent(a ->
                        out.printf(Locale.ROOT, "accuracy: %d of %d, %.1f %%%n", a.correct(), a.inputs(), a.percent()));
                out.println(checks.size() + (checks.size() == 1 ? " tensor" : " tensors") + " compared, " + wrong
                        + " differ");
                out.flush();
            }
            return wrong == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
        }

        private static Map<String, Object> facts(TraceVerification.Check check) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("layer", check.layer());
            facts.put("kind", check.kind());
            facts.put("values", check.values());
            facts.put("mismatches", check.mismatches());
            facts.put("firstMismatch", check.firstMismatch());
            return facts;
        }
    }
}
