package bitwright.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.Products;
import bitwright.workload.real.RealModel;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights in files beside the model. */
class ExternalDataTest {
    @TempDir
    Path top;

    private Path folder;

    /** Eight bytes of something else, then twelve floats; their file in a folder of its own. */
    @BeforeEach
    void weights() throws IOException {
        folder = Files.createDirectories(top.resolve("model/data")).getParent();
        var bytes = ByteBuffer.allocate(8 + 48).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(-1);
        for (int i = 0; i < 12; i++) {
            bytes.putFloat(i / 4f - 1);
        }
        Files.write(folder.resolve("data/weights.bin"), bytes.array());
        Files.write(top.resolve("outside.bin"), bytes.array());
    }

    private Path model(String... place) throws IOException {
        byte[] model = new OnnxBuilder(13)
                .input("x", 1, 3)
                .elsewhere("w", new int[] {3, 4}, place)
                .node("MatMul", "x w", "y")
                .build();
        return Files.write(folder.resolve("m.onnx"), model);
    }

    @ParameterizedTest
    @CsvSource({"48", "''"})
    void weightsBesideTheModelAreThoseThatOnnxRuntimeReads(String length) throws IOException, OrtException {
        Path file = length.isEmpty()
                ? model("location", "data/weights.bin", "offset", "8")
                : model("location", "data/weights.bin", "offset", "8", "length", length, "checksum", "?");
        RealModel model = OnnxImporter.read(file);
        float[] x = {1, -2, 0.5f};
        float[] ours = new GraphInference(model.graph())
                .run(Map.of("x", Value.of(new int[] {1, 3}, x)), Products.PLAIN)
                .get("y")
                .reals();
        // 1 · (−1) − 2 · 0 + 0.5 · 1 in the first column
        assertThat(ours[0]).isEqualTo(-0.5f);
        OrtEnvironment environment = OnnxRuntimeTest.environment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {1, 3});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            float[] theirs = ((float[][]) result.get(0).getValue())[0];
            assertThat(ours).containsExactly(theirs, within(1e-6f));
        }
    }

    @Test
    void theModelsHashCoversItsWeights() throws IOException {
        Path file = model("location", "data/weights.bin", "offset", "8");
        String before = OnnxImporter.read(file).sha256();
        assertThat(OnnxImporter.read(file).sha256()).isEqualTo(before);
        byte[] bytes = Files.readAllBytes(folder.resolve("data/weights.bin"));
        bytes[20]++;
        Files.write(folder.resolve("data/weights.bin"), bytes);
        assertThat(OnnxImporter.read(file).sha256()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "location=../outside.bin | outside the model's folder",
                "location=/etc/passwd | outside the model's folder",
                "location=data/link.bin | leads outside the model's folder",
                "location=data | no such file beside the model",
                "location=none.bin | no such file beside the model",
                "offset=8 | whose location is missing",
                "location=data/weights.bin;offset=9;length=48 | keeps 48 bytes from 9 on in data/weights.bin, which"
                        + " has 56",
                "location=data/weights.bin;offset=57 | bytes from 57 on in data/weights.bin, which has 56",
                "location=data/weights.bin;offset=-1 | offset must be a whole number that is not negative, got '-1'",
                "location=data/weights.bin;length=x | length must be a whole number that is not negative, got 'x'",
                "location=data/weights.bin;length=44 | needs 48 bytes of data, the file holds 44",
                "location=data/large.bin | keeps 1048576 bytes in data/large.bin, more than its shape can need, 96"
            })
    void whatCannotBeReadIsToldByTensor(String place, String message) throws IOException {
        Files.createSymbolicLink(folder.resolve("data/link.bin"), top.resolve("outside.bin"));
        Files.write(folder.resolve("data/large.bin"), new byte[1 << 20]);
        Path file = model(place.split("[=;]"));
        assertThatThrownBy(() -> OnnxImporter.read(file))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("m.onnx: initializer 'w': ")
                .hasMessageContaining(message);
    }

    @Test
    void aModelWithoutAPlaceHasNoFilesBesideIt() throws IOException {
        byte[] bytes = Files.readAllBytes(model("location", "data/weights.bin", "offset", "8"));
        assertThatThrownBy(() -> OnnxImporter.read("m.onnx", bytes))
                .hasMessageContaining("keeps its elements in another file, and the model is not read from one");
    }
}
