package bitwright.conformance.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.conformance.Conformance;
import bitwright.conformance.golden.FileOutcome;
import bitwright.workload.Tensor;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesCheckTest {
    @TempDir
    Path folder;

    @Test
    void everyTensorOfEveryModelIsEqual() throws IOException {
        List<FileOutcome> outcomes = check(shared("golden/traces"));
        assertThat(outcomes).hasSizeGreaterThan(400);
        assertThat(outcomes).noneMatch(FileOutcome::isSkipped).noneMatch(FileOutcome::failed);
        assertThat(outcomes.stream().mapToLong(FileOutcome::records).sum()).isGreaterThan(1_000_000);
    }

    @Test
    void aChangedElementIsFoundAndNamed() throws IOException {
        Path traces = copyOfAd01();
        Path file = traces.resolve("ad01/synthetic_0/L03_acc.npy");
        Tensor acc = NpyFile.open(file).readTensor();
        acc.data()[77]++;
        NpyWriter.write(file, acc, NpyType.INT32);
        List<FileOutcome> wrong =
                check(traces).stream().filter(FileOutcome::failed).toList();
        assertThat(wrong).hasSize(1);
        assertThat(wrong.get(0).line()).isEqualTo("ad01/synthetic_0/L03_acc.npy  records 128  mismatches 1");
        assertThat(wrong.get(0).details())
                .containsExactly("L03_acc at [0, 77]: expected " + acc.data()[77] + ", got " + (acc.data()[77] - 1));
    }

    @Test
    void withoutItsModelAFolderIsSkipped() throws IOException {
        Path traces = copyOfAd01();
        Files.delete(folder.resolve("models/mlperf_tiny_ad01_autoencoder_int8.tflite"));
        assertThat(check(traces))
                .isNotEmpty()
                .allMatch(outcome -> outcome.isSkipped() && outcome.skipped().contains("its model is not there"));
    }

    private Path copyOfAd01() throws IOException {
        Path traces = folder.resolve("golden/traces");
        copy(shared("golden/traces/ad01"), traces.resolve("ad01"));
        Files.copy(shared("golden/traces").resolve("FAMILY"), traces.resolve("FAMILY"));
        Files.createDirectory(folder.resolve("models"));
        String model = "mlperf_tiny_ad01_autoencoder_int8.tflite";
        Files.copy(shared("models").resolve(model), folder.resolve("models").resolve(model));
        return traces;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static List<FileOutcome> check(Path traces) throws IOException {
        List<FileOutcome> outcomes = new ArrayList<>();
        Conformance.check(traces, outcomes::add);
        return outcomes;
    }

    private static Path shared(String relative) {
        Path path = Path.of(System.getProperty("bitwright.shared", "no-shared-data"))
                .resolve(relative);
        assumeTrue(Files.exists(path), "shared data are absent: " + relative);
        return path;
    }
}
