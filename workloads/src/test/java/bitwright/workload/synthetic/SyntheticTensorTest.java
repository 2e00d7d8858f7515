package bitwright.workload.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.Shared;
import bitwright.workload.Tensor;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticTensorTest {
    @ParameterizedTest
    @CsvSource({"bitserial, alexnet_ng", "bitserial, vgg_2layers"})
    void sumsCountsAndMaximaAreThoseOfTheNumPyGenerator(String folder, String net) throws IOException {
        for (var row : Shared.table("tables/" + folder + "/layers_" + net + ".csv")) {
            String layer = row.get("layer");
            if (net.equals("vgg_2layers") && number(row, "wgt_nonzero") > 1_000_000) {
                continue; // seconds otherwise; the smaller tensors say the same
            }
            check(row, layer, "act", activations(net, row).load());
            check(row, layer, "wgt", weights(net, row).load());
            assertThat(SyntheticSpec.seed(net, layer, "act", 0))
                    .isEqualTo(Long.parseUnsignedLong(row.get("act_seed").substring(2), 16));
            assertThat(SyntheticSpec.seed(net, layer, "wgt", 0))
                    .isEqualTo(Long.parseUnsignedLong(row.get("wgt_seed").substring(2), 16));
        }
    }

    private static SyntheticTensor activations(String net, Map<String, String> row) {
        int channels = number(row, "in_channels");
        int[] shape = row.get("type").equals("fc")
                ? new int[] {1, channels}
                : new int[] {1, channels, number(row, "in_x"), number(row, "in_y")};
        return new SyntheticTensor(
                shape,
                Distribution.RECTIFIED_NORMAL,
                SyntheticSpec.seed(net, row.get("layer"), "act", 0),
                Double.parseDouble(row.get("act_zero_frac")),
                number(row, "act_sigma"),
                (1 << number(row, "act_prec") - 1) - 1);
    }

    private static SyntheticTensor weights(String net, Map<String, String> row) {
        int kernel = number(row, "kernel");
        int[] shape = row.get("type").equals("fc")
                ? new int[] {number(row, "filters"), number(row, "wgt_channels")}
                : new int[] {number(row, "filters"), number(row, "wgt_channels"), kernel, kernel};
        return new SyntheticTensor(
                shape,
                Distribution.PRODUCT_NORMAL,
                SyntheticSpec.seed(net, row.get("layer"), "wgt", 0),
                Double.parseDouble(row.get("wgt_zero_frac")),
                number(row, "wgt_sigma"),
                (1 << number(row, "wgt_prec") - 1) - 1);
    }

    private static void check(Map<String, String> row, String layer, String operand, Tensor tensor) {
        int[] data = tensor.data();
        String largest = operand.equals("act") ? "act_max" : "wgt_absmax";
        assertThat(Arrays.stream(data).asLongStream().sum()).as(layer).isEqualTo(number(row, operand + "_sum"));
        assertThat(Arrays.stream(data).filter(v -> v != 0).count())
                .as(layer)
                .isEqualTo(number(row, operand + "_nonzero"));
        assertThat(Arrays.stream(data).map(Math::abs).max().orElseThrow())
                .as(layer)
                .isEqualTo(number(row, largest));
    }

    private static int number(Map<String, String> row, String column) {
        return Integer.parseInt(row.get(column));
    }

    /** The generator's parameters for three golden layers, from its table: sigma and zero fraction are not in the CSV. */
    @ParameterizedTest
    @CsvSource({
        "gold_dense, conv1, act, '1,3,19,19', 0.10, 60, 255",
        "gold_dense, conv2, wgt, '40,20,3,3', 0.00, 30, 255",
        "gold_sparse, fc6, act, '1,200', 0.50, 20, 127",
        "gold_sparse, fc6, wgt, '70,200', 0.85, 30, 255"
    })
    void everyElementIsThatOfTheGoldenFiles(
            String net, String layer, String operand, String extents, double zeroFraction, int sigma, int most)
            throws IOException {
        int[] shape =
                Arrays.stream(extents.split(",")).mapToInt(Integer::parseInt).toArray();
        var distribution = operand.equals("act") ? Distribution.RECTIFIED_NORMAL : Distribution.PRODUCT_NORMAL;
        var tensor = new SyntheticTensor(
                shape, distribution, SyntheticSpec.seed(net, layer, operand, 0), zeroFraction, sigma, most);
        var golden = NpyFile.open(Shared.path("golden/bitserial/" + net + "/" + operand + "-" + layer + ".npy"));
        assertThat(tensor.load()).isEqualTo(golden.readTensor());
    }

    /** Of a normal of sigma 100, 68.3 % lie below 100; of one cut at 120, all up to 120 and 23 % there. */
    @Test
    void aNormalIsSymmetricAndCut() {
        int[] data = new SyntheticTensor(new int[] {200_000}, Distribution.NORMAL, 1, 0.0, 100, 1000)
                .load()
                .data();
        assertThat(Arrays.stream(data).average().orElseThrow()).isBetween(-1.0, 1.0);
        double variance =
                Arrays.stream(data).mapToDouble(v -> (double) v * v).average().orElseThrow();
        assertThat(Math.sqrt(variance)).isBetween(98.5, 100.5);
        assertThat(Arrays.stream(data).filter(v -> Math.abs(v) < 100).count()).isBetween(135_000L, 138_000L);
        int[] cut = new SyntheticTensor(new int[] {200_000}, Distribution.NORMAL, 1, 0.0, 100, 120)
                .load()
                .data();
        assertThat(Arrays.stream(cut).filter(v -> Math.abs(v) == 120).count()).isBetween(44_500L, 47_500L);
        assertThat(Arrays.stream(cut).map(Math::abs).max().orElseThrow()).isEqualTo(120);
    }

    @Test
    void theRunsSeedChangesTheStream() {
        // FNV-1a of the empty string is its offset basis; one byte 'a' gives af63dc4c8601ec8c (published test vectors).
        assertThat(SyntheticSpec.seed("a", "b", "act", 5) ^ SyntheticSpec.seed("a", "b", "act", 0))
                .isEqualTo(5);
    }

    /** 2 % of 100 channels are two; their values are five times the others' draw, the others' are as without. */
    @Test
    void outlierChannelsAreLargerInEveryRowAndChangeNoOther() {
        var plain = new SyntheticTensor(new int[] {50, 100}, Distribution.NORMAL, 7, 0.0, 10, 100_000);
        var outliers = new Outliers(0.02, 5);
        var with = new SyntheticTensor(new int[] {50, 100}, Distribution.NORMAL, 7, 0.0, 10, 100_000, outliers);
        int[] chosen = outliers.channels(100, 7);
        assertThat(chosen).hasSize(2).doesNotHaveDuplicates();
        int[] before = plain.load().data();
        int[] after = with.load().data();
        for (int i = 0; i < before.length; i++) {
            int channel = i % 100;
            if (channel == chosen[0] || channel == chosen[1]) {
                // |n|·50 cut to a whole number, of which |n|·10 cut is the fifth part, cut.
                assertThat(after[i] / 5).isEqualTo(before[i]);
            } else {
                assertThat(after[i]).isEqualTo(before[i]);
            }
        }
        assertThat(new Outliers(0.001, 20).count(768)).isEqualTo(1);
        assertThat(new Outliers(0.001, 20).count(12288)).isEqualTo(12);
        assertThat(Outliers.NONE.count(768)).isZero();
        assertThat(new Outliers(1, 2).channels(5, 1)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
}
