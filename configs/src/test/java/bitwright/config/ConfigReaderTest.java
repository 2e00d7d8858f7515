package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final String REST = """
        workload: { trace: bundle }
        memory: ideal
        energy: tables/test.yaml
        """;

    private final ConfigReader reader = new ConfigReader(TestDesign.REGISTRY);

    @TempDir
    Path folder;

    @BeforeEach
    void filesBesideTheRun() {
        var yaml = new Yaml(folder);
        yaml.file("bundle/trace.yaml", "");
        yaml.file("tables/test.yaml", TestDesign.ENERGY);
        yaml.file("designs/small.yaml", TestDesign.YAML);
    }

    private ResolvedRun run(String text, String... settings) {
        return reader.run(
                new Yaml(folder).tree("run.yaml", text),
                Stream.of(settings).map(Setting::parse).toList(),
                List.of());
    }

    private void refused(String message, String text, String... settings) {
        assertThatThrownBy(() -> run(text, settings))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static TestDesign machine(ResolvedRun run, int design) {
        return (TestDesign) run.config().designs().get(design).machine();
    }

    @Test
    void aRunIsBoundWithItsReferencesFollowed() {
        var run = run(REST + "design: designs/small.yaml\n").config();
        assertThat(run.workload()).isEqualTo(new WorkloadSpec.Trace(folder.resolve("bundle")));
        assertThat(run.designs()).hasSize(1);
        assertThat(run.designs().get(0).name()).isEqualTo("small");
        assertThat(run.designs().get(0).machine())
                .isEqualTo(new TestDesign(new TestDesign.Array(8, 4), new TestDesign.Loom(16, 1), 1000));
        assertThat(run.memory()).isEqualTo(new MemoryConfig("ideal", new IdealMemory("dram.lpddr4")));
        assertThat(run.energy().name()).isEqualTo("test");
        assertThat(run.energy().nodeNm()).isEqualTo(45);
        assertThat(run.fidelity()).isEqualTo(Fidelity.STEP);
        assertThat(run.seed()).isEqualTo(1);
        assertThat(run.values()).isEmpty();
        assertThat(run.layers()).isEmpty();
    }

    @Test
    void everyKeyOfARunMayBeGiven() {
        var run = run(REST + """
            designs: [designs/small.yaml, {extends: designs/small.yaml, name: wide, array: {columns: 64}}]
            fidelity: closed
            seed: 9
            values: sampled
            layers: conv1..conv3
            batch: 2
            plugins: []
            """);
        assertThat(run.config().fidelity()).isEqualTo(Fidelity.CLOSED);
        assertThat(run.config().seed()).isEqualTo(9);
        assertThat(run.config().values()).contains(ValueCheck.Method.SAMPLED);
        assertThat(run.config().layers().orElseThrow().of(List.of("conv0", "conv1", "conv2", "conv3", "fc")))
                .containsExactly("conv1", "conv2", "conv3");
        assertThat(run.config().batch()).isEqualTo(2);
        assertThat(run.config().designs()).extracting(DesignConfig::name).containsExactly("small", "wide");
        assertThat(machine(run, 1).array()).isEqualTo(new TestDesign.Array(8, 64));
    }

    @Test
    void aProblemInAReferredFileHasThatFilesPlace() {
        new Yaml(folder).file("designs/bad.yaml", TestDesign.YAML.replace("columns", "colums"));
        refused(
                folder.resolve("designs/bad.yaml") + ":2:19: array.colums: unknown key; known keys are rows, columns; "
                        + "did you mean columns?",
                REST + "designs: [designs/bad.yaml]\n");
    }

    @Test
    void problemsOfAllFilesComeTogether() {
        new Yaml(folder).file("designs/bad.yaml", TestDesign.YAML.replace("8", "800"));
        refused(
                "run.yaml:4:11: designs.0: no such file: " + folder.resolve("designs/none.yaml")
                        + "\nrun.yaml:4:30: designs.1: must be a name in the library or a path (with a / in it, or "
                        + "ending in .yaml), got 'smal' (the library's designs: "
                        + String.join(", ", Library.builtIn().names(Library.Kind.DESIGNS))
                        + ")\nrun.yaml:5:7: seed: must be an integer, got 'x'",
                REST + "designs: [designs/none.yaml, smal]\nseed: x\n");
        refused(
                folder.resolve("designs/bad.yaml") + ":2:16: array.rows: must be between 1 and 128, got 800\n"
                        + "run.yaml:5:7: seed: must be an integer, got 'x'",
                REST + "design: designs/bad.yaml\nseed: x\n");
    }

    @Test
    void settingsReachIntoReferences() {
        String text = REST + "design: designs/small.yaml\n";
        assertThat(machine(run(text, "design.array.rows=64"), 0).array().rows()).isEqualTo(64);
        assertThat(run(text, "memory=lpddr4-3200").config().memory().name()).isEqualTo("lpddr4-3200");
        assertThat(run(text, "seed=5", "fidelity=cycle").config().seed()).isEqualTo(5);
        assertThat(machine(run(text, "design.pe={name: stripes, lanes: 2}"), 0).pe())
                .isEqualTo(new TestDesign.Stripes(2));
        refused(
                "--set design.array.colums=3: design.array.colums: unknown key; known keys are rows, columns; "
                        + "did you mean columns?",
                text,
                "design.array.colums=3");
        refused(
                "--set design.array.rows=many: design.array.rows: must be an integer, got 'many'",
                text,
                "design.array.rows=many");
        refused(
                "--set nothing.here=1: nothing: unknown key; known keys are workload, designs, memory, energy, "
                        + "fidelity, seed, values, layers, batch, chain, numbers, quantize, plugins",
                text,
                "nothing.here=1");
        refused("--set seed.x=1: seed: is 3, which has no key x", text + "seed: 3\n", "seed.x=1");
        assertThatThrownBy(() -> Setting.parse("seed")).hasMessage("--set seed: must be written path=value");
    }

    @Test
    void aSettingMayReplaceADeadReference() {
        var run = run(
                REST + "design: nowhere\n", "design=" + folder.resolve("designs/small.yaml"), "design.array.rows=2");
        assertThat(machine(run, 0).array().rows()).isEqualTo(2);
    }

    @Test
    void aSettingOfTheDesignMeansEveryDesign() {
        String text = REST + "designs: [designs/small.yaml, {extends: designs/small.yaml, name: other}]\n";
        var all = run(text, "design.array.rows=2");
        assertThat(machine(all, 0).array().rows()).isEqualTo(2);
        assertThat(machine(all, 1).array().rows()).isEqualTo(2);
        var one = run(text, "designs.1.array.rows=2");
        assertThat(machine(one, 0).array().rows()).isEqualTo(8);
        assertThat(machine(one, 1).array().rows()).isEqualTo(2);
        refused(
                "--set designs.2.array.rows=2: designs: is a list of 2 items, counted from 0, got 2",
                text,
                "designs.2.array.rows=2");
    }

    @Test
    void aSettingOfTheWholeDesignTakesThePlaceOfTheDesigns() {
        String two = REST + "designs: [designs/small.yaml, {extends: designs/small.yaml, name: other}]\n";
        String small = folder.resolve("designs/small.yaml").toString();
        assertThat(run(two, "design=" + small, "design.array.rows=3").config().designs())
                .extracting(DesignConfig::name)
                .containsExactly("small");
        assertThat(run(REST + "design: designs/small.yaml\n", "designs=[" + small + "]")
                        .config()
                        .designs())
                .hasSize(1);
    }

    @Test
    void aPluginMustBeThere() {
        var tree = new Yaml(folder).tree("run.yaml", REST + "design: designs/small.yaml\n");
        Path none = folder.resolve("none.jar");
        assertThatThrownBy(() -> reader.run(tree, List.of(), List.of(none)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--plugin " + none + ": no such file: " + none);
    }

    @Test
    void anExtendingDesignChoosesItsOwnVariant() {
        var run = run(REST + "design: {extends: designs/small.yaml, pe: {name: stripes, lanes: 4}}\n");
        assertThat(machine(run, 0).pe()).isEqualTo(new TestDesign.Stripes(4));
        assertThat(machine(run, 0).array().rows()).isEqualTo(8);
        assertThat(run.config().designs().get(0).name()).isEqualTo("small");
    }

    @Test
    void filesMayExtendFilesButNotThemselves() {
        var yaml = new Yaml(folder);
        yaml.file("designs/tall.yaml", "extends: small.yaml\narray: {rows: 100}\n");
        assertThat(machine(run(REST + "design: designs/tall.yaml\n"), 0).array())
                .isEqualTo(new TestDesign.Array(100, 4));
        assertThat(run(REST + "design: designs/tall.yaml\n")
                        .config()
                        .designs()
                        .get(0)
                        .name())
                .isEqualTo("tall");
        assertThat(reader.design(folder.resolve("designs/tall.yaml"), List.of(), List.of())
                        .name())
                .isEqualTo("tall");
        Path loop = yaml.file("designs/loop.yaml", "extends: loop.yaml\n");
        refused(
                loop + ":1:1: extends: extends itself, or more than 20 files in a row",
                REST + "design: designs/loop.yaml\n");
    }

    @Test
    void aRunHasADesignOrDesigns() {
        refused("run.yaml:1:1: design: is missing (or designs, a list)", REST);
        refused("run.yaml:4:10: designs: must name at least one design", REST + "designs: []\n");
        refused(
                "run.yaml:5:1: designs: design and designs exclude each other",
                REST + "design: designs/small.yaml\ndesigns: [designs/small.yaml]\n");
        refused(
                "run.yaml:4:1: designs.1: must have a name of its own (name: …), got a second small",
                REST + "designs: [designs/small.yaml, designs/small.yaml]\n");
    }

    @Test
    void hashesTellExperimentsApart() {
        String text = REST + "designs: [designs/small.yaml, {extends: designs/small.yaml, name: other}]\n";
        var run = run(text);
        var first = run.config().designs().get(0);
        var other = run.config().designs().get(1);
        assertThat(first.hash()).isEqualTo(other.hash()).matches("[0-9a-f]{64}");
        // One design of several is the same experiment as the design alone.
        var alone = run(REST + "design: designs/small.yaml\n");
        assertThat(alone.hash(alone.config().designs().get(0))).isEqualTo(run.hash(first));
        assertThat(run.hash(other)).isNotEqualTo(run.hash(first));
        var seeded = run(text, "seed=2");
        assertThat(seeded.hash(seeded.config().designs().get(0))).isNotEqualTo(run.hash(first));
        assertThat(seeded.config().designs().get(0).hash()).isEqualTo(first.hash());
        var wider = run(text, "design.array.columns=5");
        assertThat(wider.config().designs().get(0).hash()).isNotEqualTo(first.hash());
    }

    @Test
    void aWorkloadsNameMustBeInTheLibrary() {
        assertThatThrownBy(() ->
                        run("workload: glyps\nmemory: ideal\nenergy: tables/test.yaml\ndesign: designs/small.yaml\n"))
                .hasMessageStartingWith("run.yaml:1:11: workload: must be a name in the library")
                .hasMessageEndingWith("a folder is written { trace: DIR }");
        refused(
                "run.yaml:1:20: workload.trace: must be a folder with a trace.yaml in it, got "
                        + folder.resolve("tables"),
                REST.replace("bundle", "tables") + "design: designs/small.yaml\n");
    }

    @Test
    void layersMustBeThere() {
        var range = new LayerSelection(List.of("b", "a"), true);
        assertThatThrownBy(() -> range.of(List.of("a", "b"))).hasMessageContaining("earlier to a later");
        var names = new LayerSelection(List.of("c", "a"), false);
        assertThat(names.of(List.of("a", "b", "c"))).containsExactly("a", "c");
        assertThatThrownBy(() -> names.of(List.of("a", "b"))).hasMessage("must be among a, b, got 'c'");
    }

    @Test
    void layersAreNamedOnce() {
        String rest = REST + "design: designs/small.yaml\n";
        assertThatThrownBy(() -> run(rest, "layers=[]")).hasMessageContaining("layers: must name at least one layer");
        assertThatThrownBy(() -> run(rest, "layers=[a,b,a]"))
                .hasMessageContaining("layers: must name a layer once, got a twice");
    }

    @Test
    void filesOfOnePartAreReadAlone() {
        assertThat(reader.design(folder.resolve("designs/small.yaml"), List.of(), List.of())
                        .name())
                .isEqualTo("small");
        assertThat(reader.energy(folder.resolve("tables/test.yaml"), List.of()).name())
                .isEqualTo("test");
    }
}
