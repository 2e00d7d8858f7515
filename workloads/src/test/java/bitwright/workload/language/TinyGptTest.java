package bitwright.workload.language;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.language.TokenTrace.Phase;
import bitwright.workload.real.Products;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.real.RoundedProducts;
import bitwright.workload.weights.GptShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language model of the library. */
class TinyGptTest {
    private static Path folder() {
        Path folder = Path.of(System.getProperty("bitwright.root", ".")).resolve("configs/workloads/tiny-gpt");
        Assumptions.assumeTrue(Files.exists(folder), "the YAML library is absent");
        return folder;
    }

    private static CharacterModel model() throws IOException {
        return CharacterModel.open(folder());
    }

    @Test
    void itIsAGptOfCharacters() throws IOException {
        CharacterModel model = model();
        assertThat(model.weights().shape()).isEqualTo(new GptShape(4, 64, 4, 256, 96, 128, 1e-5f));
        String text = "The machine counts every cycle.\n";
        assertThat(model.vocabulary().text(model.vocabulary().tokens(text))).isEqualTo(text);
        assertThat(model.windows(1000))
                .hasSize(72)
                .allSatisfy(window -> assertThat(window).hasSize(128));
        assertThatThrownBy(() -> model.vocabulary().tokens("a\u20ACb"))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("U+20AC")
                .hasMessageContaining("is not among the 96 characters");
    }

    /** Every sixth sequence; the number is that of tiny_gpt.py's {@code perplexity}, NumPy in single precision. */
    @Test
    void itsPerplexityIsTheOneThatNumPyFinds() throws IOException {
        CharacterModel model = model();
        assertThat(Perplexity.of(model.graph(), model.windows(12), Products.PLAIN))
                .isCloseTo(4.129590270898803, within(2e-5));
    }

    /** All sequences, as training told. */
    @Test
    @Tag("slow")
    void itsPerplexityIsTheOneOfTraining() throws IOException {
        CharacterModel model = model();
        Matcher told = Pattern.compile("\"heldOutPerplexity\":\"([0-9.]+)\"")
                .matcher(new String(
                        Files.readAllBytes(folder().resolve("model.safetensors")), StandardCharsets.ISO_8859_1));
        assertThat(told.find()).isTrue();
        assertThat(Perplexity.of(model.graph(), model.windows(1000), Products.PLAIN))
                .isCloseTo(Double.parseDouble(told.group(1)), within(0.0001));
    }

    /** Products of integers cost little at eight bits, more at four. */
    @Test
    void roundingCostsPerplexity() throws IOException {
        CharacterModel model = model();
        List<int[]> some = model.windows(3);
        var calibration =
                model.calibration().stream().map(CharacterModel::input).toList();
        double real = Perplexity.of(model.graph(), some, Products.PLAIN);
        double[] rounded = new double[2];
        for (int i = 0; i < 2; i++) {
            var rounding = new RoundToNearest(8, i == 0 ? 8 : 4);
            rounded[i] =
                    Perplexity.of(model.graph(), some, RoundedProducts.integers(model.graph(), calibration, rounding));
        }
        assertThat(rounded[0]).isCloseTo(real, within(0.05 * real));
        assertThat(rounded[1]).isGreaterThan(1.1 * real);
        assertThatThrownBy(() -> model.graph(Map.of("block9.q", new float[4096])))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("has no layer 'block9.q'");
        assertThat(Perplexity.of(model.graph(Map.of("block0.q", new float[4096])), some, Products.PLAIN))
                .isGreaterThan(real);
    }

    /** A token's layers are those of the prompt that ends with it, its last row. */
    @Test
    void generationIsCutOutOfTheWholeSequence() throws IOException {
        CharacterModel model = model();
        int[] prompt = model.vocabulary().tokens("Energy is ");
        var trace = new TokenTrace(model, prompt, 3, RoundToNearest.INT8);
        int[] text = trace.text();
        assertThat(text).hasSize(13).startsWith(prompt);
        LayerTrace generation = trace.layers(Phase.GENERATION);
        assertThat(generation.layers()).hasSize(3 * (4 * (6 + 2 * 4) + 1));
        var last = new TokenTrace(model, java.util.Arrays.copyOf(text, 12), 1, RoundToNearest.INT8);
        Map<String, Layer> whole = last.layers(Phase.PREFILL).layers().stream()
                .collect(Collectors.toMap(Layer::name, Function.identity()));
        int compared = 0;
        for (Layer layer : generation.layers()) {
            if (!layer.name().startsWith("token11.")) {
                continue;
            }
            Layer wanted = whole.get(layer.name().substring("token11.".length()));
            int[] rows = wanted.activations().source().load().data();
            int columns = layer.channels();
            assertThat(layer.activations().source().load().data())
                    .as(layer.name())
                    .isEqualTo(java.util.Arrays.copyOfRange(rows, rows.length - columns, rows.length));
            assertThat(layer.weights().source().shape())
                    .isEqualTo(wanted.weights().source().shape());
            assertThat(layer.weights().source().load().data())
                    .isEqualTo(wanted.weights().source().load().data());
            compared++;
        }
        assertThat(compared).isEqualTo(57);
        // The first pass is that of the prompt's last character, and sees ten keys.
        Layer scores = generation.layers().get(3);
        assertThat(scores.name()).isEqualTo("token9.block0.scores.0");
        assertThat(scores.weights().source().shape()).containsExactly(10, 1, 1, 16);
        assertThat(generation.contentHash())
                .isEqualTo(trace.layers(Phase.GENERATION).contentHash());
    }

