package bitwright.workload.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library's shape-only networks. */
class ZooTest {
    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry("alexnet", "bvlc_alexnet"),
            Map.entry("nin", "nin_imagenet"),
            Map.entry("googlenet", "bvlc_googlenet"),
            Map.entry("vgg-s", "vgg_cnn_s"),
            Map.entry("vgg-m", "vgg_cnn_m_2048"),
            Map.entry("vgg-19", "vgg_19layers"),
            Map.entry("squeezenet-1.0", "squeezenet_v1_0"),
            Map.entry("squeezenet-1.1", "squeezenet_v1_1"),
            Map.entry("resnet-50-v1", "resnet50_v1"),
            Map.entry("resnet-50-v1.5", "resnet50_v1_5"),
            Map.entry("resnet-18", "resnet18"),
            Map.entry("mobilenet-v1", "mobilenet_v1_1_0_224"),
            Map.entry("mobilenet-v2", "mobilenet_v2_1_0_224"));

    /** Totals of the networks' published definitions, without biases: layers, conv MACs, FC MACs, weights. */
    @ParameterizedTest
    @CsvSource({
        "alexnet, 8, 665784864, 58621952, 60954656",
        "nin, 12, 1100188800, 0, 7589920",
        "googlenet, 58, 1581647872, 1024000, 6990272",
        "vgg-s, 8, 2541337632, 96370688, 102897440",
        "vgg-m, 8, 1579801632, 85934080, 92460832",
        "vgg-19, 19, 19508428800, 123633664, 143652544",
        "squeezenet-1.0, 26, 861339936, 0, 1244448",
        "squeezenet-1.1, 26, 387747520, 0, 1231552",
        "resnet-50-v1, 54, 3855925248, 2048000, 25502912",
        "resnet-50-v1.5, 54, 4087136256, 2048000, 25502912",
        "resnet-18, 21, 1813561344, 512000, 11678912",
        "mobilenet-v1, 28, 567716352, 1024000, 4209088",
        "mobilenet-v2, 53, 299494272, 1280000, 3469760"
    })
    void macsAndWeightsAreTheNetworks(String name, int layers, long convolutionMacs, long denseMacs, long weights)
            throws IOException {
        var net = layers(name);
        assertThat(net).hasSize(layers);
        assertThat(macs(net, layer -> !layer.isFullyConnected())).isEqualTo(convolutionMacs);
        assertThat(macs(net, Layer::isFullyConnected)).isEqualTo(denseMacs);
        assertThat(net.stream().mapToLong(layer -> volume(layer.weights())).sum())
                .isEqualTo(weights);
    }

    @Test
    void everyLayerIsThatOfTheTables() throws IOException {
        for (var network : TABLES.entrySet()) {
            var rows = Shared.table("tables/workloads/cnn_" + network.getValue() + ".csv");
            var net = layers(network.getKey());
            assertThat(net).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                isOf(rows.get(i), net.get(i), network.getKey());
            }
        }
    }

    private static void isOf(Map<String, String> row, Layer layer, String network) {
        String where = network + " " + row.get("layer");
        assertThat(layer.name()).as(where).isEqualTo(row.get("layer").replace('/', '.'));
        assertThat(layer.op())
                .as(where)
                .isEqualTo(Map.of("conv", Op.CONV2D, "dwconv", Op.DEPTHWISE, "fc", Op.FULLY_CONNECTED)
                        .get(row.get("type")));
        int[] shape = layer.activations().source().shape();
        int[] expected = layer.isFullyConnected()
                ? new int[] {1, number(row, "in_ch")}
                : new int[] {1, number(row, "in_h"), number(row, "in_w"), number(row, "in_ch")};
        assertThat(shape).as(where).isEqualTo(expected);
        assertThat(layer.filters()).as(where).isEqualTo(number(row, "out_ch"));
        assertThat(layer.kernelHeight()).as(where).isEqualTo(number(row, "kernel_h"));
        assertThat(layer.geometry().strideW()).as(where).isEqualTo(number(row, "stride"));
        assertThat(layer.geometry().padLeft()).as(where).isEqualTo(number(row, "pad"));
        assertThat(layer.geometry().groups()).as(where).isEqualTo(number(row, "groups"));
        assertThat(layer.outputHeight()).as(where).isEqualTo(number(row, "out_h"));
        assertThat(layer.outputWidth()).as(where).isEqualTo(number(row, "out_w"));
        assertThat(layer.macs()).as(where).isEqualTo(Long.parseLong(row.get("macs")));
    }

    private static int number(Map<String, String> row, String column) {
        return Integer.parseInt(row.get(column));
    }

    /** A profile of P bits has the sign bit in it, which activations behind a rectifier do not use. */
    @ParameterizedTest
    @CsvSource({"alexnet, 9-8-5-5-7, 11", "vgg-m, 7-7-7-8-7, 12"})
    void profiledValuesStayBelowTheSignBit(String name, String profile, int weightBits) throws IOException {
        String[] bits = profile.split("-");
        var net = layers(name);
        for (int i = 0; i < bits.length; i++) {
            Layer layer = net.get(i);
            int precision = Integer.parseInt(bits[i]);
            assertThat(layer.activations().encoding().precisionBits()).isEqualTo(precision);
            assertThat(largest(layer.activations())).isBetween(1, (1 << precision - 1) - 1);
            assertThat(layer.weights().encoding().precisionBits()).isEqualTo(weightBits);
            assertThat(largest(layer.weights())).isBetween(1 << weightBits - 2, (1 << weightBits - 1) - 1);
        }
    }

    /** The statistics that the bundles say their values were fitted to, and two that were not (within 2 %). */
    @Test
    void valuesHaveTheStatisticsThatWereMeasured() throws IOException {
        var net = layers("resnet-18");
        int[] image = net.get(0).activations().source().load().data();
        assertThat(mean(image, value -> Integer.bitCount(value))).isEqualTo(3.85, offset(0.02));
        int[] hidden = net.get(1).activations().source().load().data();
        assertThat(mean(hidden, value -> value == 0 ? 1 : 0)).isEqualTo(0.434, offset(0.01));
        assertThat(mean(hidden, value -> Integer.bitCount(value))).isEqualTo(1.574, offset(0.02));
        int[] widths = new int[hidden.length / 16];
        for (int group = 0; group < widths.length; group++) {
            int any = 0;
            for (int i = 0; i < 16; i++) {
                any |= hidden[16 * group + i];
            }
            widths[group] = 32 - Integer.numberOfLeadingZeros(any);
        }
        assertThat(mean(widths, width -> width)).isEqualTo(6.481, offset(0.13));
        int[] weights = net.get(14).weights().source().load().data();
        assertThat(mean(weights, value -> Integer.bitCount(Math.abs(value)))).isEqualTo(3.138, offset(0.02));
        assertThat(mean(weights, value -> value)).isEqualTo(0, offset(0.5));
        assertThat(mean(weights, value -> value == 0 ? 1 : 0)).isEqualTo(0.010, offset(0.006));
    }

    private interface Measure {
        int of(int value);
    }

    private static double mean(int[] values, Measure measure) {
        return Arrays.stream(values).map(measure::of).average().orElseThrow();
    }

    private static int largest(Operand operand) throws IOException {
        return Arrays.stream(operand.source().load().data())
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    private static long macs(List<Layer> layers, Predicate<Layer> chosen) {
        return layers.stream().filter(chosen).mapToLong(Layer::macs).sum();
    }

    private static long volume(Operand operand) {
        return Arrays.stream(operand.source().shape()).asLongStream().reduce(1, Math::multiplyExact);
    }

    private static List<Layer> layers(String name) throws IOException {
        Path folder = Path.of(System.getProperty("bitwright.root", "."))
                .resolve("configs/workloads")
                .resolve(name);
        assumeTrue(Files.exists(folder), "the YAML library is absent");
        return TraceBundle.load(folder).layers();
    }
}
