package bitwright.workload.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import bitwright.workload.synthetic.SyntheticSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleSimTopologyTest {
    @TempDir
    Path folder;

    @Test
    void readsConvolutionsWithHeaderBlankRowsAndTrailingCommas() throws IOException {
        List<ShapeLayer> layers = read("""
                Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,

                Conv1, 227, 227, 11, 11, 3, 96, 4,
                Conv2, 31, 31, 5, 5, 96, 256, 1, 2,
                FC, 1, 1, 1, 1, 4096, 1000, 1,,
                """);
        assertThat(layers).extracting(ShapeLayer::name).containsExactly("Conv1", "Conv2", "FC");
        assertThat(layers.get(0).activations()).containsExactly(1, 227, 227, 3);
        assertThat(layers.get(0).weights()).containsExactly(96, 11, 11, 3);
        assertThat(layers.get(0).geometry().strideW()).isEqualTo(4);
        assertThat(layers.get(1).geometry().strideH()).isEqualTo(1);
        assertThat(layers.get(1).geometry().strideW()).isEqualTo(2);
    }

    @Test
    void aLastWindowMayReachOverTheEdge() throws IOException {
        // (224 − 11) / 4 + 1 = 54.25: SCALE-Sim has 55 windows, the last of which ends at 54 · 4 + 11 = 227
        var layer = read("conv1,224,224,11,11,3,96,4,\n").get(0);
        assertThat(layer.geometry().padBottom()).isEqualTo(3);
        assertThat(layer.geometry().outputHeight(224, 11)).isEqualTo(55);
        assertThat(layer.geometry().outputWidth(224, 11)).isEqualTo(55);
    }

    @Test
    void readsMatrixProducts() throws IOException {
        List<ShapeLayer> layers = read("Layer,M,N,K,\nqkv,8,24,16,\n");
        LayerTrace trace = ShapeLayer.synthetic("g", "hash", layers, 8, SyntheticSpec.INT8, 1);
        Layer layer = trace.layers().get(0);
        // M·N·K = 8·24·16 = 3072
        assertThat(layer.macs()).isEqualTo(3072);
        assertThat(trace.origin()).startsWith("synthetic: activations rectified-normal of sigma 40 with 0.45 zeros");
        assertThat(IntStream.of(layer.activations().source().load().data())
                        .max()
                        .orElseThrow())
                .isBetween(1, 255);
        assertThat(IntStream.of(layer.weights().source().load().data()).min().orElseThrow())
                .isBetween(-127, -1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a, 4, 4, 3 , 3, 1, 1 | t.csv:1: expected name, ifmap height",
                "a, 4, 4, 3, 3, 1, x, 1 | t.csv:1: filters must be an integer between 1 and 1073741824, got 'x'",
                "a, 4, 4, 3, 3, 1, 0, 1 | t.csv:1: filters must be an integer between 1 and 1073741824, got '0'",
                "a, 2, 4, 3, 3, 1, 1, 1 | t.csv:1: layer a: the filter [3, 3] does not fit the ifmap [2, 4]",
                "a, 4, -1, 3 | t.csv:1: N must be an integer",
                "' , 4, 4, 4' | t.csv:1: the layer's name is missing",
                "name, M, N, K | holds no layers"
            })
    void mistakesAreToldByLine(String text, String message) {
        assertThatThrownBy(() -> read(text + "\n"))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aSecondHeaderOrNameIsAMistake() {
        assertThatThrownBy(() -> read("a,1,2,3\na,1,2,3\n")).hasMessageContaining("t.csv:2: layer 'a' stands twice");
        assertThatThrownBy(() -> read("a,1,2,3\nL,M,N,K\n")).hasMessageContaining("t.csv:2: M must be an integer");
    }

    private List<ShapeLayer> read(String text) throws IOException {
        Path file = folder.resolve("t.csv");
        Files.writeString(file, text);
        return ScaleSimTopology.read(file);
    }
}
