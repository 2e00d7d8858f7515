package bitwright.workload.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.WorkloadException;
import bitwright.workload.language.CharacterModel;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.Products;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.real.Value;
import bitwright.workload.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GptGraphTest {
    private static final int[] TOKENS = {3, 10, 0, 7, 7, 2, 9};
    private static final String YAML = """
        name: tiny
        architecture: gpt2
        layers: 2
        width: 12
        heads: 3
        hidden: 20
        vocabulary: 11
        context: 9
        """;

    @TempDir
    private Path folder;

    private Graph graph(TinyGpt model, String description) throws IOException {
        Path yaml = folder.resolve("network.yaml");
        Files.writeString(yaml, description);
        return NetworkYaml.read(yaml, SafetensorsFile.open(ByteSource.of("t.safetensors", model.safetensors())));
    }

    @Test
    void logitsAreThoseOfAPlainForwardPass() throws IOException {
        for (String prefix : List.of("", "transformer.")) {
            var model = new TinyGpt(5, prefix, !prefix.isEmpty());
            Value logits = new GraphInference(graph(model, YAML))
                    .run(CharacterModel.input(TOKENS), Products.PLAIN)
                    .get("output");
            double[][] expected = model.logits(TOKENS);
            assertThat(logits.shape()).containsExactly(1, TOKENS.length, 11);
            for (int t = 0; t < TOKENS.length; t++) {
                for (int i = 0; i < 11; i++) {
                    assertThat((double) logits.reals()[t * 11 + i])
                            .as("position %d token %d", t, i)
                            .isCloseTo(expected[t][i], within(1e-4));
                }
            }
        }
    }

    /** Eight products of one operand a layer, two products of two computed operands a head, and the output. */
    @Test
    void everyProductIsALayerOfTheTrace() throws IOException {
        var inputs = List.of(CharacterModel.input(TOKENS));
        GraphTrace trace = GraphTrace.of(graph(new TinyGpt(6, "", false), YAML), inputs, inputs, RoundToNearest.INT8);
        assertThat(trace.layers().stream().map(layer -> layer.mac().name()).limit(12))
                .containsExactly(
                        "block0.q",
                        "block0.k",
                        "block0.v",
                        "block0.scores.0",
                        "block0.scores.1",
                        "block0.scores.2",
                        "block0.mixed.0",
                        "block0.mixed.1",
                        "block0.mixed.2",
                        "block0.o",
                        "block0.up",
                        "block0.down");
        assertThat(trace.layers()).hasSize(2 * 12 + 1);
        assertThat(trace.layers().get(3).mac().weights().source().shape()).containsExactly(7, 1, 1, 4);
        assertThat(trace.layers().get(6).mac().weights().source().shape()).containsExactly(4, 1, 1, 7);
        assertThat(trace.loss().signalToNoiseDb()).isGreaterThan(20);
    }

    @Test
    void whatDoesNotFitIsTold() throws IOException {
        var model = new TinyGpt(7, "", false);
        assertThatThrownBy(() -> graph(model, YAML.replace("heads: 3", "heads: 5")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("width must be a multiple of heads, got 12 and 5");
        assertThatThrownBy(() -> graph(model, YAML.replace("hidden: 20", "hidden: 21")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("tensor 'h.0.mlp.c_fc.weight' must be of shape [12, 21], got [12, 20]");
        assertThatThrownBy(() -> graph(model, YAML.replace("layers: 2", "layers: 3")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("holds no tensor 'h.2.ln_1.weight'");
        assertThatThrownBy(() -> graph(model, YAML.replace("gpt2", "gpt")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("must be llama or gpt2, got 'gpt'");
    }
}
