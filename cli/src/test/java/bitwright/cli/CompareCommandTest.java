package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.config.ConfigException;
import bitwright.report.ReportException;
import bitwright.report.ReportFiles;
import bitwright.report.ResultsJson;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyReport;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.ValueCheck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {
    private static final RunResult SLOW = result("slow", 100, 10, 100);
    private static final RunResult QUICK = result("quick", 40, 4, 200);

    @TempDir
    Path directory;

    @BeforeEach
    void writeTwoResults() {
        ReportFiles.write(directory.resolve("a"), List.of(SLOW), ReportFiles.Options.DATA_ONLY);
        ReportFiles.write(directory.resolve("b"), List.of(QUICK), ReportFiles.Options.DATA_ONLY);
    }

    @Test
    void directoriesAreComparedOnTheTerminalAndAsAPage() throws Exception {
        Path page = directory.resolve("new/page.html");
        String out =
                run(directory.resolve("a").toString(), directory.resolve("b").toString(), "-o", page.toString());
        assertThat(out).contains("slow", "quick", "2.50×").doesNotContain("\u001b"); // 100 / 40
        assertThat(Files.readString(page)).contains("<svg", "2.50×", "bitwright compare");
    }

    @Test
    void theBaselineIsChosenByName() {
        String out =
                run(directory.resolve("a").toString(), directory.resolve("b").toString(), "--baseline", "quick");
        assertThat(out).contains("0.40×"); // 40 / 100
    }

    @Test
    void jsonIsAResultDocument() throws Exception {
        String out = run(
                "--json",
                directory.resolve("a").toString(),
                directory.resolve("b").toString());
        Path file = Files.writeString(directory.resolve("all.json"), out);
        assertThat(ResultsJson.read(file)).containsExactly(SLOW, QUICK);
    }

    @Test
    void runsArePricedAgainUnderTablesOfTheLibraryAndOfTheUser() throws Exception {
        Path table = directory.resolve("mine.yaml");
        Files.writeString(table, """
                extends: cmos-45nm
                rows:
                  - { kind: mul.int, widthBits: 8, picojoules: 1000, scaling: quadratic, confidence: recalled, source: mine }
                """);
        String[] arguments = {
            directory.resolve("a").toString(), directory.resolve("b").toString(), "--energy", "cmos-45nm," + table
        };
        // slow: 10 multiplications at 0.2 and 100 additions at 0.03 pJ; quick: 4 and 200. Then multiplications at 1000
        // pJ.
        assertThat(run(arguments))
                .contains("slow", "5.000pJ", "10.00nJ", "6.800pJ", "4.006nJ")
                .contains("dynamic energy of quick against slow: 1.36× under cmos-45nm, 0.40× under mine: "
                        + "the tables disagree, so no winner is named; "
                        + "resting on low confidence: 99.9% and 100.0% of the two under mine");
        String json =
                run(Stream.concat(Stream.of("--json"), Stream.of(arguments)).toArray(String[]::new));
        Path file = Files.writeString(directory.resolve("all.json"), json);
        assertThat(ResultsJson.read(file))
                .extracting(run ->
                        run.identity().design() + " under " + run.identity().energyTable())
                .containsExactly(
                        "slow under cmos-45nm", "quick under cmos-45nm", "slow under mine", "quick under mine");
        assertThat(json)
                .contains("\"dynamicEnergy\": \"disagree\"", "\"relativeDynamic\": 0.4004", "\"staticPj\": null");
    }

    @Test
    void tablesThatAreUnknownOrLackSomethingAreNamed() throws Exception {
        String a = directory.resolve("a").toString();
        assertThatThrownBy(() -> run(a, "--energy", "cmos-45nm,cmos-45"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--energy: must be a name in the library or a path")
                .hasMessageContaining("did you mean cmos-45nm?");
        Path table = Files.writeString(directory.resolve("few.yaml"), """
                nodeNm: 45
                description: little
                rows:
                  - { kind: xor, widthBits: 8, picojoules: 1, scaling: linear, confidence: derived, source: made up }
                """);
        assertThatThrownBy(() -> run(a, "--energy", table.toString()))
                .isInstanceOf(ReportException.class)
                .hasMessage("energy table few does not price 2 of the actions: add.int:8, mul.int:8; it prices xor");
    }

    @Test
    void resultsOfAnotherSchemaVersionAreNamed() throws Exception {
        Path old = directory.resolve("b/run.json");
        Files.writeString(old, Files.readString(old).replace("\"schemaVersion\": 3", "\"schemaVersion\": 2"));
        assertThatThrownBy(() -> run(
                        directory.resolve("a").toString(),
                        directory.resolve("b").toString()))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(old + ": schemaVersion must be 3, got 2; run the experiment again");
    }

    @Test
    void whatIsWrongIsNamed() {
        Path missing = directory.resolve("c");
        assertThatThrownBy(() -> run(missing.toString()))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining(missing.resolve("run.json").toString());
    }

    /** Errors pass through as they are, the way the whole command gets to see them. */
    private static String run(String... arguments) {
        var text = new StringWriter();
        var failure = new RuntimeException[1];
        int exit = new CommandLine(new CompareCommand())
                .setOut(new PrintWriter(text))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    failure[0] = (RuntimeException) e;
                    return 2;
                })
                .execute(arguments);
        if (failure[0] != null) {
            throw failure[0];
        }
        assertThat(exit).isZero();
        return text.toString();
    }

    private static RunResult result(String design, long cycles, long multiplications, long additions) {
        var identity = new Identity(
                design, "d", "net", "w", "model", "c", "0.1.0", 1, Fidelity.STEP, "ideal", "table", "t", 1000, 256);
        var energy = new EnergyReport(Map.of("dram", 5.0), Map.of(Confidence.DERIVED, 5.0));
        var layer = new LayerResult(
                "conv",
                "conv2d",
                10,
                10,
                new Cycles(cycles, 0, 0, 0, 0),
                20,
                Map.of(),
                Map.of("dram.read", 8L),
                Map.of("pe", Map.of("mul.int:8", multiplications, "add.int:8", additions)),
                energy,
                ValueCheck.proven(4),
                Map.of());
        return new RunResult(identity, List.of(layer));
    }
}
