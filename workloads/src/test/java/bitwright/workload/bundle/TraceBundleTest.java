package bitwright.workload.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Batch;
import bitwright.workload.Encoding;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceBundleTest {
    private static final String TWO_LAYERS = """
        schemaVersion: 1
        name: two
        layers:
          - name: conv
            op: conv2d
            padding: [1, 0, 0, 1]
            activations: { format: int8, scale: 0.5, zeroPoint: -1 }
            weights: { format: int8, scale: conv.weights.scale.npy }
            output: { format: int8, scale: 0.25, zeroPoint: -128, clamp: [-128, 127] }
          - name: fc
            op: fully-connected
            inputs: [conv]
            activations: { format: int8, zeroPoint: -128, scale: 0.25 }
            weights: { format: int8 }
        """;

    @TempDir
    Path folder;

    @Test
    void readsLayersWithTheirMeaning() throws IOException {
        twoLayers();
        LayerTrace trace = TraceBundle.load(folder);
        assertThat(trace.name()).isEqualTo("two");
        Layer conv = trace.layers().get(0);
        assertThat(conv.activations().encoding()).isEqualTo(new Encoding("int8", -1, 9, true));
        assertThat(conv.weights().encoding()).isEqualTo(new Encoding("int8", 0, 8, true));
        assertThat(conv.activations().source().load())
                .isEqualTo(new Tensor(new int[] {1, 2, 2, 1}, new int[] {1, 2, 3, 4}));
        assertThat(conv.geometry().padTop()).isEqualTo(1);
        assertThat(conv.geometry().padRight()).isEqualTo(1);
        // rows: 2 + 1 - 2 + 1 = 2; columns likewise; two filters of 2x2x1: 2·2·2·4 = 32 MACs
        assertThat(conv.macs()).isEqualTo(32);
        Layer fc = trace.layers().get(1);
        assertThat(fc.inputs()).containsExactly("conv");
        assertThat(fc.activations().encoding()).isEqualTo(new Encoding("int8", -128, 8, false));
        assertThat(fc.activations().source().shape()).containsExactly(1, 8);
    }

    @Test
    void aBatchTakesItsInputs() throws IOException {
        twoLayers();
        TraceBundle bundle = TraceBundle.open(folder, 1);
        Layer conv = bundle.trace(new Batch(1, 1)).layers().get(0);
        assertThat(conv.activations().source().load())
                .isEqualTo(new Tensor(new int[] {1, 2, 2, 1}, new int[] {5, 6, 7, 8}));
        assertThat(bundle.trace(Batch.of("0..1"))
                        .layers()
                        .get(0)
                        .activations()
                        .source()
                        .shape())
                .containsExactly(2, 2, 2, 1);
        assertThatThrownBy(() -> bundle.trace(new Batch(0, 2)))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("layer conv: batch 0..2 asks for more inputs than the 2 that the bundle holds");
    }

    @Test
    void readsPyTorchsLayout() throws IOException {
        yaml("""
            schemaVersion: 1
            name: nchw
            layout: NCHW
            layers:
              - name: a
                op: conv2d
                activations: { format: int8 }
                weights: { format: int8 }
            """);
        // [1][C=2][H=1][W=3]: 0 1 2 / 10 11 12
        npy("a.activations.npy", new int[] {1, 2, 1, 3}, 0, 1, 2, 10, 11, 12);
        npy("a.weights.npy", new int[] {1, 2, 1, 2}, 1, 2, 3, 4);
        Layer layer = TraceBundle.load(folder).layers().get(0);
        assertThat(layer.activations().source().load())
                .isEqualTo(new Tensor(new int[] {1, 1, 3, 2}, new int[] {0, 10, 1, 11, 2, 12}));
        assertThat(layer.weights().source().load())
                .isEqualTo(new Tensor(new int[] {1, 1, 2, 2}, new int[] {1, 3, 2, 4}));
    }

    @Test
    void everyMistakeIsToldInOneGoWithItsPlace() throws IOException {
        yaml("""
            schemaVersion: 2
            nmae: x
            layers:
              - name: a
                op: conv3d
              - name: b
                op: conv2d
                stride: [0, 1]
                padding: 1
                activations: { format: int9x, zeroPoint: zero }
                weights: { format: int8, scale: -2 }
                window: [2, 2]
              - name: b
                op: softmax
                op: softmax
            """);
        String file = folder.resolve("trace.yaml").toString();
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContainingAll(
                        file + ":1:16: schemaVersion: must be between 1 and 1, got 2",
                        file + ":1:1: name: is missing",
                        file + ":2:1: nmae: unknown key; known keys are schemaVersion, name, origin",
                        file + ":5:9: layers[0].op: unknown op 'conv3d'; known ops are conv2d",
                        file + ":8:14: layers[1].stride[0]: must be between 1 and 65536, got 0",
                        file + ":9:14: layers[1].padding: must be a list of 4 integers, got '1'",
                        "layers[1].activations.format: unknown integer format 'int9x'",
                        "layers[1].activations.zeroPoint: must be an integer, got 'zero'",
                        "layers[1].weights.scale: must be a positive number, got '-2'",
                        "layers[1].window: unknown key",
                        "layers[2].name: layer 'b' stands twice",
                        file + ":15:5: layers[2].op: stands twice");
    }

    @Test
    void shapesThatDisagreeAreToldByLayer() throws IOException {
        yaml("""
            schemaVersion: 1
            name: wrong
            layers:
              - name: channels
                op: conv2d
                activations: { format: int8, shape: [1, 4, 4, 3] }
                weights: { format: int8, shape: [2, 3, 3, 4] }
              - name: groups
                op: conv2d
                groups: 2
                inputs: [input]
                activations: { format: int8, shape: [1, 4, 4, 4] }
                weights: { format: int8, shape: [3, 3, 3, 2] }
              - name: kernel
                op: conv2d
                activations: { format: int8, shape: [1, 2, 2, 1] }
                weights: { format: int8, shape: [1, 3, 3, 1] }
              - name: rank
                op: fully-connected
                activations: { format: int8, shape: [1, 4] }
                weights: { format: int8, shape: [2, 2, 2, 1] }
              - name: lost
                op: add
                inputs: [kernel, nobody]
              - name: nothing
                op: fully-connected
                activations: { format: int8, shape: [1, 4] }
                weights: { format: int8 }
            """);
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContainingAll(
                        "layer channels: the activations have 3 channels, the weights 4",
                        "layer groups: 3 filters do not divide into 2 groups",
                        "layer kernel: the kernel [3, 3] does not fit the input [2, 2]",
                        "layer rank: fully-connected needs activations [N,C] and weights [K,C], got [1, 4] and [2, 2,"
                                + " 2, 1]",
                        "layer lost: input 'nobody' is no layer of this bundle",
                        "layer nothing: the shape of its weights is unknown");
    }

    @Test
    void filesThatDisagreeAreToldByLayer() throws IOException {
        twoLayers();
        npy("conv.bias.npy", new int[] {3}, 1, 2, 3);
        npy("conv.output.npy", new int[] {2, 3, 3, 2}, new int[36]);
        NpyWriter.write(folder.resolve("conv.weights.scale.npy"), new int[] {3}, new float[] {1, 2, 3});
        npy("fc.weights.npy", new int[] {1, 9}, new int[9]);
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContainingAll(
                        "layer conv: conv.bias.npy must hold a value for each of 2 filters, got shape [3]",
                        "conv.weights.scale.npy must hold one scale or one for each of 2 filters, got shape [3]",
                        "layer fc: the activations have 8 channels, the weights 9");
    }

    @Test
    void aStoredOutputMustHaveTheLayersShape() throws IOException {
        twoLayers();
        npy("conv.output.npy", new int[] {2, 3, 3, 2}, new int[36]);
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .hasMessageContaining(
                        "layer conv: conv.output.npy holds [2, 3, 3, 2], the layer gives [1, 2, 2, 2] for one input");
    }

    @Test
    void anEdgeThatDoesNotFitIsTold() throws IOException {
        yaml(TWO_LAYERS.replace("zeroPoint: -128, scale: 0.25", "zeroPoint: -127, scale: 0.25"));
        tensors();
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .hasMessageContaining("layer fc: its activations are int8 with zero point -127, but 'conv', its input, "
                        + "gives int8 with zero point -128");
    }

    @Test
    void codesBeyondTheirProfileAreNamedByIndex() throws IOException {
        yaml(TWO_LAYERS.replace("scale: 0.5, zeroPoint: -1", "scale: 0.5, zeroPoint: -1, precisionBits: 3"));
        tensors();
        Layer conv = TraceBundle.load(folder).layers().get(0);
        // 3 bits signed hold −4..3, as codes −5..2
        assertThatThrownBy(() -> conv.activations().source().load())
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("conv.activations.npy: layer conv: code at [0, 1, 0, 0] must be between -5 and 2 "
                        + "(int8, zero point -1, 3 bits), got 3");
    }

    @Test
    void shapesAloneNeedSynthetic() throws IOException {
        String shapes = """
            schemaVersion: 1
            name: shapes
            layers:
              - name: a
                op: conv2d
                activations: { format: int8, zeroPoint: -128, shape: [1, 8, 8, 4] }
                weights: { format: int8, shape: [4, 3, 3, 4] }
            """;
        yaml(shapes);
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .hasMessageContaining("layer a: has no a.activations.npy, and neither synthetic:")
                .hasMessageContaining("layer a: has no a.weights.npy, and no synthetic:");
        yaml(shapes + "synthetic: { activations: { zeroFraction: 0.5, sigma: 30 }, weights: { sigma: 20 } }\n");
        TraceBundle bundle = TraceBundle.open(folder, 1);
        assertThat(bundle.isSynthetic()).isTrue();
        LayerTrace trace = bundle.trace(Batch.FIRST);
        assertThat(trace.origin()).startsWith("synthetic: activations rectified-normal of sigma 30 with 0.5 zeros");
        int[] codes = trace.layers().get(0).activations().source().load().data();
        assertThat(IntStream.of(codes).min()).hasValue(-128);
        // a quarter to three quarters of 256 are zero, which is code −128; half are wanted
        assertThat(IntStream.of(codes).filter(code -> code == -128).count()).isBetween(64L, 192L);
        LayerTrace other = TraceBundle.open(folder, 2).trace(Batch.FIRST);
        assertThat(other.layers().get(0).activations().source().load().data()).isNotEqualTo(codes);
        assertThat(other.contentHash()).isNotEqualTo(trace.contentHash());
    }

    @Test
    void theHashFollowsEveryFileAndNotTheFolder() throws IOException {
        twoLayers();
        String first = TraceBundle.open(folder, 1).contentHash();
        assertThat(TraceBundle.open(folder, 2).contentHash()).isEqualTo(first);
        npy("fc.bias.npy", new int[] {1}, 1);
        String withBias = TraceBundle.open(folder, 1).contentHash();
        assertThat(withBias).isNotEqualTo(first);
        npy("fc.bias.npy", new int[] {1}, 2);
        assertThat(TraceBundle.open(folder, 1).contentHash()).isNotIn(first, withBias);
    }

    @Test
    void readsInsideAnArchive() throws IOException {
        twoLayers();
        String hash = TraceBundle.open(folder, 1).contentHash();
        Path zip = Files.createTempDirectory(folder, "zip").resolve("bundle.zip");
        try (var files = FileSystems.newFileSystem(zip, Map.of("create", "true"));
                var list = Files.list(folder)) {
            for (Path path : list.filter(Files::isRegularFile).toList()) {
                Files.copy(path, files.getPath(path.getFileName().toString()));
            }
        }
        try (var files = FileSystems.newFileSystem(zip)) {
            TraceBundle bundle = TraceBundle.open(files.getPath("/"), 1);
            assertThat(bundle.contentHash()).isEqualTo(hash);
            assertThat(bundle.trace(Batch.FIRST)
                            .layers()
                            .get(0)
                            .weights()
                            .source()
                            .load()
                            .data())
                    .hasSize(8);
        }
    }

    @Test
    void mergeKeysCountAndOwnKeysWin() throws IOException {
        yaml("""
            schemaVersion: 1
            name: merged
            x-int8: &int8 { format: int8, zeroPoint: -128 }
            synthetic: { activations: {}, weights: {} }
            layers:
              - name: a
                op: fully-connected
                activations: { <<: *int8, shape: [1, 4] }
                weights: { <<: *int8, zeroPoint: 0, shape: [2, 4] }
            """);
        Layer layer = TraceBundle.load(folder).layers().get(0);
        assertThat(layer.activations().encoding().zeroPoint()).isEqualTo(-128);
        assertThat(layer.weights().encoding().zeroPoint()).isZero();
    }

    @Test
    void whatIsNoYamlIsToldByPlace() throws IOException {
        yaml("name: [1, 2\nlayers: }");
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("trace.yaml:2:")
                .hasMessageContaining("is not YAML");
        yaml("[".repeat(200_000));
        assertThatThrownBy(() -> TraceBundle.load(folder)).isInstanceOf(WorkloadException.class);
        yaml("");
        assertThatThrownBy(() -> TraceBundle.load(folder)).hasMessageContaining("is empty");
        Files.write(folder.resolve("trace.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0x41});
        assertThatThrownBy(() -> TraceBundle.load(folder)).hasMessageContaining("is not UTF-8 text");
        Files.delete(folder.resolve("trace.yaml"));
        assertThatThrownBy(() -> TraceBundle.load(folder)).hasMessageContaining("no such file");
    }

    @Test
    void noFileOutsideTheBundleIsRead() throws IOException {
        yaml(TWO_LAYERS.replace("conv.weights.scale.npy", "../secret.npy"));
        tensors();
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .hasMessageContaining("weights.scale: must be made of letters")
                .hasMessageContaining("got '../secret.npy'");
    }

    private void twoLayers() throws IOException {
        yaml(TWO_LAYERS);
        tensors();
    }

    private void tensors() throws IOException {
        npy("conv.activations.npy", new int[] {2, 2, 2, 1}, 1, 2, 3, 4, 5, 6, 7, 8);
        npy("conv.weights.npy", new int[] {2, 2, 2, 1}, 1, 2, 3, 4, -1, -2, -3, -4);
        NpyWriter.write(folder.resolve("conv.weights.scale.npy"), new int[] {2}, new float[] {0.5f, 0.25f});
        npy("fc.activations.npy", new int[] {2, 2, 2, 2}, new int[16]);
        npy("fc.weights.npy", new int[] {1, 8}, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    private void yaml(String text) throws IOException {
        Files.writeString(folder.resolve("trace.yaml"), text);
    }

    private void npy(String name, int[] shape, int... data) throws IOException {
        NpyWriter.write(folder.resolve(name), new Tensor(shape, data), NpyType.INT8);
    }

    @Test
    void syntheticOperandsMayHaveOutlierChannels() throws IOException {
        String text = """
            schemaVersion: 1
            name: one
            layers:
              - name: fc
                op: fully-connected
                activations:
                  format: int16
                  shape: [1, 64]
                  synthetic: { distribution: normal, sigma: 10, zeroFraction: 0, outliers: { share: %s, factor: 200 } }
                weights: { format: int8, shape: [4, 64], synthetic: { sigma: 20 } }
            """;
        Files.writeString(folder.resolve("trace.yaml"), text.formatted("0.5"));
        LayerTrace trace = TraceBundle.load(folder);
        int[] data = trace.layers().get(0).activations().source().load().data();
        assertThat(Arrays.stream(data).filter(value -> Math.abs(value) > 60).count())
                .isBetween(25L, 32L);
        assertThat(trace.origin()).contains("50.0 % of the channels 200 times as large");
        Files.writeString(folder.resolve("trace.yaml"), text.formatted("1.5"));
        assertThatThrownBy(() -> TraceBundle.load(folder))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("outliers.share: must be between 0 and 1, got 1.5");
    }
}
