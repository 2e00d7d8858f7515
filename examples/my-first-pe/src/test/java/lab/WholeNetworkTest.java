package lab;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.config.ConfigReader;
import bitwright.config.Setting;
import bitwright.runner.Runner;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.ValueCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's run.yaml, with the PE in a JAR. */
class WholeNetworkTest {
    @TempDir
    Path folder;

    private List<RunResult> run(Setting... settings) throws IOException, URISyntaxException {
        Path classes = Path.of(SkipZeroBitsPe.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = folder.resolve("my-first-pe.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                var packed = new JarOutputStream(file)) {
            packed.putNextEntry(new JarEntry("lab/SkipZeroBitsPe.class"));
            Files.copy(classes.resolve("lab/SkipZeroBitsPe.class"), packed);
        }
        // The tests of a module run in its folder.
        var resolved = ConfigReader.builtIn().run(Path.of("run.yaml"), List.of(settings), List.of(jar));
        return new Runner(1).run(resolved);
    }

    @Test
    void everyValueOfTheNetworkAgreesWithTheReference() throws IOException, URISyntaxException {
        var results = run();
        assertThat(results)
                .extracting(result -> result.identity().design())
                .containsExactly("stripes", "skip-zero-bits");
        for (LayerResult layer : results.get(1).layers()) {
            ValueCheck values = layer.values();
            assertThat(values.method()).isEqualTo(ValueCheck.Method.RECOMPUTED);
            assertThat(values.outputs()).as(layer.name()).isPositive();
            assertThat(values.compared()).as(layer.name()).isEqualTo(values.outputs());
            assertThat(values.mismatches()).as(layer.name()).isZero();
        }
        assertThat(results.get(1).valuesPassed()).isTrue();
    }

    /** A magnitude has no more set bits than the precision has places, which is what Stripes spends. */
    @Test
    void noLayerComputesLongerThanOnStripes() throws IOException, URISyntaxException {
        var results = run();
        for (int i = 0; i < results.get(0).layers().size(); i++) {
            LayerResult stripes = results.get(0).layers().get(i);
            LayerResult own = results.get(1).layers().get(i);
            assertThat(own.cycles().compute()).as(own.name()).isPositive();
            assertThat(own.cycles().compute())
                    .as(own.name())
                    .isLessThanOrEqualTo(stripes.cycles().compute());
        }
    }

    @Test
    void registersTickAsTheStepsSay() throws IOException, URISyntaxException {
        LayerResult steps = last(run());
        var last = Setting.parse("layers=[" + steps.name() + "]"); // the smallest: ticking takes its time
        RunResult ticks = run(last, Setting.parse("fidelity=cycle")).get(1);
        assertThat(ticks.identity().fidelity()).isEqualTo(Fidelity.CYCLE);
        assertThat(ticks.layers()).hasSize(1);
        assertThat(ticks.layers().get(0).cycles()).isEqualTo(steps.cycles());
        assertThat(ticks.valuesPassed()).isTrue();
    }

    private static LayerResult last(List<RunResult> results) {
        var layers = results.get(1).layers();
        return layers.get(layers.size() - 1);
    }
}
