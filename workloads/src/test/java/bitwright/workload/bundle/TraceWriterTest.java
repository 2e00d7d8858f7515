package bitwright.workload.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Batch;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Shared;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.inference.Rounding;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import bitwright.workload.tflite.TfliteImporter;
import bitwright.workload.tflite.TfliteModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceWriterTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "mlperf_tiny_ic_resnet8_int8, resnet8, 3",
        "mlperf_tiny_kws_dscnn_int8, dscnn_kws, 11",
        "mlperf_tiny_ad01_autoencoder_int8, ad01, -1"
    })
    void whatIsWrittenIsReadBackAndVerifies(String model, String golden, int label) throws IOException {
        Path trace = write(model, golden, TraceWriter.Contents.EVERYTHING, label);
        TraceBundle bundle = TraceBundle.open(trace, 1);
        assertThat(TraceVerification.verify(bundle))
                .hasSizeGreaterThan(10)
                .allSatisfy(check -> assertThat(check.mismatches()).isZero())
                .allSatisfy(check -> assertThat(check.values()).isPositive());
        if (label >= 0) {
            assertThat(TraceVerification.accuracy(bundle)).hasValue(new TraceVerification.Accuracy(1, 1));
        }
        activationsAreGolden(bundle.trace(Batch.FIRST), golden);
    }

    @Test
    void whatACompactBundleLeavesOutFollowsFromItsInput() throws IOException {
        Path trace = write("mlperf_tiny_ic_resnet8_int8", "resnet8", TraceWriter.Contents.COMPACT, 3);
        assertThat(trace.resolve("L05-conv2d.activations.npy")).doesNotExist();
        TraceBundle bundle = TraceBundle.open(trace, 1);
        activationsAreGolden(bundle.trace(Batch.FIRST), "resnet8");
        assertThatThrownBy(() -> bundle.trace(new Batch(1, 1))).hasMessageContaining("batch 1 asks for more inputs");
    }

    private static void activationsAreGolden(LayerTrace trace, String golden) throws IOException {
        int compared = 0;
        for (Layer layer : trace.layers()) {
            Path file = Shared.path("golden/traces/" + golden + "/synthetic_0")
                    .resolve(layer.name().substring(0, 3) + "_x.npy");
            if (Files.exists(file)) {
                assertThat(layer.activations().source().load().data())
                        .as(layer.name())
                        .containsExactly(NpyFile.open(file).readTensor().data());
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    @Test
    void theFirstDifferingPlaceIsNamed() throws IOException {
        Path trace = write("mlperf_tiny_kws_dscnn_int8", "dscnn_kws", TraceWriter.Contents.EVERYTHING, 11);
        Path file = trace.resolve("L02-conv2d.output.npy");
        Tensor output = NpyFile.open(file).readTensor();
        int[] data = output.data().clone();
        data[64 * 5 + 7] ^= 1; // row 1, column 0, channel 7 of [1, 25, 5, 64]
        NpyWriter.write(file, new Tensor(output.shape(), data), NpyType.INT8);
        List<TraceVerification.Check> wrong = TraceVerification.verify(TraceBundle.open(trace, 1)).stream()
                .filter(check -> check.mismatches() > 0)
                .toList();
        assertThat(wrong).hasSize(1);
        assertThat(wrong.get(0).layer()).isEqualTo("L02-conv2d");
        assertThat(wrong.get(0).kind()).isEqualTo("output");
        assertThat(wrong.get(0).mismatches()).isEqualTo(1);
        assertThat(wrong.get(0).firstMismatch())
                .isEqualTo("at [0, 1, 0, 7] stored " + data[64 * 5 + 7] + ", computed " + output.data()[64 * 5 + 7]);
    }

    @Test
    void layersAreVerifiedByThemselvesWhereTheNetworkIsNotWhole() throws IOException {
        Path trace = write("mlperf_tiny_ad01_autoencoder_int8", "ad01", TraceWriter.Contents.EVERYTHING, -1);
        Files.delete(trace.resolve("input.npy"));
        Path yaml = trace.resolve("trace.yaml");
        Files.writeString(yaml, Files.readString(yaml).replaceAll("(?m)^input:.*\n", ""));
        List<TraceVerification.Check> checks = TraceVerification.verify(TraceBundle.open(trace, 1));
        // ten layers, accumulators and outputs each
        assertThat(checks)
                .hasSize(20)
                .allSatisfy(check -> assertThat(check.mismatches()).isZero());
    }

    @Test
    void aBundleWithoutResultsCannotBeVerified() throws IOException {
        Files.writeString(folder.resolve("trace.yaml"), """
                schemaVersion: 1
                name: shapes
                synthetic: { activations: {}, weights: {} }
                layers:
                  - name: a
                    op: fully-connected
                    activations: { format: int8, shape: [1, 4] }
                    weights: { format: int8, shape: [2, 4] }
                """);
        assertThatThrownBy(() -> TraceVerification.verify(TraceBundle.open(folder, 1)))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("shapes: holds no results to verify");
    }

    private Path write(String model, String golden, TraceWriter.Contents contents, int label) throws IOException {
        TfliteModel imported = TfliteImporter.read(Shared.path("models/" + model + ".tflite"));
        Tensor input = NpyFile.open(Shared.path("golden/traces/" + golden + "/synthetic_0/input.npy"))
                .readTensor();
        var note = new TraceWriter.Note(
                "synthetic input: \"seeded\"",
                imported.file(),
                imported.sha256(),
                List.of("yes", "two words"),
                label < 0 ? Optional.empty() : Optional.of(new int[] {label}));
        Path trace = folder.resolve("trace");
        TraceWriter.write(trace, imported.network(), note, input, contents, Rounding.DOUBLE);
        return trace;
    }
}
