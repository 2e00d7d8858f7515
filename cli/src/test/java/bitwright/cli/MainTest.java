package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.WorkloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;

class MainTest {
    /** A command that fails as it is told to. */
    @Command(name = "fail")
    static final class FailCommand implements Runnable {
        private final RuntimeException failure;

        FailCommand(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public void run() {
            throw failure;
        }
    }

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(CommandLine command, String... arguments) {
        return command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int execute(String... arguments) {
        return execute(Main.commandLine(), arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void aValidFileIsSaidToBeOne() throws IOException {
        String file = file("m.yaml", "model: ideal\nenergyKind: dram.lpddr4\n");
        assertThat(execute("validate", file)).isEqualTo(0);
        assertThat(out.toString()).isEqualTo(file + ": valid: kind memory, name m" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void wrongInputIsExitCode2WithEveryProblemOnStderr() throws IOException {
        String file = file("m.yaml", "model: bandwidth\ngigabytesPerSecond: fast\nlatencyNs: -1\nenergyKind: x\n");
        assertThat(execute("validate", file)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":2:21: gigabytesPerSecond: must be a finite number, got 'fast'",
                        file + ":3:12: latencyNs: must be between 0 and 1000000, got -1");
    }

    @Test
    void jsonGoesToStdout() throws IOException {
        String file = file("m.yaml", "model: ideal\nenergyKind: dram.lpddr4\nspeed: 1\n");
        assertThat(execute("validate", file, "--json")).isEqualTo(2);
        var tree = JsonMapper.builder().build().readTree(out.toString());
        assertThat(tree.get("valid").asBoolean()).isFalse();
        assertThat(tree.get("problems").get(0).get("line").asInt()).isEqualTo(3);
        assertThat(tree.get("problems").get(0).get("path").asString()).isEqualTo("speed");
    }

    @Test
    void settingsAreLaidOverTheFile() throws IOException {
        String file = file("m.yaml", "model: bandwidth\ngigabytesPerSecond: 1\nlatencyNs: 0\nenergyKind: x\n");
        assertThat(execute("validate", file, "--set", "latencyNs=5")).isEqualTo(0);
        assertThat(execute("validate", file, "--set", "latencyNs=slow")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("--set latencyNs=slow: latencyNs: must be a finite number, got 'slow'"
                        + System.lineSeparator());
    }

    @Test
    void wrongArgumentsAreExitCode2() {
        assertThat(execute("validate")).isEqualTo(2);
        assertThat(execute("validat", "x.yaml")).isEqualTo(2);
        assertThat(err.toString())
                .contains("Missing required parameter: 'FILE.yaml'")
                .contains("bitwright validate");
        assertThat(execute()).isEqualTo(2);
        assertThat(execute("validate", folder.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml: no such file");
    }

    @Test
    void aFileThatIsNoFolderAndAFolderThatIsNoFileAreWrongInput() throws IOException {
        assertThat(execute("trace", "verify", file("trace.txt", "x"))).isEqualTo(2);
        assertThat(err.toString()).contains("trace.txt").contains("Not a directory");
        assertThat(execute("import", folder.toString(), "-o", folder + "/out")).isEqualTo(2);
        assertThat(err.toString()).contains(": is a folder").doesNotContain("internal error");
    }

    @Test
    void outputThatIsLostIsToldButNotToAReaderWhoHasSeenEnough() {
        var full = new StandardOutput(failing("No space left on device"));
        var closed = new StandardOutput(failing("Broken pipe"));
        for (var output : List.of(full, closed)) {
            var writer = new PrintWriter(output, true, StandardCharsets.UTF_8);
            writer.println("lost");
        }
        assertThat(closed.failed(new PrintWriter(err))).isFalse();
        assertThat(full.failed(new PrintWriter(err))).isTrue();
        assertThat(err.toString().strip()).isEqualTo("standard output cannot be written: No space left on device");
        var whole = new ByteArrayOutputStream();
        var good = new StandardOutput(whole);
        new PrintWriter(good, true, StandardCharsets.UTF_8).print("é");
        assertThat(good.failed(new PrintWriter(err))).isFalse();
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    @Test
    void failuresHaveTheExitCodesOfTheContract() {
        var workload = Main.commandLine().addSubcommand(new FailCommand(new WorkloadException("layer conv1 is torn")));
        assertThat(execute(workload, "fail")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("layer conv1 is torn" + System.lineSeparator());
        var internal = Main.commandLine().addSubcommand(new FailCommand(new IllegalStateException("broken")));
        assertThat(execute(internal, "fail")).isEqualTo(3);
        assertThat(err.toString().lines())
                .last()
                .isEqualTo("internal error: java.lang.IllegalStateException: broken (--debug shows where)");
        assertThat(execute(internal, "fail", "--debug")).isEqualTo(3);
        assertThat(err.toString()).contains("\tat bitwright.cli.MainTest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rnu | unknown command 'rnu'; did you mean run?",
                "trace ifno | unknown command 'ifno'; did you mean info?",
                "nothing-like-it | unknown command 'nothing-like-it'",
                "run x.yaml --reprot html | unknown option --reprot; did you mean --report?",
                "run x.yaml y.yaml | unexpected argument 'y.yaml'",
                "run x.yaml --report pdf | --report must be one of none, html, got 'pdf'",
                "run x.yaml --report hmtl | --report must be one of none, html, got 'hmtl'; did you mean html?",
                "run x.yaml --threads two | Invalid value for option '--threads': 'two' is not an int",
            })
    void wrongArgumentsAreToldWithTheNearestWord(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst()).hasValue(message);
        assertThat(err.toString()).contains("--help'.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        assertThat(execute("--help")).isEqualTo(0);
        assertThat(out.toString()).contains("validate", "designs", "workloads", "3   an internal error");
        assertThat(execute("--version")).isEqualTo(0);
        assertThat(out.toString()).containsPattern("bitwright [0-9]+\\.[0-9]+\\.[0-9]+");
    }

    @Test
    void listsComeFromTheLibrary() {
        assertThat(execute("designs", "--json")).isEqualTo(0);
        assertThat(JsonMapper.builder().build().readTree(out.toString()).isArray())
                .isTrue();
        assertThat(execute("workloads")).isEqualTo(0);
    }
}
