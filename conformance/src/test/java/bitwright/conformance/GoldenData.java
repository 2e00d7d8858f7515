package bitwright.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Golden data under test. */
public final class GoldenData {
    private GoldenData() {}

    /** The folder of a family; whoever asks is skipped where there is none. */
    public static Path family(String name) {
        Path golden = Path.of(System.getProperty("bitwright.shared", "")).resolve("golden/" + name);
        assumeTrue(Files.isDirectory(golden), "golden data of family " + name + " is not here: " + golden);
        return golden;
    }

    /** What becomes of each file of a folder. */
    public static List<FileOutcome> check(Path folder) throws IOException {
        var outcomes = new ArrayList<FileOutcome>();
        Conformance.check(folder, outcomes::add);
        return outcomes;
    }
}
