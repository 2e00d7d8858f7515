package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.config.KeysPage;
import bitwright.config.Schema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What tells people how the command is used: help, completion, manual, schemas, the page of keys. */
class HelpTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    private static String output(String... arguments) {
        var out = new StringWriter();
        assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute(arguments))
                .isZero();
        return out.toString();
    }

    @Test
    void everyCommandHasExamplesThatNameIt() {
        Main.commandLine().getSubcommands().values().forEach(HelpTest::hasExamples);
    }

    private static void hasExamples(CommandLine command) {
        if (!command.getSubcommands().isEmpty()) {
            command.getSubcommands().values().forEach(HelpTest::hasExamples);
            return;
        }
        String name = command.getCommandSpec().qualifiedName();
        assertThat(command.getUsageMessage())
                .containsPattern("(?s)Examples:.*" + name)
                .doesNotContain("@|");
    }

    @Test
    void bashTakesTheCompletionScript() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
        String script = output("completion");
        assertThat(script).contains("--dry-run").contains("reproduce");
        Process bash =
                new ProcessBuilder("/bin/bash", "-n").redirectErrorStream(true).start();
        try (var in = bash.outputWriter()) {
            in.write(script);
        }
        String complaints = new String(bash.getInputStream().readAllBytes());
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(complaints).isEmpty();
        assertThat(bash.exitValue()).isZero();
    }

    @Test
    void theManualHasEveryCommandAndItsOptions() {
        String page = output("manual");
        assertThat(page).startsWith(".TH BITWRIGHT 1\n");
        for (String name : Main.commandLine().getSubcommands().keySet()) {
            assertThat(page).contains(".SS bitwright " + name);
        }
        assertThat(page).contains(".B \\-\\-shard i/n").contains(".B 3");
        // roff would take a line that starts with a dot or an apostrophe for one of its own
        assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|B|PP|nf|fi)( .*)?"));
    }

    @Test
    void whatIsMadeFromTheRecordsIsUpToDate() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/keys.md")))
                .as("run docs/generate")
                .isEqualTo(KeysPage.text());
        assertThat(json(Schema.run()))
                .as("run docs/generate")
                .isEqualTo(Files.readString(ROOT.resolve("configs/schema/run.json")));
        assertThat(json(Schema.sweep()))
                .as("run docs/generate")
                .isEqualTo(Files.readString(ROOT.resolve("configs/schema/sweep.json")));
    }

    private static String json(Object schema) {
        var out = new StringWriter();
        Json.print(new PrintWriter(out), schema);
        return out.toString();
    }

    @Test
    void shippedFilesTellEditorsTheirSchema() throws IOException {
        for (String kind : new String[] {"run", "sweep"}) {
            try (var files = Files.list(ROOT.resolve("configs/" + kind + "s"))) {
                for (Path file : files.toList()) {
                    assertThat(Files.readAllLines(file).get(0))
                            .as(file.toString())
                            .isEqualTo("# yaml-language-server: $schema=../schema/" + kind + ".json");
                }
            }
        }
    }
}