    /** The bundle holds what the model multiplies when it reads the bundle's prompt. */
    @Test
    void theBundleIsThePrefillOfItsPrompt() throws IOException {
        CharacterModel model = model();
        var bundle = TraceBundle.open(folder(), 1);
        int[] prompt = bitwright.workload.npy.NpyFile.open(folder().resolve("prompt.npy"))
                .readTensor()
                .data();
        List<Layer> wanted = new TokenTrace(model, prompt, 1, RoundToNearest.INT8)
                .layers(Phase.PREFILL)
                .layers();
        List<Layer> stored = bundle.trace(bundle.batch()).layers();
        assertThat(stored).hasSize(57);
        for (int i = 0; i < stored.size(); i++) {
            assertThat(stored.get(i).name()).isEqualTo(wanted.get(i).name());
            assertThat(stored.get(i).activations().encoding())
                    .isEqualTo(wanted.get(i).activations().encoding());
            assertThat(stored.get(i).activations().source().load().data())
                    .isEqualTo(wanted.get(i).activations().source().load().data());
            assertThat(stored.get(i).weights().source().load().data())
                    .isEqualTo(wanted.get(i).weights().source().load().data());
        }
        // 64 rows of 49,152 weights in four blocks and 6,144 of the output; scores and mixtures of 64 rows by 64 by 64
        assertThat(stored.stream().mapToLong(Layer::macs).sum())
                .isEqualTo(64L * (4 * 49152 + 6144) + 4 * 2 * 64L * 64 * 64);
    }

    @Test
    void filesThatDoNotFitTogetherAreTold(@TempDir Path copy) throws IOException {
        for (String name :
                List.of("network.yaml", "model.safetensors", "vocabulary.txt", "held-out.npy", "calibration.npy")) {
            Files.copy(folder().resolve(name), copy.resolve(name));
        }
        assertThat(CharacterModel.open(copy).windows(1)).hasSize(1);
        Files.copy(copy.resolve("calibration.npy"), copy.resolve("held-out.npy"), REPLACE_EXISTING);
        assertThat(CharacterModel.open(copy).heldOut()).hasSize(4);
        Files.copy(folder().resolve("held-out.npy"), copy.resolve("calibration.npy"), REPLACE_EXISTING);
        told(copy, "calibration.npy: must be rows of 1 tokens or more, at most 128, got shape [9, 1024]");
        Files.writeString(copy.resolve("vocabulary.txt"), "abc");
        told(copy, "holds 3 characters, network.yaml has a vocabulary of 96");
        Files.writeString(copy.resolve("vocabulary.txt"), "abca");
        told(copy, "has 'a' (U+0061) twice");
        Files.delete(copy.resolve("vocabulary.txt"));
        told(copy, "vocabulary.txt: no such file");
        String yaml = Files.readString(copy.resolve("network.yaml"));
        Files.writeString(copy.resolve("network.yaml"), yaml.replace("heads: 4", "heads: 4\nhead: 1"));
        told(copy, "head: unknown key");
        Files.writeString(copy.resolve("network.yaml"), yaml.replace("layers: 4", "layers: 5"));
        told(copy, "holds no tensor 'h.4.ln_1.weight'");
    }

    private static void told(Path folder, String message) {
        assertThatThrownBy(() -> CharacterModel.open(folder))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining(message);
    }

    @Test
    void promptsMustFitTheContext() throws IOException {
        CharacterModel model = model();
        assertThatThrownBy(() -> new TokenTrace(model, new int[120], 9, RoundToNearest.INT8))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("together at most 128");
        assertThatThrownBy(() -> new TokenTrace(model, new int[5], 0, RoundToNearest.INT8))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("must be one at least");
        assertThatThrownBy(() -> new TokenTrace(model, new int[0], 9, RoundToNearest.INT8))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("a character at least");
    }
}
