package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {
    @TempDir
    Path directory;

    @BeforeEach
    void writeTwoResults() {
        ReportFiles.write(directory.resolve("a"), List.of(result("slow", 100)), ReportFiles.Options.DATA_ONLY);
        ReportFiles.write(directory.resolve("b"), List.of(result("quick", 40)), ReportFiles.Options.DATA_ONLY);
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
        assertThat(ResultsJson.read(file)).containsExactly(result("slow", 100), result("quick", 40));
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

    private static RunResult result(String design, long cycles) {
        var identity = new Identity(
                design, "d", "net", "w", "model", "c", "0.1.0", 1, Fidelity.STEP, "ideal", "table", 1000, 256, 0);
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
                Map.of(),
                energy,
                ValueCheck.proven(4),
                Map.of());
        return new RunResult(identity, List.of(layer));
    }
}
