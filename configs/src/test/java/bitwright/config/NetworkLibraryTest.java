package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.synthetic.SyntheticTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library's transformers, which are known by their dimensions. */
class NetworkLibraryTest {
    @TempDir
    Path folder;

    private final ConfigReader reader = ConfigReader.builtIn();

    private WorkloadSpec.Network network(String workload, String... settings) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "workload: " + workload + "\ndesign: dadiannao\nmemory: ideal\nenergy: cmos-45nm\n");
        var config = reader.run(
                        file, Arrays.stream(settings).map(Setting::parse).toList(), List.of())
                .config();
        return (WorkloadSpec.Network) config.workload();
    }

    private List<Layer> layers(String workload, String... settings) throws IOException {
        return network(workload, settings).trace(1).layers();
    }

    private static List<Map<String, String>> table(String name) throws IOException {
        Path path = Path.of(System.getProperty("bitwright.shared", "no-shared-data"))
                .resolve("tables/workloads")
                .resolve(name);
        assumeTrue(Files.exists(path), "shared data are absent: " + name);
        List<String> lines = Files.readAllLines(path);
        String[] header = lines.get(0).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
        var rows = new ArrayList<Map<String, String>>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** Tiny models that come otherwise, and two whose printed dimensions contradict themselves. */
    private static boolean comes(String name) {
        return !name.equals("stories260K") && !name.equals("gpt3-13b") && !name.equals("gpt3-xl");
    }

    @Test
    void dimensionsAreThoseOfTheTable() throws IOException {
        for (var row : table("llm_dims.csv")) {
            if (!comes(row.get("name"))) {
                continue;
            }
            String name = row.get("name");
            var dimensions = network(name).network().dimensions();
            assertThat(dimensions.name()).isEqualTo(name);
            assertThat(dimensions.blockWeights())
                    .as(name)
                    .isEqualTo(Long.parseLong(row.get("linear_weights_in_blocks")));
            assertThat(dimensions.blocks()).as(name).isEqualTo(Integer.parseInt(row.get("layers")));
            assertThat(dimensions.heads()).as(name).isEqualTo(Integer.parseInt(row.get("heads")));
            assertThat(dimensions.keyValueHeads()).as(name).isEqualTo(Integer.parseInt(row.get("kv_heads")));
            assertThat(dimensions.headWidth()).as(name).isEqualTo(Integer.parseInt(row.get("head_dim")));
            int vocabulary = Integer.parseInt(row.get("vocab"));
            if (vocabulary > 0 && !row.get("family").equals("bert")) {
                assertThat(dimensions.outputs()).as(name).hasValue(vocabulary);
            }
        }
    }

    /** Published: 1.3 B and 13.0 B parameters, which are 12 · blocks · width² in the blocks. */
    @Test
    void whatThePaperPrintsWrongIsMadeToMeetItsTotals() throws IOException {
        assertThat(network("gpt3-xl").network().dimensions().blockWeights()).isEqualTo(12L * 24 * 2048 * 2048);
        assertThat(network("gpt3-13b").network().dimensions().blockWeights()).isEqualTo(12L * 40 * 5120 * 5120);
    }

    /** The products of one block, at a prefill of 32 tokens, and of a token behind 99 others. */
    @Test
    void productsAreThoseOfTheTable() throws IOException {
        var names = Map.of(
                "q_proj",
                "query",
                "k_proj",
                "key",
                "v_proj",
                "value",
                "qk^T",
                "scores",
                "attn*v",
                "context",
                "o_proj",
                "output",
                "gate_proj",
                "gate",
                "up_proj",
                "up",
                "down_proj",
                "down");
        var own = new LinkedHashMap<>(names);
        own.put("fc1", "up");
        own.put("fc2", "down");
        var known = new LinkedHashMap<String, Map<String, Layer>>();
        for (var row : table("llm_gemms_per_block.csv")) {
            String network = row.get("name");
            String product = own.get(row.get("op"));
            if (!comes(network)) {
                continue;
            }
            boolean image = network.startsWith("vit") || network.startsWith("deit");
            boolean causal = !image && !network.startsWith("bert");
            String big = "blocks: 1, maxElements: 268435456";
            for (boolean prefill : new boolean[] {true, false}) {
                if (!prefill && !causal) {
                    continue;
                }
                String text = "{ network: " + network + ", " + big
                        + (image ? "" : prefill ? ", prefill: 32" : ", prefill: 0, generate: 1, past: 99") + " }";
                var layers = known.get(text);
                if (layers == null) {
                    layers = new LinkedHashMap<>();
                    for (Layer layer : layers(text)) {
                        layers.put(layer.name(), layer);
                    }
                    known.put(text, layers);
                }
                long macs = layers.entrySet().stream()
                        .filter(layer -> layer.getKey().matches("block0\\." + product + "(\\.\\d+)?"))
                        .mapToLong(layer -> layer.getValue().macs())
                        .sum();
                int tokens = image ? 197 : 32;
                assertThat(macs)
                        .as("%s %s %s", network, product, prefill)
                        .isEqualTo(value(row.get(column(row, prefill)), prefill ? tokens : 100));
            }
        }
        assertThat(known).hasSizeGreaterThan(60);
    }

    private static String column(Map<String, String> row, boolean prefill) {
        return row.keySet().stream()
                .filter(key -> key.replace("\"", "").startsWith(prefill ? "macs_prefill" : "macs_per_token"))
                .findFirst()
                .orElseThrow();
    }

    /** A product such as {@code S*S*768}. */
    private static long value(String formula, int variable) {
        return Arrays.stream(formula.split("\\*"))
                .mapToLong(factor -> factor.matches("[ST]") ? variable : Long.parseLong(factor))
                .reduce(1, Math::multiplyExact);
    }

    /** Llama 3's eight key-value heads serve four of the queries each: 4 · 16 rows of 128 against 16 keys, eight times. */
    @Test
    void sharedKeysAndValuesAreGroupsWhoseRowsAreSeveralHeads() throws IOException {
        var layers = layers("{ network: llama3-8b, blocks: 1, prefill: 16 }");
        Layer scores = named(layers, "block0.scores");
        assertThat(scores.geometry().groups()).isEqualTo(8);
        assertThat(scores.activations().source().shape()).containsExactly(1, 64, 1, 1024);
        assertThat(scores.weights().source().shape()).containsExactly(128, 1, 1, 128);
        Layer context = named(layers, "block0.context");
        assertThat(context.activations().source().shape()).containsExactly(1, 64, 1, 128);
        assertThat(context.weights().source().shape()).containsExactly(1024, 1, 1, 16);
        assertThat(context.activations().encoding().signed()).isFalse();
    }

    private static Layer named(List<Layer> layers, String name) {
        return layers.stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void generatedTokensSeeOneMoreEachTime() throws IOException {
        var layers = layers("{ network: gpt2-small, blocks: 2, prefill: 5, generate: 3, past: 7, sequences: 2 }");
        assertThat(layers).hasSize(4 * (2 * 8 + 1));
        assertThat(named(layers, "prefill.block1.query").activations().source().shape())
                .containsExactly(1, 10, 1, 768);
        assertThat(named(layers, "prefill.block1.scores").weights().source().shape())
                .containsExactly(24 * 12, 1, 1, 64);
        assertThat(named(layers, "token2.block0.context").weights().source().shape())
                .containsExactly(24 * 64, 1, 1, 15);
        assertThat(named(layers, "token0.head").activations().source().shape()).containsExactly(1, 2, 1, 768);
        var alone = layers("{ network: gpt2-small, blocks: 1, prefill: 0, generate: 1 }");
        assertThat(named(alone, "block0.query").op()).isEqualTo(Op.FULLY_CONNECTED);
    }

    @Test
    void anImageIsCutByAConvolutionAndHasAHead() throws IOException {
        var layers = layers("vit-b16");
        assertThat(layers.get(0).macs()).isEqualTo(196L * 768 * 16 * 16 * 3);
        assertThat(named(layers, "block11.up").macs()).isEqualTo(197L * 768 * 3072);
        assertThat(named(layers, "head").macs()).isEqualTo(768_000);
        // 17.5 G, the published figure for ViT-B/16 at this size (e.g. 17.6 in DeiT, table 5, with biases and norms).
        assertThat(layers.stream().mapToLong(Layer::macs).sum()).isBetween(17_400_000_000L, 17_600_000_000L);
    }

    /** A matrix of 768 · 3072 elements in parts of at most 65,536: 64 outputs each (128 would be 98,304). */
    @Test
    void whatIsLargerIsCutIntoPartsThatMakeTheWhole() throws IOException {
        var whole = layers("{ network: gpt2-small, blocks: 1, prefill: 300 }");
        var parts = layers("{ network: gpt2-small, blocks: 1, prefill: 300, maxElements: 65536 }");
        assertThat(parts).hasSizeGreaterThan(whole.size());
        for (Layer layer : whole) {
            long macs = parts.stream()
                    .filter(part ->
                            part.name().equals(layer.name()) || part.name().matches(layer.name() + "\\.\\d+"))
                    .mapToLong(Layer::macs)
                    .sum();
            assertThat(macs).as(layer.name()).isEqualTo(layer.macs());
        }
        assertThat(parts).allSatisfy(part -> {
            assertThat(volume(part.activations().source().shape())).isLessThanOrEqualTo(65536);
            assertThat(volume(part.weights().source().shape())).isLessThanOrEqualTo(65536);
        });
    }

    private static long volume(int[] shape) {
        return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    @Test
    void blocksShareValuesUnlessEachHasItsOwn() throws IOException {
        var once = layers("{ network: gpt2-small, prefill: 4, generate: 2 }");
        assertThat(streams(once, Layer::weights)).isEqualTo(7 + 2); // query … head, and keys and values
        var each = layers("{ network: gpt2-small, prefill: 4, generate: 2, draws: each }");
        // A network's weights are the same for every token; keys and values are not.
        assertThat(streams(each, Layer::weights)).isEqualTo(1 + 12 * 6 + 12 * 2 * 3);
        // Query, key and value have one input.
        assertThat(streams(each, Layer::activations)).isEqualTo(3 * (1 + 12 * 6));
        assertThat(network("gpt2-small").trace(1).contentHash())
                .isEqualTo(network("{ network: gpt2-small }").trace(1).contentHash())
                .isNotEqualTo(network("gpt2-small").trace(2).contentHash());
    }

    private static long streams(List<Layer> layers, Function<Layer, Operand> operand) {
        return layers.stream()
                .map(layer -> ((SyntheticTensor) operand.apply(layer).source()).seed())
                .distinct()
                .count();
    }

    /** 0.1 % of 4096 features, at least one; theirs are the large values, and they are the same in all rows. */
    @Test
    void largeModelsHaveOutlierFeatures() throws IOException {
        Layer query = named(layers("{ network: opt-6.7b, blocks: 1, prefill: 64 }"), "block0.query");
        int[] data = query.activations().source().load().data();
        long[] sums = new long[4096];
        for (int i = 0; i < data.length; i++) {
            sums[i % 4096] += Math.abs(data[i]);
        }
        long[] sorted = sums.clone();
        Arrays.sort(sorted);
        assertThat(sorted[4095 - 4]).isLessThan(64 * 3);
        assertThat(sorted[4095 - 3]).isGreaterThan(64 * 20);
        assertThat(network("opt-6.7b").trace(1).origin()).contains("20 times as large");
        assertThat(network("opt-2.7b").trace(1).origin()).doesNotContain("times as large");
    }

    /** What the files say that their activations were fitted to: mean set bits, and zeros of the probabilities. */
    @ParameterizedTest
    @CsvSource({
        "gpt2-small, block0.query, 2.5, 0.03",
        "gpt2-small, block0.scores, 2.77, 0.02",
        "gpt2-small, block0.context, 0.61, 0.675",
        "gpt2-small, block0.output, 2.26, 0.042",
        "gpt2-small, block0.down, 1.36, 0.23",
        "bert-base, block0.context, 1.21, 0.36",
        "llama2-7b, block0.down, 1.21, 0.28",
        "opt-125m, block0.down, 0.17, 0.95"
    })
    void valuesHaveTheStatisticsThatTheFilesState(String network, String layer, double setBits, double zeros)
            throws IOException {
        Layer made = named(layers("{ network: " + network + ", blocks: 1, prefill: 64 }"), layer);
        int[] data = made.activations().source().load().data();
        assertThat(Arrays.stream(data)
                        .map(value -> Integer.bitCount(Math.abs(value)))
                        .average()
                        .orElseThrow())
                .isCloseTo(setBits, within(0.03));
        assertThat(Arrays.stream(data).filter(value -> value == 0).count() / (double) data.length)
                .isCloseTo(zeros, within(0.012));
    }

    @Test
    void settingsReachIntoTheDimensions() throws IOException {
        assertThat(network("gpt2-small", "workload.network.blocks=2", "workload.prefill=8")
                        .trace(1)
                        .layers())
                .hasSize(17);
        // One setting after the other: what the first names, the next ones change.
        var other = network(
                        "gpt2-small",
                        "workload.prefill=8",
                        "workload.network=deit-tiny",
                        "workload.prefill=null",
                        "workload.network.blocks=3")
                .trace(1);
        assertThat(other.name()).isEqualTo("deit-tiny");
        assertThat(other.layers()).hasSize(2 + 3 * 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ network: gpt2-smal } | workload.network: must be a name in the library",
                "{ network: gpt2-small, blocks: 13 } | workload.blocks: must be at most 12, got 13",
                "{ network: gpt2-small, prefill: 1000, past: 25 } | workload.network: gpt2-small takes 1024 tokens,"
                        + " got 1025",
                "{ network: bert-base, generate: 1 } | workload.generate: must be 0: tokens of bert-base look at later"
                        + " ones",
                "{ network: vit-b16, prefill: 12 } | workload.prefill: must be left out",
                "{ network: gpt2-small, prefill: 0 } | prefill: must be at least 1 where generate is 0",
                "{ network: { extends: gpt2-small, heads: 7, keyValueHeads: 3 } } | workload.network.keyValueHeads:"
                        + " must divide the 7 heads, got 3",
                "{ network: { extends: gpt2-small, feedForward: relu } } | values.hidden.distribution: must be"
                        + " rectified-normal",
                "{ network: { extends: gpt2-small, width: 0 } } | workload.network.width: must be between 1 and"
                        + " 1048576, got 0",
                "{ name: gpt2-small } | workload.name: is that of dimensions, which are written { network: gpt2-small }"
            })
    void whatCannotBeIsToldWithItsPlace(String workload, String message) {
        assertThatThrownBy(() -> network(workload))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("(?s).*\\.yaml( \\(library\\))?:\\d+:\\d+: .*")
                .hasMessageContaining(message);
    }
}
