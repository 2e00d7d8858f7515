package bitwright.cli;

import bitwright.conformance.Conformance;
import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright conform}: golden data of other tools held against our own results. */
@Command(
        name = "conform",
        description = "Check a folder of golden data made with other tools; its FAMILY file says what it is.")
final class ConformCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder;

    @Option(names = "--json", description = "Print the outcome as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<FileOutcome> outcomes = new ArrayList<>();
        Conformance.check(folder, outcome -> {
            outcomes.add(outcome);
            if (!json) {
                out.println(outcome.line());
                outcome.details().forEach(detail -> out.println("    " + detail));
                out.flush();
            }
        });
        long failed = outcomes.stream().filter(FileOutcome::failed).count();
        long skipped = outcomes.stream().filter(FileOutcome::isSkipped).count();
        long passed = outcomes.size() - failed - skipped;
        if (json) {
            var facts = new LinkedHashMap<String, Object>();
            facts.put("files", outcomes.stream().map(ConformCommand::facts).toList());
            facts.put("passed", passed);
            facts.put("failed", failed);
            facts.put("skipped", skipped);
            Json.print(out, facts);
        } else {
            out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
            out.flush();
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private static Map<String, Object> facts(FileOutcome outcome) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("file", outcome.file());
        facts.put("records", outcome.records());
        facts.put("mismatches", outcome.mismatches());
        facts.put("skipped", outcome.skipped());
        facts.put("details", outcome.details());
        return facts;
    }
}
