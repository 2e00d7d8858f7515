package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Batch;
import bitwright.workload.Layer;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.reference.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On tiny-gpt: keys that are sorted, layers without masters, text to calibrate on. */
class LanguageQuantisationTest {
    private static final Path LIBRARY =
            Path.of(System.getProperty("bitwright.root", "..")).resolve("configs/workloads");

    private static TraceBundle bundle;

    @BeforeAll
    static void open() throws IOException {
        bundle = TraceBundle.open(LIBRARY.resolve("tiny-gpt"), 1);
    }

    private static Map<String, Layer> layers(Recipe recipe) throws IOException {
        Map<String, Layer> layers = new HashMap<>();
        TraceQuantisation.of(bundle, recipe).trace(Batch.FIRST).layers().forEach(one -> layers.put(one.name(), one));
        return layers;
    }

    private static long[] sums(Layer layer) throws IOException {
        return Reference.sums(
                        layer.geometry(),
                        layer.activations().source().load(),
                        layer.weights().source().load())
                .data();
    }

    /** Queries times keys give the same sums to the bit; the layers that make them have the same rows in another order. */
    @Test
    void sortedKeysChangeNoSum() throws IOException {
        Recipe plain = Recipe.of(Method.RTN, "int4");
        Map<String, Layer> before = layers(plain);
        Map<String, Layer> after = layers(plain.withSortedKeys());
        int moved = 0;
        for (int block = 0; block < 4; block++) {
            for (int head = 0; head < 4; head++) {
                String name = "block" + block + ".scores." + head;
                assertThat(sums(after.get(name))).as(name).containsExactly(sums(before.get(name)));
                int[] keys = after.get(name).weights().source().load().data();
                moved += Arrays.equals(
                                keys, before.get(name).weights().source().load().data())
                        ? 0
                        : 1;
            }
            for (String part : List.of("q", "k")) {
                long[] ours = sums(after.get("block" + block + "." + part));
                long[] theirs = sums(before.get("block" + block + "." + part));
                assertThat(ours).isNotEqualTo(theirs);
                Arrays.sort(ours);
                Arrays.sort(theirs);
                assertThat(ours).isEqualTo(theirs);
            }
            String up = "block" + block + ".up";
            assertThat(sums(after.get(up))).containsExactly(sums(before.get(up)));
        }
        assertThat(moved).isEqualTo(16);
    }

    /** Before anything is rounded the sorted network predicts as it did, but for the order in which reals are summed. */
    @Test
    void sortedNetworksPredictTheSame() throws IOException {
        var inputs = new Batch(0, 0);
        var plain = new BundleNetwork(bundle).judged(inputs).judge(new PlannedProducts(Map.of()));
        var sorted = new BundleNetwork(bundle, true).judged(inputs).judge(new PlannedProducts(Map.of()));
        assertThat(Math.abs(sorted.loss() / plain.loss() - 1)).isLessThan(1e-6);
        assertThat(sorted.correct()).isEqualTo(plain.correct());
    }

    @Test
    void keysOfBlocksReachTheTrace() throws IOException {
        Layer scores = layers(Recipe.of(Method.RTN, "int8").withKeys("bfp3e8_8", false))
                .get("block1.scores.2");
        assertThat(scores.weights().encoding().precisionBits()).isEqualTo(3);
        for (int code : scores.weights().source().load().data()) {
            assertThat(code).isBetween(-3, 3);
        }
        TraceBundle glyphs = TraceBundle.open(LIBRARY.resolve("glyphs-cnn"), 1);
        assertThatThrownBy(() -> TraceQuantisation.of(
                        glyphs, Recipe.of(Method.RTN, "int8").withKeys("bfp3e8_8", true)))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("glyphs-cnn: kSort is about the keys of a language model");
    }
}
