package bitwright.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.config.ConfigException;
import bitwright.sweep.execution.LocalExecutor;
import bitwright.sweep.point.Status;
import bitwright.sweep.point.SweepException;
import bitwright.sweep.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
    private static final String GRID = """
        axes:
          design.a: [1, 2, 3]
          design.b: { from: 1, to: 4, step: 1 }
        metrics: { edp: energyPj * cycles, perA: cycles / design.a }
        objectives: { cycles: min, energyPj: max }
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void forgetRuns() {
        ProbeMachine.RUNS.clear();
    }

    private Summary run(String text, Path into, int threads, Shard shard) throws IOException {
        var sweep = Sweeps.of(folder, text);
        try (var executor = new LocalExecutor(threads, sweep.config().timeLimitSeconds())) {
            return new Study(sweep, List.of(), into, shard).run(executor, false, progress -> {});
        }
    }

    private Summary run(String text, int threads) throws IOException {
        return run(text, folder.resolve("out"), threads, Shard.WHOLE);
    }

    private String points() throws IOException {
        return Files.readString(folder.resolve("out/points.csv"));
    }

    @Test
    void aPointIsALineWithItsAxesResultsAndDerivedMetrics() throws IOException {
        var summary = run(GRID, 2);
        assertThat(summary.counts()).isEqualTo(Map.of(Status.DONE, 12L));
        assertThat(points().lines().findFirst().orElseThrow())
                .startsWith("point,status,design.a,design.b,cycles,computeCycles,")
                .endsWith(
                        ",accuracyPercent,meanSquaredError,worstLayerErrorPercent,perplexity,edp,perA,designName,workloadName,configHash,error");
        var line = List.of(points().lines().toList().get(7).split(",")); // point 6: a = 2, b = 3
        assertThat(line.subList(0, 6)).containsExactly("6", "done", "2", "3", "23", "23");
        var header = List.of(points().lines().findFirst().orElseThrow().split(","));
        assertThat(line.get(header.indexOf("energyPj"))).isEqualTo("4");
        assertThat(line.get(header.indexOf("edp"))).isEqualTo("92"); // 4 * 23
        assertThat(line.get(header.indexOf("perA"))).isEqualTo("11.5"); // 23 / 2
        assertThat(line.get(header.indexOf("areaUm2"))).isEmpty();
        // Fewest cycles and most energy: for each a, the smallest b.
        assertThat(summary.front().stream().map(row -> row.get(0))).containsExactly("0", "4", "8");
        assertThat(Files.readAllLines(folder.resolve("out/pareto.csv"))).hasSize(4);
        assertThat(Files.readAllLines(folder.resolve("out/timings.csv"))).hasSize(13);
    }

    /** (0.1 + 0.2) / 1 and (1 + 2) / 10 are a last bit apart, and one number in the tables. */
    @Test
    void pointsThatDifferInTheLastBitAreEqual() throws IOException {
        var summary = run("""
            axes:
              design.a: [1, 10]
            metrics: { m: (0.1 * design.a + 0.2 * design.a) / design.a }
            objectives: { m: min }
            """, 1);
        assertThat(0.1 * 1 + 0.2 * 1).isNotEqualTo((0.1 * 10 + 0.2 * 10) / 10);
        assertThat(summary.front().stream().map(row -> row.get(0))).containsExactly("0", "1");
        assertThat(summary.effects().get(0).share()).isNaN();
    }

    @Test
    void threadsChangeNoByteAndNothingIsDoneTwice() throws IOException {
        run(GRID, 1);
        String one = points();
        run(GRID, folder.resolve("other"), 4, Shard.WHOLE);
        assertThat(Files.readString(folder.resolve("other/points.csv"))).isEqualTo(one);
        assertThat(Files.readAllBytes(folder.resolve("other/points.parquet")))
                .isEqualTo(Files.readAllBytes(folder.resolve("out/points.parquet")));
        ProbeMachine.RUNS.clear();
        assertThat(run(GRID, 2).reused()).isEqualTo(12);
        assertThat(points()).isEqualTo(one);
        assertThat(ProbeMachine.RUNS).isEmpty();
    }

    @Test
    void aWiderSweepRunsWhatIsNew() throws IOException {
        run(GRID, 2);
        var summary = run(GRID.replace("[1, 2, 3]", "[0, 1, 3]"), 2);
        assertThat(summary.reused()).isEqualTo(8);
        assertThat(points().lines()).hasSize(13);
        assertThat(ProbeMachine.RUNS).hasSize(16);
        assertThat(ProbeMachine.RUNS.values())
                .allSatisfy(runs -> assertThat(runs).hasValue(1));
    }

    @Test
    void equalPointsRunOnce() throws IOException {
        // The second axis says again what the design has.
        var summary = run("axes: {design.a: [1, 2], fidelity: [step, step]}\n", 2);
        assertThat(summary.points()).isEqualTo(4);
        assertThat(ProbeMachine.RUNS.values())
                .hasSize(2)
                .allSatisfy(runs -> assertThat(runs).hasValue(1));
    }

    @Test
    @Timeout(60)
    void aPointThatFailsIsRecordedAndTheOthersGoOn() throws IOException {
        var summary = run("""
            axes: { design.mood: [good, broken, hungry, wrong, slow], batch: [0, 99999999] }
            timeLimitSeconds: 2
            """, 2);
        assertThat(summary.counts())
                .isEqualTo(Map.of(Status.DONE, 1L, Status.FAILED, 3L, Status.TIMED_OUT, 1L, Status.INVALID, 5L));
        assertThat(summary.allDone()).isFalse();
        var lines = points().lines().toList();
        assertThat(lines.get(3))
                .startsWith("2,failed,broken,0,")
                .endsWith(",java.lang.IllegalStateException: it broke; in two lines");
        assertThat(lines.get(5)).startsWith("4,failed,hungry,0,").endsWith("OutOfMemoryError: no room");
        assertThat(lines.get(7))
                .startsWith("6,failed,wrong,0,")
                .endsWith(",output values differ from the reference: output 0");
        assertThat(lines.get(9)).startsWith("8,timed-out,slow,0,").endsWith(",took longer than timeLimitSeconds: 2");
        assertThat(lines.get(2)).startsWith("1,invalid,good,99999999,").contains("batch 99999999 asks for more inputs");
    }

    @Test
    void failedPointsAreRunAgainWhenAskedFor() throws IOException {
        String text = "axes: { design.mood: [good, broken] }\n";
        run(text, 1);
        run(text, 1);
        var broken = new ProbeMachine(1, 1, "broken");
        assertThat(ProbeMachine.RUNS.get(broken)).hasValue(1);
        var sweep = Sweeps.of(folder, text);
        try (var executor = new LocalExecutor(1, Optional.empty())) {
            new Study(sweep, List.of(), folder.resolve("out"), Shard.WHOLE).run(executor, true, progress -> {});
        }
        assertThat(ProbeMachine.RUNS.get(broken)).hasValue(2);
        assertThat(ProbeMachine.RUNS.get(new ProbeMachine(1, 1, "good"))).hasValue(1);
    }

    @Test
    void shardsTogetherAreTheWhole() throws IOException {
        run(GRID, 1);
        String whole = points();
        ProbeMachine.RUNS.clear();
        Path parts = folder.resolve("parts");
        for (int i = 1; i <= 3; i++) {
            run(GRID, parts, 2, new Shard(i, 3));
            assertThat(Files.readAllLines(parts.resolve("points.csv"))).hasSize(1 + 4 * i);
        }
        assertThat(Files.readString(parts.resolve("points.csv"))).isEqualTo(whole);
        assertThat(run(GRID, parts, 2, Shard.WHOLE).reused()).isEqualTo(12);
        assertThat(ProbeMachine.RUNS)
                .hasSize(12)
                .allSatisfy((machine, runs) -> assertThat(runs).hasValue(1));
        assertThatThrownBy(() -> Shard.of("4/3")).hasMessage("--shard must be i/n with i from 1 to n, got '4/3'");
    }

    @Test
    void aSecondProcessIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        try (Store held = Store.open(folder.resolve("out/store.sqlite"))) {
            assertThat(held.file()).exists();
            assertThatThrownBy(() -> run(GRID, 1))
                    .isInstanceOf(SweepException.class)
                    .hasMessageContaining("store.sqlite: another sweep is writing there (process "
                            + ProcessHandle.current().pid() + ")");
        }
        assertThat(run(GRID, 1).done()).isEqualTo(12);
    }

    @Test
    void aForecastWritesNothing() throws IOException {
        var sweep = Sweeps.of(folder, GRID);
        var study = new Study(sweep, List.of(), folder.resolve("out"), Shard.WHOLE);
        var before = study.forecast();
        assertThat(before.planned()).isEqualTo(12);
        assertThat(before.stored()).isZero();
        assertThat(folder.resolve("out")).doesNotExist();
        run(GRID, 1);
        assertThat(study.forecast().stored()).isEqualTo(12);
    }

    @Test
    void namesOfResultsAreCheckedAtOnce() {
        assertThatThrownBy(() -> run("axes: {design.a: [1]}\nobjectives: {cycle: min}\n", 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sweep.yaml:8:14: objectives.cycle: must be a result or one of metrics")
                .hasMessageContaining("did you mean cycles?");
        assertThatThrownBy(() -> run("axes: {design.a: [1]}\nmetrics: {x: cycles * design.c}\n", 1))
                .hasMessageContaining("metrics.x: must name results, metrics above or keys of the run, got 'design.c'");
        assertThatThrownBy(() -> run("axes: {design.a: [1]}\nmetrics: {Cycles: 1 + 1}\n", 1))
                .hasMessageContaining("metrics.Cycles: is the name of another column already");
        assertThatThrownBy(() -> run("axes: {design.a: [1, 2]}\nsearch: nsga2\n", 1))
                .hasMessageContaining("objectives: is missing; nsga2 needs at least one");
    }

    @Test
    void aSearchByResultsGoesOnWhereItWas() throws IOException {
        String text = """
            axes: { design.a: {from: 0, to: 40, step: 1}, design.b: {from: 0, to: 40, step: 1} }
            search: { method: nsga2, budget: 60, population: 12, seed: 3 }
            objectives: { cycles: min, energyPj: max }
            """;
        run(text, 1);
        String points = points();
        assertThat(points.lines()).hasSize(61);
        assertThat(run(text, 3).reused()).isEqualTo(60);
        assertThat(points()).isEqualTo(points);
        run(text, folder.resolve("again"), 3, Shard.WHOLE);
        assertThat(Files.readString(folder.resolve("again/points.csv"))).isEqualTo(points);
    }
}
