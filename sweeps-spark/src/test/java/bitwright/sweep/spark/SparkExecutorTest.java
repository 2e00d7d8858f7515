package bitwright.sweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.config.ConfigReader;
import bitwright.sweep.Shard;
import bitwright.sweep.Study;
import bitwright.sweep.execution.LocalExecutor;
import bitwright.sweep.execution.SweepExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark inside this process against threads of it: a trace folder, a plug-in, failures and all. */
class SparkExecutorTest {
    private static final String MACHINE = """
            package lab;
            import bitwright.accel.*;
            import bitwright.sim.energy.EnergyReport;
            import bitwright.sim.result.*;
            import bitwright.workload.*;
            import java.util.*;
            public record Counting(int a) implements Machine<LayerTrace> {
                public Class<LayerTrace> workloadType() { return LayerTrace.class; }
                public double clockMHz() { return 3; }
                public double peakMacsPerCycle() { return 1; }
                public List<LayerResult> run(LayerTrace workload, Setup setup) {
                    if (a == 3) throw new IllegalArgumentException("three is too many");
                    var layers = new ArrayList<LayerResult>();
                    for (Layer layer : workload.layers()) {
                        long sum = 0;
                        try {
                            for (int value : layer.activations().source().load().data()) sum += Math.abs(value);
                        } catch (java.io.IOException e) { throw new IllegalStateException(e); }
                        layers.add(new LayerResult(layer.name(), "conv2d", layer.macs(), 0, new Cycles(sum + a, 0, 0, 0, 0), 1,
                            Map.of(), Map.of(), Map.of(), new EnergyReport(Map.of("pe", sum / 7.0 * a), Map.of()),
                            ValueCheck.proven(1), Map.of()));
                    }
                    return layers;
                }
            }
            """;

    @TempDir
    Path folder;

    private Path plugin() throws IOException {
        Path source = folder.resolve("lab/Counting.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, MACHINE);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(failed).isZero();
        Path jar = folder.resolve("lab.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("lab/Counting.class"));
            Files.copy(source.resolveSibling("Counting.class"), out);
        }
        return jar;
    }

    private Path sweep() throws IOException {
        Path root = Path.of(System.getProperty("bitwright.root"));
        Path trace = Files.createDirectories(folder.resolve("my trace"));
        try (var files = Files.list(root.resolve("configs/workloads/glyphs-cnn"))) {
            for (Path file : files.toList()) {
                Files.copy(file, trace.resolve(file.getFileName().toString()));
            }
        }
        Files.writeString(folder.resolve("shapes.csv"), """
                Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
                one, 8, 8, 3, 3, 4, 8, 1,
                """);
        return Files.writeString(folder.resolve("sweep.yaml"), """
                base:
                  workload: { trace: my trace }
                  memory: ideal
                  energy: cmos-45nm
                  design: { family: lab.Counting, a: 1 }
                axes:
                  design.a: [1, 2, 3, 5]
                  workload: [{ trace: my trace }, glyphs-cnn, { topology: shapes.csv, synthetic: { activations: { distribution: rectified-normal, zeroFraction: 0.5, sigma: 20 }, weights: { distribution: product-normal, zeroFraction: 0, sigma: 20 } } }]
                  seed: [1, 2]
                objectives: { cycles: min }
                """);
    }

    private String points(Path sweep, Path jar, SweepExecutor executor, String into) throws IOException {
        var read = ConfigReader.builtIn().sweep(sweep, List.of(), List.of(jar));
        try (executor) {
            var summary =
                    new Study(read, List.of(jar), folder.resolve(into), Shard.WHOLE).run(executor, false, p -> {});
            assertThat(summary.done()).isEqualTo(18);
        }
        return Files.readString(folder.resolve(into).resolve("points.csv"), StandardCharsets.UTF_8);
    }

    @Test
    void sparkGivesTheBytesThatThreadsGive() throws IOException {
        Path jar = plugin();
        Path sweep = sweep();
        String local = points(sweep, jar, new LocalExecutor(2, Optional.empty()), "local");
        String spark = points(sweep, jar, new SparkProvider().executor("local[2]", Optional.of(60.0)), "spark");
        assertThat(spark).isEqualTo(local);
        assertThat(local.lines()).hasSize(25);
        assertThat(local).contains("failed").contains("three is too many");
    }
}
