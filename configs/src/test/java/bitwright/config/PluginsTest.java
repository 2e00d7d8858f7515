package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.engine.Engine;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's class, compiled and packed here, is found by its name. */
class PluginsTest {
    private static final String SOURCE = """
            package lab;

            import bitwright.sim.energy.Ledger;
            import bitwright.sim.engine.Clock;
            import bitwright.sim.engine.Engine;
            import bitwright.sim.engine.Handler;
            import bitwright.sim.engine.Phase;
            import bitwright.sim.memory.Memory;
            import bitwright.sim.memory.OffChip;
            import bitwright.sim.trace.Timeline;

            public record SlowMemory(long cyclesPerBit) implements Memory {
                public OffChip plug(Engine engine, Clock machine, Timeline timeline) {
                    return new OffChip() {
                        private long busy;

                        public void transfer(Direction way, long address, long bits, Handler done, long argument) {
                            busy += bits * cyclesPerBit;
                            engine.at(busy, Phase.REACT, done, argument);
                        }

                        public void charge(Ledger ledger) {
                        }
                    };
                }
            }
            """;

    private static final String RUN = """
            workload: { trace: bundle }
            design: designs/small.yaml
            energy: tables/test.yaml
            memory: { model: lab.SlowMemory, cyclesPerBit: 3 }
            """;

    @TempDir
    Path folder;

    private final ConfigReader reader = new ConfigReader(TestDesign.REGISTRY);
    private Path jar;

    @BeforeEach
    void aJarWithOneClass() throws IOException {
        var yaml = new Yaml(folder);
        yaml.file("bundle/trace.yaml", "");
        yaml.file("tables/test.yaml", TestDesign.ENERGY);
        yaml.file("designs/small.yaml", TestDesign.YAML);
        Path source = yaml.file("source/lab/SlowMemory.java", SOURCE);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(failed).isZero();
        jar = folder.resolve("slow.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of("lab/SlowMemory.class", "lab/SlowMemory$1.class")) {
                out.putNextEntry(new JarEntry(name));
                Files.copy(folder.resolve("source").resolve(name), out);
            }
        }
    }

    private long cyclesOfTenBits(String text, List<Path> plugins) {
        var run = reader.run(new Yaml(folder).tree("run.yaml", text), List.of(), plugins);
        var memory = run.config().memory().memory();
        var engine = new Engine();
        memory.plug(engine, memory.clock(1000), Timeline.OFF)
                .transfer(OffChip.Direction.READ, 0, 10, argument -> {}, 0);
        engine.run();
        return engine.now();
    }

    @Test
    void theRunMayNameTheJar() {
        assertThat(cyclesOfTenBits(RUN + "plugins: [slow.jar]\n", List.of())).isEqualTo(30);
    }

    @Test
    void theCommandLineMayNameTheJar() {
        assertThat(cyclesOfTenBits(RUN, List.of(jar))).isEqualTo(30);
    }

    @Test
    void withoutTheJarTheClassIsUnknown() {
        assertThatThrownBy(() -> cyclesOfTenBits(RUN, List.of()))
                .hasMessageStartingWith("run.yaml:4:18: memory.model: class lab.SlowMemory is not on the class path");
        assertThatThrownBy(() -> cyclesOfTenBits(RUN + "plugins: [none.jar]\n", List.of()))
                .hasMessageContaining("run.yaml:5:11: plugins.0: no such file or directory");
    }

    @Test
    void aPluginMustBeAJar() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jar"), "no archive");
        assertThatThrownBy(() -> Plugins.loader(List.of(text)))
                .hasMessage("--plugin " + text + ": is not a JAR: " + text);
    }

    @Test
    void aUsersKeysAreCheckedLikeOurs() {
        assertThatThrownBy(() -> cyclesOfTenBits(RUN.replace("Bit:", "Bits:"), List.of(jar)))
                .hasMessage("run.yaml:4:34: memory.cyclesPerBits: unknown key; known keys are model, cyclesPerBit; "
                        + "did you mean cyclesPerBit?");
    }
}
