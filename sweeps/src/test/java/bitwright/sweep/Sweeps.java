package bitwright.sweep;

import bitwright.config.ConfigReader;
import bitwright.config.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sweeps of {@link ProbeMachine} for tests. */
public final class Sweeps {
    private static final String BASE = """
            base:
              workload: glyphs-cnn
              layers: conv1
              memory: ideal
              energy: cmos-45nm
              design: { family: bitwright.sweep.ProbeMachine, a: 1, b: 1, mood: good }
            """;

    private Sweeps() {}

    public static Sweep of(Path folder, String rest) throws IOException {
        Path file = Files.writeString(folder.resolve("sweep.yaml"), BASE + rest);
        return ConfigReader.builtIn().sweep(file, List.of(), List.of());
    }
}
