package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.transformer.TransformerRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformerConfigTest {
    @TempDir
    Path folder;

    /** Layers, width and heads as the table of PIM-GPT's models has them, weights 12 layers · width². */
    @ParameterizedTest
    @CsvSource({
        "gpt2-small, 12, 768, 12, 84934656, 1024",
        "gpt2-medium, 24, 1024, 16, 301989888, 1024",
        "gpt2-large, 36, 1280, 20, 707788800, 1024",
        "gpt2-xl, 48, 1600, 25, 1474560000, 1024",
        "gpt3-small, 12, 768, 12, 84934656, 2048",
        "gpt3-medium, 24, 1024, 16, 301989888, 2048",
        "gpt3-large, 24, 1536, 16, 679477248, 2048",
        "gpt3-xl, 24, 2048, 16, 1207959552, 2048"
    })
    void theLibraryHasTheModelsOfPimGpt(String name, int layers, int width, int heads, long weights, int context) {
        var model = TransformerConfig.of(name).model();
        assertThat(model.layers()).isEqualTo(layers);
        assertThat(model.dModel()).isEqualTo(width);
        assertThat(model.heads()).isEqualTo(heads);
        assertThat(model.blockWeights()).isEqualTo(weights);
        assertThat(model.headWeights()).isEqualTo(50257L * width);
        assertThat(model.context()).isEqualTo(context);
    }

    @Test
    void aLanguageModelOfTheLibraryIsATransformer() {
        var model = TransformerConfig.of("tiny-gpt").model();
        assertThat(model.layers()).isEqualTo(4);
        assertThat(model.dFf()).isEqualTo(256);
        assertThat(model.vocabulary()).isEqualTo(96);
    }

    @Test
    void whatIsNoGptIsRefused() {
        for (String name : List.of("bert-base", "opt-125m", "llama-7b", "vgg-19", "gpt2-smal")) {
            assertThatThrownBy(() -> TransformerConfig.of(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got '" + name + "'")
                    .hasMessageContaining("gpt2-small, gpt2-xl, gpt3-13b");
        }
    }

    private ResolvedRun read(String workload) throws Exception {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, "workload: " + workload + "\ndesign: pim-gpt\nmemory: ideal\nenergy: cmos-45nm\n");
        return ConfigReader.builtIn().run(file, List.of(), List.of());
    }

    @Test
    void aRunNamesATransformerOrWritesItOut() throws Exception {
        var named = (WorkloadSpec.Transformer)
                read("{ transformer: gpt2-small, generatedTokens: 5 }").config().workload();
        assertThat(named.run())
                .isEqualTo(new TransformerRun(
                        "gpt2-small", TransformerConfig.of("gpt2-small").model(), 1, 5));
        var written = (WorkloadSpec.Transformer)
                read("{ transformer: { layers: 2, heads: 3, dModel: 12, dFf: 48, vocabulary: 9,"
                                + " context: 7 }, promptTokens: 3, generatedTokens: 5 }")
                        .config()
                        .workload();
        assertThat(written.run().passes()).isEqualTo(7);
        assertThat(written.run().hasOutput(1)).isFalse();
        assertThat(written.run().hasOutput(2)).isTrue();
    }

    @Test
    void mistakesAreToldWithTheirPlace() {
        assertThatThrownBy(() -> read("{ transformer: gpt2-small, generatedTokens: 1025 }"))
                .hasMessageEndingWith(
                        "workload.generatedTokens: must leave at most 1024 tokens to pass, as many as the model"
                                + " has positions, got 1025");
        assertThatThrownBy(() ->
                        read("{ transformer: { layers: 2, heads: 5, dModel: 12, dFf: 48, vocabulary: 9, context: 7 },"
                                + " generatedTokens: 5 }"))
                .hasMessageContaining("workload.transformer.heads: must divide dModel 12, got 5");
        assertThatThrownBy(() -> read("{ transformer: gpt2-small }"))
                .hasMessageContaining("generatedTokens: is missing");
    }

    @Test
    void aRunGoesToAnotherMachineAsItIs() throws Exception {
        var run = read("{ transformer: gpt2-small, generatedTokens: 5 }");
        var portable = PortableRun.of(run, path -> {
            throw new AssertionError("there is no file in it, got " + path);
        });
        var again = ConfigReader.builtIn().run(portable, folder, List.of());
        assertThat(again.config().workload()).isEqualTo(run.config().workload());
        assertThat(again.hash(again.config().designs().get(0)))
                .isEqualTo(run.hash(run.config().designs().get(0)));
    }
}
