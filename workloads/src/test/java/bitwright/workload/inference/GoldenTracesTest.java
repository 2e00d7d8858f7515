package bitwright.workload.inference;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Layer;
import bitwright.workload.Shared;
import bitwright.workload.Tensor;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.reference.Sums;
import bitwright.workload.tflite.TfliteImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against tensors that an independent implementation computed and that were compared with TensorFlow Lite Micro. */
class GoldenTracesTest {
    @ParameterizedTest(name = "{0}/{1}: {2} tensors")
    @CsvSource({
        "resnet8, synthetic_0, 26",
        "resnet8, synthetic_1, 26",
        "dscnn_kws, synthetic_0, 23",
        "dscnn_kws, synthetic_1, 23",
        "vww_mobilenet, synthetic_0, 59",
        "ad01, synthetic_0, 21",
        "ad01, synthetic_1, 21"
    })
    void everyAccumulatorAndOutputIsEqual(String folder, String inputName, int tensors) throws IOException {
        Path traces = Shared.path("golden/traces/" + folder);
        Network network = network(traces);
        Path golden = traces.resolve(inputName);
        var activity = new IntegerInference(network, Rounding.DOUBLE)
                .run(NpyFile.open(golden.resolve("input.npy")).readTensor());
        int compared = 1;
        assertThat(activity.output().data()).containsExactly(ints(golden.resolve("output.npy")));
        for (Node node : network.nodes()) {
            String number = node.name().substring(0, 3);
            Path output = golden.resolve(number + "_y.npy");
            if (Files.exists(output)) {
                assertThat(activity.outputs().get(node.name()).data())
                        .as(node.name())
                        .containsExactly(ints(output));
                compared++;
            }
            if (node instanceof Node.Mac) {
                assertThat(activity.accumulators().get(node.name()).data())
                        .as(node.name())
                        .containsExactly(NpyFile.open(golden.resolve(number + "_acc.npy"))
                                .readLongs());
                compared++;
            }
        }
        assertThat(compared).isEqualTo(tensors);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20})
    void sixteenBitActivationsAndSixtyFourBitBiasesEqualUpstreamsOwnVectors(int layer) throws IOException {
        Path folder = Shared.path("golden/traces/upstream_seanet_conv_int16");
        Network network =
                TfliteImporter.read(folder.resolve("conv" + layer + ".tflite")).network();
        var input = new Tensor(
                network.input().orElseThrow().shape(), csv(folder.resolve("conv" + layer + "_input0_int16.csv")));
        assertThat(new IntegerInference(network, Rounding.DOUBLE)
                        .run(input)
                        .output()
                        .data())
                .containsExactly(csv(folder.resolve("conv" + layer + "_golden_int16.csv")));
    }

    @Test
    void theSineOfEveryCode() throws IOException {
        int[] table = ints(Shared.path("golden/traces/hello_world_in_out_256.npy"));
        var inference = new IntegerInference(
                TfliteImporter.read(Shared.path("models/tflm_hello_world_int8.tflite"))
                        .network(),
                Rounding.DOUBLE);
        for (int i = 0; i < table.length; i += 2) {
            var input = new Tensor(new int[] {1, 1}, new int[] {table[i]});
            assertThat(inference.run(input).output().data())
                    .as("code %d", table[i])
                    .containsExactly(table[i + 1]);
        }
    }

    @Test
    void aBatchIsItsInputsOneByOne() throws IOException {
        Path traces = Shared.path("golden/traces/dscnn_kws");
        Tensor first = NpyFile.open(traces.resolve("synthetic_0/input.npy")).readTensor();
        Tensor second = NpyFile.open(traces.resolve("synthetic_1/input.npy")).readTensor();
        int[] both = Arrays.copyOf(first.data(), 2 * first.data().length);
        System.arraycopy(second.data(), 0, both, first.data().length, first.data().length);
        int[] shape = first.shape().clone();
        shape[0] = 2;
        var output = new IntegerInference(network(traces), Rounding.DOUBLE)
                .run(new Tensor(shape, both))
                .output();
        assertThat(Arrays.copyOfRange(output.data(), 0, 12))
                .containsExactly(ints(traces.resolve("synthetic_0/output.npy")));
        assertThat(Arrays.copyOfRange(output.data(), 12, 24))
                .containsExactly(ints(traces.resolve("synthetic_1/output.npy")));
    }

    @Test
    void layersChainWhoeverSums() throws IOException {
        Path traces = Shared.path("golden/traces/dscnn_kws");
        var inference = new IntegerInference(network(traces), Rounding.DOUBLE);
        Tensor input = NpyFile.open(traces.resolve("synthetic_0/input.npy")).readTensor();
        assertThat(inference.run(input, GoldenTracesTest::naiveSums).output().data())
                .containsExactly(ints(traces.resolve("synthetic_0/output.npy")));
        // One sum off by a lot in the first layer must reach the layers behind it.
        var wrong = inference.run(input, layer -> {
            Sums sums = naiveSums(layer);
            if (layer.name().startsWith("L00")) {
                sums.data()[0] += 1_000_000;
            }
            return sums;
        });
        assertThat(wrong.outputs().get("L01-depthwise").data())
                .isNotEqualTo(ints(traces.resolve("synthetic_0/L01_y.npy")));
    }

    /** The textbook's loops, on codes minus zero points. */
    private static Sums naiveSums(Layer layer) {
        try {
            Tensor x = layer.activations().source().load();
            Tensor w = layer.weights().source().load();
            int zero = layer.activations().encoding().zeroPoint();
            int filters = layer.filters();
            int groups = layer.geometry().groups();
            int gc = layer.channels() / groups;
            int ho = layer.outputHeight();
            int wo = layer.outputWidth();
            int h = layer.isFullyConnected() ? 1 : x.extent(1);
            int wi = layer.isFullyConnected() ? 1 : x.extent(2);
            long[] sums = new long[ho * wo * filters];
            for (int i = 0; i < sums.length; i++) {
                int k = i % filters;
                for (int tap = 0; tap < layer.kernelHeight() * layer.kernelWidth(); tap++) {
                    int row = i / filters / wo * layer.geometry().strideH()
                            - layer.geometry().padTop()
                            + tap / layer.kernelWidth();
                    int column = i / filters % wo * layer.geometry().strideW()
                            - layer.geometry().padLeft()
                            + tap % layer.kernelWidth();
                    for (int c = 0; row >= 0 && row < h && column >= 0 && column < wi && c < gc; c++) {
                        int at = (row * wi + column) * layer.channels() + k / (filters / groups) * gc + c;
                        sums[i] += (long) (x.data()[at] - zero)
                                * w.data()[(k * layer.kernelHeight() * layer.kernelWidth() + tap) * gc + c];
                    }
                }
            }
            return new Sums(layer.isFullyConnected() ? new int[] {1, filters} : new int[] {1, ho, wo, filters}, sums);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Network network(Path traces) throws IOException {
        Matcher model =
                Pattern.compile("\"model\": \"([^\"]+)\"").matcher(Files.readString(traces.resolve("manifest.json")));
        assertThat(model.find()).isTrue();
        return TfliteImporter.read(Shared.path("models/" + model.group(1))).network();
    }

    private static int[] ints(Path file) throws IOException {
        return NpyFile.open(file).readTensor().data();
    }

    private static int[] csv(Path file) throws IOException {
        return Arrays.stream(Files.readString(file).strip().split("[,\\s]+"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
