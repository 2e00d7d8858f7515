package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
        assertThat(sweep.config().search()).isEqualTo(new SearchConfig.Grid());
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
    void mappingsGoByTheirNamesWhereThatTellsThemApart() {
        var named = sweep("axes: { design.pe: [{name: loom, lanes: 1}, {name: stripes, lanes: 2}] }\n");
        assertThat(named.point(1).values()).containsExactly(Map.entry("design.pe", "stripes"));
        var alike = sweep("axes: { design.pe: [{name: loom, lanes: 1}, {name: loom, lanes: 2}] }\n");
        assertThat(alike.point(1).values()).containsExactly(Map.entry("design.pe", "{\"lanes\":2,\"name\":\"loom\"}"));
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
                .hasMessage(place() + ":7:1: where: excludes all 1 points");
        assertThatThrownBy(() -> sweep("axis: {}\n"))
                .hasMessage(place() + ":6:1: axis: unknown key; known keys are base, axes, where, search, metrics, "
                        + "objectives, timeLimitSeconds; did you mean axes?");
    }

    /** Binding anew, what a check has kept, and the plain hash of everything agree. */
    @Test
    void whatACheckHasBoundIsWhatBindingGives() {
        String text =
                "axes:\n  design.array.rows: [1, 2]\n  design.clockMHz: [100, 200]\n  memory: [ideal, lpddr4-3200]\n";
        var checked = sweep(text);
        assertThat(checked.check()).isEqualTo(8);
        var fresh = sweep(text);
        var hashes = new HashSet<String>();
        for (long index = 0; index < 8; index++) {
            var kept = checked.run(checked.point(index));
            var bound = fresh.run(fresh.point(index));
            assertThat(kept.config().designs()).isEqualTo(bound.config().designs());
            String hash = kept.hash(kept.config().designs().get(0));
            assertThat(hash).isEqualTo(bound.hash(bound.config().designs().get(0)));
            assertThat(hash).isEqualTo(Canonical.sha256(bound.tree().without("plugins")));
            // Asked for again, it is bound again.
            assertThat(checked.run(checked.point(index))
                            .hash(kept.config().designs().get(0)))
                    .isEqualTo(hash);
            hashes.add(hash);
        }
        assertThat(hashes).hasSize(8);
    }

    /** An empty axis, an unknown key in another, a condition that cannot be read, a wrong budget, an unknown key, in the base. */
    @Test
    void mistakesOfAllKindsAreToldInOnePass() {
        assertThatThrownBy(() -> sweep("""
            axes:
              design.array.rows: []
              design.array.colums: [1, 2]
              design.clockMHz: [100, fast]
            where: ["design.array.rows >"]
            search: { method: random, budget: 0 }
            """))
                .hasMessageContaining(":7:22: axes.design.array.rows: must have at least one value")
                .hasMessageContaining(":8:25: design.array.colums: unknown key; known keys are rows, columns")
                .hasMessageContaining(":9:26: axes.design.clockMHz.1: must be a finite number, got 'fast'")
                .hasMessageContaining(":10:9: where.0: expected a value")
                .hasMessageContaining(":11:35: search.budget: must be between 1 and");
        // What an axis brings is not reported as missing because the axis is broken.
        Path file = new Yaml(folder).file("sweep.yaml", BASE.replace("  memory: ideal\n", "") + """
            axes:
              memory: []
              seed: [1, x]
            where: ["memory.name == 'ideal'"]
            """);
        assertThatThrownBy(() -> new ConfigReader(TestDesign.REGISTRY).sweep(file, List.of(), List.of()))
                .hasMessageContaining("axes.memory: must have at least one value")
                .hasMessageContaining("axes.seed.1: must be an integer, got 'x'")
                .hasMessageNotContaining("missing")
                .hasMessageNotContaining("where");
        // Too many points, and a mistyped path among them.
        assertThatThrownBy(() -> sweep("""
            axes:
              seed: { from: 1, to: 100000, step: 1 }
              design.clockMHz: { from: 1, to: 1000, step: 1 }
              design.array.row: [1]
            """).check())
                .hasMessageContaining("axes: must span at most 10000000 points for search: grid, got 100000000")
                .hasMessageContaining("design.array.row: unknown key");
        // Names in metrics, and a path.
        assertThatThrownBy(() -> sweep("axes: {design.array.row: [1]}\nobjectives: {cycle: min}\n")
                        .check(List.of("cycles")))
                .hasMessageContaining("design.array.row: unknown key")
                .hasMessageContaining("objectives.cycle: must be a result or one of metrics");
    }

    @Test
    void theLibrarysSweepIsTheOneOfTheDesignPage() {
        var tree = Library.builtIn()
                .read(Library.Kind.SWEEPS, "quickstart", new Position(new Source("test", folder), 0, 0, ""));
        var registry =
                new Registry().with(Axis.class, Axis::read).with(SearchConfig.class, "method", SearchConfig.METHODS);
        var sweep = RecordReader.read(tree, SweepConfig.class, registry);
        assertThat(sweep.axes().keySet())
                .containsExactly("design.array.rows", "design.array.columns", "design.pe.bitsPerCycle");
        // 4 x 3 x 3 values, all with rows * columns <= 128 * 16 = 2048
        var points = new Sweep(sweep, tree, tree, new ConfigReader(TestDesign.REGISTRY), List.of());
        assertThat(points.points()).hasSize(36);
    }

    private String values(String axis) {
        var sweep = sweep("axes:\n  design.clockMHz: " + axis + "\n");
        return sweep.points()
                .map(point -> point.values().get("design.clockMHz"))
                .collect(Collectors.joining(" "));
    }

    @Test
    void rangesCountInDecimals() {
        assertThat(values("{from: 16, to: 64, step: 16}")).isEqualTo("16 32 48 64");
        assertThat(values("{from: 1, to: 8, step: 3}")).isEqualTo("1 4 7"); // 10 is past the end
        assertThat(values("{from: 3, to: 1, step: -1}")).isEqualTo("3 2 1");
        assertThat(values("{from: 0.1, to: 0.5, step: 0.1}")).isEqualTo("0.1 0.2 0.3 0.4 0.5");
        assertThat(values("{from: 16, to: 256, factor: 2}")).isEqualTo("16 32 64 128 256");
        assertThat(values("{from: 8, to: 1, factor: 0.5}")).isEqualTo("8 4 2 1");
        assertThat(values("{from: 10, to: 20, count: 5}")).isEqualTo("10 12 15 18 20"); // 12.5 and 17.5, ties to even
        assertThat(values("{from: 10.0, to: 20, count: 5}")).isEqualTo("10 12.5 15 17.5 20");
        assertThat(values("{from: 1, to: 1000, count: 4, scale: log}")).isEqualTo("1 10 100 1000");
        assertThat(values("{from: 1, to: 3, count: 9}")).isEqualTo("1 2 3"); // whole numbers, each once
    }

    @Test
    void zippedKeysChangeTogether() {
        var sweep = sweep("""
            axes:
              design.clockMHz: [500, 1000]
              shape: { zip: { design.array.rows: [2, 4, 8], design.array.columns: { from: 8, to: 2, factor: 0.5 } } }
            """);
        assertThat(sweep.gridSize()).isEqualTo(6);
        assertThat(sweep.points().map(point -> String.join(" ", point.values().values())))
                .containsExactly("500 2 8", "500 4 4", "500 8 2", "1000 2 8", "1000 4 4", "1000 8 2");
        assertThat(sweep.levels(4)).containsExactly(1, 1);
        assertThat(sweep.index(new int[] {1, 1})).isEqualTo(4);
        assertThat(sweep.axes()).containsEntry("shape", List.of("design.array.rows", "design.array.columns"));
        assertThat(sweep.isOrdered(1)).isTrue();
        assertThat(((TestDesign) sweep.run(sweep.point(5))
                                .config()
                                .designs()
                                .get(0)
                                .machine())
                        .array())
                .isEqualTo(new TestDesign.Array(8, 2));
    }

    private void refuses(String text, String message) {
        assertThatThrownBy(() -> sweep(text).check()).hasMessageContaining(message);
    }

    @Test
    @Timeout(20)
    void axesThatMakeNoSenseAreRefusedAtOnce() {
        refuses("axes: {design.array.rows: []}\n", ":6:27: axes.design.array.rows: must have at least one value");
        refuses("axes: {seed: 3}\n", ":6:14: axes.seed: must be a list of values, a range { from: …");
        refuses("axes: {seed: {from: 1, to: 3}}\n", "axes.seed: must have one of step, factor and count, got 0");
        refuses("axes: {seed: {from: 3, to: 1, step: 1}}\n", "step: must lead from 3.0 to 1.0, got 1.0");
        refuses("axes: {seed: {from: 1, to: 1e9, step: 1}}\n", "step: must give at most 100000 values");
        refuses("axes: {seed: {from: 0, to: 8, factor: 2}}\n", "factor: must lead from one positive number to another");
        refuses("axes: {seed: {from: 1, to: 8, factor: 1.0000001}}\n", "factor: must give at most 100000 values");
        refuses("axes: {seed: {from: 1, to: 8, step: 1, scale: log}}\n", "scale: must be linear unless");
        refuses(
                "axes: {a: {zip: {seed: [1, 2], batch: [1]}}}\n",
                "zip: must have as many values for each key, got 1 for batch after 2");
        refuses("axes: {a: {zip: {}}}\n", "zip: must have at least one key");
        refuses("axes: {seed: [1], a: {zip: {seed: [2]}}}\n", ":6:1: axes: seed is set by two axes");
        refuses(
                "axes: {design.array.rows: [1, 2], design: [stripes, loom-1b]}\n",
                ":6:1: axes: design would replace what design.array.rows has set; it must stand before it");
        refuses(
                "axes: {designs: [[designs/small.yaml, {extends: designs/small.yaml, name: b}]]}\n",
                "designs: must be one in a sweep, got 2");
        refuses("axes: {seed: [1, 2]}\nsearch: greedy\n", "known ones are grid, latin-hypercube, nsga2, random");
        refuses(
                "axes: {seed: [1, 2]}\nsearch: {method: random, budget: 0}\n",
                ":7:34: search.budget: must be between 1 and 10000000, got 0");
    }

    @Test
    @Timeout(20)
    void aBillionPointsAreRefusedOrSearchedButNeverMade() {
        String axes =
                "axes:\n  seed: {from: 1, to: 100000, step: 1}\n  design.clockMHz: {from: 1, to: 10000, step: 1}\n";
        refuses(
                axes,
                ":6:1: axes: must span at most 10000000 points for search: grid, got 1000000000; search: { method:");
        var sweep = sweep(axes + "search: {method: random, budget: 5}\n");
        assertThat(sweep.check()).isEqualTo(1_000_000_000L);
        assertThat(sweep.point(999_999_999).values())
                .containsEntry("seed", "100000")
                .containsEntry("design.clockMHz", "10000");
        String huge =
                axes + "  batch: {from: 0, to: 99999, step: 1}\n  design.array.rows: {from: 1, to: 99999, step: 1}\n";
        refuses(huge + "search: random\n", "must span fewer than 2^62 points, got 9999900000");
    }

    @Test
    @Timeout(20)
    void bombsAndCyclesAreRefusedAtOnce() {
        var bomb = new StringBuilder("x-a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n");
        for (char c = 'b'; c <= 'i'; c++) {
            bomb.append("x-").append(c).append(": &").append(c).append(" [");
            bomb.append(("*" + (char) (c - 1) + ", ").repeat(8))
                    .append("*")
                    .append((char) (c - 1))
                    .append("]\n");
        }
        refuses(bomb + "axes: {seed: *i}\n", "aliases blow the file up");
        refuses("axes: &x\n  seed: [1, *x]\n", "contains itself through an alias");
    }
}
