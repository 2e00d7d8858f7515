package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final String BASE = """
            base:
              workload: { trace: bundle }
              design: designs/small.yaml
              memory: ideal
              energy: tables/test.yaml
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void filesBesideTheSweep() {
        var yaml = new Yaml(folder);
        yaml.file("bundle/trace.yaml", "");
        yaml.file("tables/test.yaml", TestDesign.ENERGY);
        yaml.file("designs/small.yaml", TestDesign.YAML);
    }

    private Sweep sweep(String text) {
        Path file = new Yaml(folder).file("sweep.yaml", BASE + text);
        return new ConfigReader(TestDesign.REGISTRY).sweep(file, List.of(), List.of());
    }

    private String place() {
        return folder.resolve("sweep.yaml").toString();
    }

    @Test
    void pointsAreTheGridWithTheLastAxisFastest() {
        var sweep = sweep("""
                axes:
                  design.array.rows: [1, 2]
                  design.array.columns: [3, 4, 5]
                where: ["design.array.rows * design.array.columns <= 8"]
                objectives: {cycles: min}
                """);
        // Products: 3, 4, 5 and 6, 8, 10; the last one is too large.
        assertThat(sweep.points().map(Sweep.Point::index)).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(sweep.points().map(point -> String.join("x", point.values().values())))
                .containsExactly("1x3", "1x4", "1x5", "2x3", "2x4");
        assertThat(sweep.gridSize()).isEqualTo(6);
        assertThat(sweep.check()).isEqualTo(5);
        var run = sweep.run(sweep.point(4));
        assertThat(((TestDesign) run.config().designs().get(0).machine()).array())
                .isEqualTo(new TestDesign.Array(2, 4));
        assertThat(sweep.config().objectives()).containsEntry("cycles", SweepConfig.Goal.MIN);
        assertThat(sweep.config().search()).isEqualTo(SweepConfig.Search.GRID);
    }

    @Test
    void anAxisMayHoldReferencesAndMappings() {
        new Yaml(folder).file("designs/big.yaml", TestDesign.YAML.replace("8", "100"));
        var sweep = sweep("""
                axes:
                  design: [designs/small.yaml, designs/big.yaml]
                  design.pe: [{name: loom, lanes: 1}, {name: stripes, lanes: 2}]
                where: ["design.array.rows < 50 || design.pe.name == 'stripes'"]
                """);
        // small with both, big with stripes alone
        assertThat(sweep.points().map(Sweep.Point::index)).containsExactly(0L, 1L, 3L);
        var machine =
                (TestDesign) sweep.run(sweep.point(3)).config().designs().get(0).machine();
        assertThat(machine.array().rows()).isEqualTo(100);
        assertThat(machine.pe()).isEqualTo(new TestDesign.Stripes(2));
    }

    @Test
    void mistakesAreReportedWhereTheyStand() {
        assertThatThrownBy(() -> sweep("axes:\n  design.array.row: [1]\n").check())
                .hasMessage(place() + ":7:22: design.array.row: unknown key; known keys are rows, columns; "
                        + "did you mean rows?");
        assertThatThrownBy(
                        () -> sweep("axes:\n  design.array.rows: [1, 500, x]\n").check())
                .hasMessage(place() + ":7:26: axes.design.array.rows.1: must be between 1 and 128, got 500\n" + place()
                        + ":7:31: axes.design.array.rows.2: must be an integer, got 'x'");
        assertThatThrownBy(() -> sweep("axes: {design.array.rows: [1]}\nwhere: ['design.array.rows >']\n"))
                .hasMessage(place() + ":7:9: where.0: expected a value at character 20 of 'design.array.rows >', "
                        + "got the end");
        assertThatThrownBy(() -> sweep("axes: {design.array.rows: [1]}\nwhere: ['design.array.depth > 1']\n")
                        .check())
                .hasMessage(place() + ":7:9: where.0: design.array.depth has no value in 'design.array.depth > 1'");
        assertThatThrownBy(() -> sweep("axes: {design.array.rows: [1]}\nwhere: ['design.array.rows > 1']\n")
                        .check())
                .hasMessage(place() + ":1:1: has no points: where excludes all");
        assertThatThrownBy(() -> sweep("axis: {}\n"))
                .hasMessage(place() + ":6:1: axis: unknown key; known keys are base, axes, where, search, objectives; "
                        + "did you mean axes?");
    }

    @Test
    void theLibrarysSweepIsTheOneOfTheDesignPage() {
        var tree = Library.builtIn()
                .read(Library.Kind.SWEEPS, "quickstart", new Position(new Source("test", folder), 0, 0, ""));
        var sweep = RecordReader.read(tree, SweepConfig.class, new Registry());
        assertThat(sweep.axes().keySet())
                .containsExactly("design.array.rows", "design.array.columns", "design.pe.bitsPerCycle");
        // 4 x 3 x 3 values, all with rows * columns <= 128 * 16 = 2048
        var points = new Sweep(sweep, tree, tree, new ConfigReader(TestDesign.REGISTRY), List.of());
        assertThat(points.points()).hasSize(36);
    }
}
