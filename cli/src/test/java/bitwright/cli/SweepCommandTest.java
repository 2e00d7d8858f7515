package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sweep.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SweepCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sweep(String axes, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.yaml"), """
                base:
                  workload: glyphs-cnn
                  layers: conv1
                  values: proven
                  design: stripes
                  memory: ideal
                  energy: cmos-45nm
                """ + axes);
        var arguments = new ArrayList<>(
                List.of("sweep", file.toString(), "-o", folder.resolve("out").toString()));
        arguments.addAll(List.of(options));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private static final String ROWS =
            "axes: { design.array.rows: [4, 8] }\nobjectives: { cycles: min, energyPj: min }\n";

    @Test
    void aSweepEndsInTablesAndASummary() throws IOException {
        assertThat(sweep(ROWS)).isZero();
        assertThat(out.toString())
                .startsWith("2 points: 2 done")
                .contains("Pareto front of cycles, energyPj: 1 point")
                .contains("design.array.rows")
                .contains("wrote " + folder.resolve("out/points.csv"));
        assertThat(folder.resolve("out/store.sqlite")).exists();
        assertThat(folder.resolve("out/points.parquet")).exists();
        out.getBuffer().setLength(0);
        assertThat(sweep(ROWS, "--json")).isZero();
        var summary = JsonMapper.builder().build().readTree(out.toString());
        assertThat(summary.get("reused").asInt()).isEqualTo(2);
        assertThat(summary.get("done").asInt()).isEqualTo(2);
    }

    @Test
    void someFailedPointsAreExitCode1AndWrongInputIs2() throws IOException {
        assertThat(sweep("axes: { batch: [0, 99999999] }\n")).isEqualTo(1);
        assertThat(out.toString()).startsWith("2 points: 1 done, 1 invalid");
        assertThat(sweep("axes: { design.array.row: [4] }\n")).isEqualTo(2);
        assertThat(err.toString())
                .contains("rows.yaml:8:28: design.array.row: unknown key")
                .contains("did you mean rows?");
        assertThat(sweep(ROWS, "--shard", "0/2")).isEqualTo(2);
        assertThat(sweep(ROWS, "--jobs", "0")).isEqualTo(2);
        assertThat(sweep(ROWS, "--master", "local")).isEqualTo(2);
        assertThat(sweep(ROWS, "--engine", "spark")).isEqualTo(2);
        assertThat(err.toString()).contains("--engine spark needs Spark on the class path; the launcher");
    }

    @Test
    void aDryRunTellsWhatThereIsToDo() throws IOException {
        assertThat(sweep(ROWS, "--dry-run")).isZero();
        assertThat(out.toString())
                .startsWith("2 points, 0 of them in the store, 2 to run")
                .containsPattern("about .* on [0-9]+ threads: .* s a point");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void progressSaysHowManyHowFastAndHowLong() {
        // 30 of 40, 10 of them new in 5 seconds: 2 a second, 5 seconds left; three quarters of 24 cells
        assertThat(ProgressLine.line(new Progress(40, 20, 10, 1), 5))
                .isEqualTo("[##################......] 30/40 points, 1 failed, 2.0 a second, 5.0 s left");
        assertThat(ProgressLine.duration(59.6)).isEqualTo("60 s");
        assertThat(ProgressLine.duration(3660)).isEqualTo("1 h 1 min");
        assertThat(ProgressLine.duration(3 * 86400)).isEqualTo("3.0 days");
    }

    @Test
    void aBarIsDrawnOnTerminalsOnly() {
        try (var line = new ProgressLine(new PrintWriter(err), true)) {
            line.at(new Progress(2, 0, 1, 0));
        }
        assertThat(err.toString()).startsWith("\r[").contains("\u001b[K");
        err.getBuffer().setLength(0);
        try (var line = new ProgressLine(new PrintWriter(err), false)) {
            line.at(new Progress(2, 0, 1, 0));
        }
        assertThat(err.toString()).startsWith("[").doesNotContain("\r").doesNotContain("\u001b");
    }
}
