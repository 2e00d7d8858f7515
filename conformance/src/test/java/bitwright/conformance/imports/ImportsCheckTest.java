package bitwright.conformance.imports;

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

class ImportsCheckTest {
    @TempDir
    Path folder;

    private static Path shared() {
        Path shared = Path.of(System.getProperty("bitwright.shared", "no-shared-data"));
        assumeTrue(Files.isDirectory(shared.resolve("golden/imports")), "shared golden data are absent");
        return shared;
    }

    private static List<FileOutcome> check(Path golden) throws IOException {
        List<FileOutcome> outcomes = new ArrayList<>();
        Conformance.check(golden, outcomes::add);
        return outcomes;
    }

    @Test
    void networksAndBlocksAreEqualToTheBit() throws IOException {
        List<FileOutcome> outcomes = check(shared().resolve("golden/imports"));
        assertThat(outcomes).noneMatch(FileOutcome::failed);
        assertThat(outcomes.stream().filter(outcome -> !outcome.isSkipped())).hasSizeGreaterThanOrEqualTo(70);
        assertThat(outcomes.stream().filter(FileOutcome::isSkipped).map(FileOutcome::skipped))
                .containsOnly("the input of the others", "not computed from the model");
        assertThat(outcomes.stream().mapToLong(FileOutcome::records).sum()).isGreaterThan(160_000);
    }

    @Test
    void aChangedElementIsFoundAndNamed() throws IOException {
        Path golden = copy();
        Path file = golden.resolve("qonnx_tfc_2w2a/MM2_acc.npy");
        Tensor acc = NpyFile.open(file).readTensor();
        acc.data()[65]++;
        NpyWriter.write(file, acc, NpyType.INT32);
        List<FileOutcome> wrong =
                check(golden).stream().filter(FileOutcome::failed).toList();
        assertThat(wrong).hasSize(1);
        assertThat(wrong.get(0).line()).isEqualTo("qonnx_tfc_2w2a/MM2_acc.npy  records 1280  mismatches 1");
        assertThat(wrong.get(0).details())
                .containsExactly("element at [1, 1]: expected " + acc.data()[65] + ", got " + (acc.data()[65] - 1));
    }

    @Test
    void withoutItsModelAFolderIsSkipped() throws IOException {
        Path golden = copy();
        Files.delete(folder.resolve("models/qonnx_tfc_2w2a_mnist.onnx"));
        assertThat(check(golden))
                .isNotEmpty()
                .allMatch(outcome -> outcome.skipped().equals("0 models in ../../models begin with qonnx_tfc_2w2a"));
    }

    private Path copy() throws IOException {
        Path from = shared().resolve("golden/imports");
        Path golden = folder.resolve("golden/imports");
        Files.createDirectories(golden.resolve("qonnx_tfc_2w2a"));
        Files.createDirectory(folder.resolve("models"));
        Files.copy(from.resolve("FAMILY"), golden.resolve("FAMILY"));
        try (var files = Files.list(from.resolve("qonnx_tfc_2w2a"))) {
            for (Path file : files.toList()) {
                Files.write(golden.resolve("qonnx_tfc_2w2a").resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        Files.copy(
                shared().resolve("models/qonnx_tfc_2w2a_mnist.onnx"),
                folder.resolve("models/qonnx_tfc_2w2a_mnist.onnx"));
        return golden;
    }
}
