package bitwright.workload.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Op;
import bitwright.workload.Shared;
import bitwright.workload.Tensor;
import bitwright.workload.network.Node;
import bitwright.workload.reference.Reference;
import bitwright.workload.tflite.TfliteImporter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void countsByHand() {
        // Two pixels of 17 channels: groups of 16 and 1 each. Pixel 0: channels 0..15 hold 0 but for −5 (101) at 3;
        // channel 16 holds 0. Pixel 1: all 1.
        int[] data = new int[34];
        data[3] = -5;
        for (int i = 17; i < 34; i++) {
            data[i] = 1;
        }
        var statistics =
                OperandStatistics.of(new Tensor(new int[] {1, 1, 2, 17}, data), new Encoding("int8", 0, 8, true));
        assertThat(statistics.zeros()).isEqualTo(16);
        assertThat(statistics.least()).isEqualTo(-5);
        assertThat(statistics.largest()).isEqualTo(1);
        assertThat(statistics.neededBits()).isEqualTo(4); // −8..7
        assertThat(statistics.meanSetBits()).isEqualTo(19.0 / 34); // two of −5, seventeen of 1
        // widths, sign included: 3 + 1; 1 + 1 for nothing but zero; 1 + 1 twice
        assertThat(statistics.widths()[4]).isEqualTo(1);
        assertThat(statistics.widths()[2]).isEqualTo(3);
        assertThat(statistics.meanWidth()).isEqualTo((4 + 3 * 2) / 4.0);
    }

    @Test
    void unsignedOperandsHaveNoSignBit() {
        var encoding = IntegerFormat.INT8.encoding(-128);
        var statistics = OperandStatistics.of(new Tensor(new int[] {1, 3}, new int[] {255, 0, 0}), encoding);
        assertThat(statistics.neededBits()).isEqualTo(8);
        assertThat(statistics.meanWidth()).isEqualTo(8);
        assertThat(statistics.zeroFraction()).isEqualTo(2.0 / 3);
    }

    /**
     * −200, 3, 5 and 300 over 501 values: bins of 8 values, 64 of them at most, −200 being a multiple of 8: 63 bins from
     * −200 on, 300 in the last (296 to 303). 300 is 100101100, 200 is 11001000.
     */
    @Test
    void distributionsByHand() {
        var d = ValueDistribution.of(new Tensor(new int[] {2, 2}, new int[] {-200, 3, 5, 300}));
        assertThat(d.binWidth()).isEqualTo(8);
        assertThat(d.from()).isEqualTo(-200);
        assertThat(d.bins()).hasSize(63);
        assertThat(d.bins()[0]).isEqualTo(1);
        assertThat(d.bins()[25]).isEqualTo(2);
        assertThat(d.bins()[62]).isEqualTo(1);
        assertThat(d.usedBits()).isEqualTo(9);
        assertThat(Arrays.copyOf(d.setBits(), 9)).containsExactly(2, 1, 2, 2, 0, 1, 1, 1, 1);
        assertThat(d.density(0)).isEqualTo(0.5);
        assertThat(d.outliers()).isEmpty();
    }

    /** Three rows of five channels: root mean squares 1, 2, 12, 2, 13; the median is 2, of which 12 is six times. */
    @Test
    void channelsOfSixTimesTheMedianAreOutliers() {
        int[] data = new int[15];
        int[] of = {1, 2, 12, -2, 13};
        for (int i = 0; i < 15; i++) {
            data[i] = i / 5 % 2 == 0 ? of[i % 5] : -of[i % 5];
        }
        var d = ValueDistribution.of(new Tensor(new int[] {1, 3, 1, 5}, data));
        assertThat(d.outliers())
                .containsExactly(new ValueDistribution.Outlier(4, 6.5, 13), new ValueDistribution.Outlier(2, 6, 12));
        var zeros = ValueDistribution.of(new Tensor(new int[] {1, 3}, new int[] {0, 0, 7}));
        assertThat(zeros.outliers()).isEmpty();
        var extremes =
                ValueDistribution.of(new Tensor(new int[] {1, 2}, new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}));
        assertThat(extremes.bins()).hasSize(64);
        assertThat(extremes.setBits()[31]).isEqualTo(1);
    }

    /** The weights of real models, against a table that an independent script measured. */
    @Test
    void weightsMeasureAsInTheTable() throws IOException {
        Map<String, String> models = new TreeMap<>(
                Map.of("resnet8_cifar10", "mlperf_tiny_ic_resnet8_int8", "person_detect", "tflm_person_detect_int8"));
        int compared = 0;
        int widths = 0;
        for (var row : Shared.table("tables/workloads/measured_value_stats.csv")) {
            String model = models.entrySet().stream()
                    .filter(entry -> row.get("model").startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
            if (model.isEmpty()) {
                continue;
            }
            var network = TfliteImporter.read(Shared.path("models/" + model + ".tflite"))
                    .network();
            var mac = (Node.Mac) network.nodes().get(Integer.parseInt(row.get("op_index")));
            var statistics = OperandStatistics.of(
                    Reference.hardwareValues(mac.weights()), mac.weights().encoding());
            assertThat(statistics.zeroFraction())
                    .as("%s %s", model, mac.name())
                    .isCloseTo(number(row, "wgt_zero_frac"), within(6e-5));
            assertThat(statistics.meanSetBits())
                    .as("%s %s", model, mac.name())
                    .isCloseTo(number(row, "wgt_mean_one_bits_sign_mag"), within(6e-4));
            if (mac.op() == Op.FULLY_CONNECTED) { // the table groups kernels in another order
                assertThat(statistics.meanWidth())
                        .as("%s %s", model, mac.name())
                        .isCloseTo(number(row, "wgt_mean_dynamic_bits_group16_incl_sign"), within(6e-4));
                widths++;
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(20);
        assertThat(widths).isPositive();
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }
}
