package bitwright.workload.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Op;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Node;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TfliteImporterTest {
    private static final int MAX_POOL = 17;
    private static final int RESHAPE = 22;
    private static final int PAD = 34;
    private static final int MEAN = 40;

    /** PAD by a row above and a column to the right, MAX_POOL 2x2, MEAN over rows and columns. */
    private static byte[] padPoolMean() {
        var m = new ModelBuilder();
        int in = m.tensor(0.5f, -3, 1, 3, 3, 2);
        int padded = m.tensor(0.5f, -3, 1, 4, 4, 2);
        int pooled = m.tensor(0.5f, -3, 1, 3, 3, 2);
        int mean = m.tensor(0.25f, 7, 1, 2);
        int amounts = m.constant(new int[] {0, 0, 1, 0, 0, 1, 0, 0}, 4, 2);
        int axes = m.constant(new int[] {2, 1}, 2);
        int pool = m.table(6, b -> {
            b.addByte(0, (byte) 1, 0); // VALID
            b.addInt(1, 1, 0);
            b.addInt(2, 1, 0);
            b.addInt(3, 2, 0);
            b.addInt(4, 2, 0);
        });
        m.operator(PAD, new int[] {in, amounts}, padded, 0);
        m.operator(MAX_POOL, new int[] {padded}, pooled, pool);
        m.operator(MEAN, new int[] {pooled, axes}, mean, 0);
        return m.model(in, mean);
    }

    @Test
    void paddingPoolingAndMeansAreThoseOfRealArithmetic() throws IOException {
        var network = TfliteImporter.read("m.tflite", padPoolMean()).network();
        assertThat(network.nodes()).extracting(Node::op).containsExactly(Op.PAD, Op.MAX_POOL, Op.MEAN);
        var inference = new IntegerInference(network, Rounding.DOUBLE);
        long seed = 5;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 200; trial++) {
            int[] codes = random.ints(18, -128, 128).toArray();
            var activity = inference.run(new Tensor(new int[] {1, 3, 3, 2}, codes));
            int[] pooled = activity.outputs().get("L01-max-pool").data();
            for (int c = 0; c < 2; c++) {
                int sum = 0;
                for (int y = 0; y < 3; y++) {
                    for (int x = 0; x < 3; x++) {
                        int largest = Math.max(
                                Math.max(at(codes, y - 1, x, c), at(codes, y - 1, x + 1, c)),
                                Math.max(at(codes, y, x, c), at(codes, y, x + 1, c)));
                        assertThat(pooled[(y * 3 + x) * 2 + c])
                                .as("seed %d trial %d", seed, trial)
                                .isEqualTo(largest);
                        sum += largest;
                    }
                }
                double real = (sum / 9.0 + 3) * 0.5;
                // rounded to half codes, then to codes: off by 1/4 + 1/2 at most
                double code = Math.max(-128, Math.min(127, real / 0.25 + 7));
                assertThat((double) activity.output().data()[c])
                        .as("seed %d trial %d", seed, trial)
                        .isCloseTo(code, within(0.75));
            }
        }
    }

    /** A code of the 3x3 input; what lies outside is the zero point. */
    private static int at(int[] codes, int y, int x, int c) {
        return y < 0 || x > 2 ? -3 : codes[(y * 3 + x) * 2 + c];
    }

    private static byte[] depthwise(int activation, int strideAndSize, byte[] weights) {
        var m = new ModelBuilder();
        int in = m.tensor(1f, 0, 1, strideAndSize, strideAndSize, 2);
        int outSize = 1;
        int out = m.tensor(0.125f, -100, 1, outSize, outSize, 4);
        int w = m.weights(weights, new float[] {1f, 1f, 1f, 1f}, 3, 1, 2, 2, 4);
        int options = m.table(7, b -> {
            b.addByte(0, (byte) 0, 1); // SAME
            b.addInt(1, strideAndSize, 0);
            b.addInt(2, strideAndSize, 0);
            b.addInt(3, 2, 0);
            b.addByte(4, (byte) activation, 0);
        });
        m.operator(4, new int[] {in, w}, out, options);
        return m.model(in, out);
    }

    @Test
    void depthwiseFiltersOfAChannelStandSideBySide() throws IOException {
        // Weights [1][kh=2][kw=2][4]: only the tap (0, 0) counts, with 1, 2 for channel 0 and 3, 4 for channel 1.
        byte[] weights = new byte[16];
        for (int k = 0; k < 4; k++) {
            weights[k] = (byte) (k + 1);
        }
        var network = TfliteImporter.read("d.tflite", depthwise(0, 2, weights)).network();
        var mac = (Node.Mac) network.nodes().get(0);
        assertThat(mac.op()).isEqualTo(Op.DEPTHWISE);
        assertThat(mac.geometry().groups()).isEqualTo(2);
        assertThat(mac.weights().source().load().shape()).containsExactly(4, 2, 2, 1);
        var activity = new IntegerInference(network, Rounding.DOUBLE)
                .run(new Tensor(new int[] {1, 2, 2, 2}, new int[] {1, 5, 0, 0, 0, 0, 0, 0}));
        assertThat(activity.accumulators().get(mac.name()).data()).containsExactly(1, 2, 15, 20);
        // a step of the sum is worth 1, one of the output 1/8: ·8 − 100
        assertThat(activity.output().data()).containsExactly(-92, -84, 20, 60);
    }

    @ParameterizedTest(name = "activation {0} clamps to [{1}, {2}]")
    @CsvSource({"0, -128, 127", "1, -100, 127", "2, -108, -92", "3, -100, -52"})
    void activationFunctionsBecomeClamps(int activation, int low, int high) {
        // scale 1/8, zero point −100: 1 is 8 steps, 6 are 48
        var mac = (Node.Mac) TfliteImporter.read("d.tflite", depthwise(activation, 2, new byte[16]))
                .network()
                .nodes()
                .get(0);
        assertThat(mac.clamp().low()).isEqualTo(low);
        assertThat(mac.clamp().high()).isEqualTo(high);
    }

    @Test
    void mistakesAreToldByFileAndOperator() {
        assertThatThrownBy(() -> TfliteImporter.read("d.tflite", depthwise(9, 2, new byte[16])))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("d.tflite: operator 0: has activation function 9; NONE (0), RELU (1), RELU_N1_TO_1 (2) and "
                        + "RELU6 (3) are known");
        assertThatThrownBy(() -> TfliteImporter.read("d.tflite", depthwise(0, 2, new byte[15])))
                .hasMessageContaining(
                        "d.tflite: operator 0: tensor 2 of shape [1, 2, 2, 4] needs 16 bytes of data, the "
                                + "file holds 15");
        var unknown = new ModelBuilder();
        int in = unknown.tensor(1, 0, 1, 4);
        unknown.operator(99, new int[] {in}, unknown.tensor(1, 0, 1, 4), 0);
        byte[] model = unknown.model(in, 1);
        assertThatThrownBy(() -> TfliteImporter.read("u.tflite", model))
                .hasMessageContaining("u.tflite: operator 0: operation 99 is not supported; supported are ADD (0)");
        var reshape = new ModelBuilder();
        int from = reshape.tensor(1, 0, 1, 4);
        reshape.operator(RESHAPE, new int[] {from}, reshape.tensor(1, 0, 1, 5), 0);
        byte[] wrong = reshape.model(from, 1);
        assertThatThrownBy(() -> TfliteImporter.read("r.tflite", wrong))
                .hasMessageContaining("r.tflite: operator 0: gives [1, 5] from [1, 4], but the file says [1, 5]");
        var huge = new ModelBuilder();
        int large = huge.tensor(1, 0, 1, 65_536, 65_536);
        huge.operator(RESHAPE, new int[] {large}, huge.tensor(1, 0, 1, 65_536, 65_536), 0);
        byte[] tooMuch = huge.model(large, 1);
        assertThatThrownBy(() -> TfliteImporter.read("h.tflite", tooMuch)).isInstanceOf(WorkloadException.class);
    }

    @Test
    void everyTruncationAndManyMutationsAreRefusedClearlyOrRead() {
        byte[] whole = padPoolMean();
        for (int length = 0; length < whole.length; length++) {
            readOrRefuse(Arrays.copyOf(whole, length), "the first " + length + " bytes");
        }
        long seed = 6;
        var random = new SplittableRandom(seed);
        int refused = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 256 : 8);
            }
            refused += readOrRefuse(bytes, "seed " + seed + " trial " + trial) ? 0 : 1;
        }
        assertThat(refused).isBetween(2_000, 19_999);
    }

    private static boolean readOrRefuse(byte[] bytes, String which) {
        try {
            TfliteImporter.read("x.tflite", bytes);
            return true;
        } catch (WorkloadException e) {
            assertThat(e).as(which).hasMessageStartingWith("x.tflite: ");
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        }
    }
}
