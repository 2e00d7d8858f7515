package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LanguageCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private JsonNode json(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
        return JsonMapper.builder().build().readTree(out.toString());
    }

    @Test
    void tinyGptWritesOnTheMachine() {
        JsonNode facts = json(
                "language",
                "write",
                "tiny-gpt",
                "--prompt",
                "The array ",
                "--characters",
                "5",
                "--temperature",
                "1",
                "--json");
        assertThat(facts.get("text").asString()).startsWith("The array ").hasSize(15);
        assertThat(facts.get("float32").asString()).startsWith("The array ").hasSize(15);
        // 14 characters pass, the last one is written alone: about 50,000 weights times 4 layers at 16 MACs a bank
        assertThat(facts.get("microseconds").asDouble()).isBetween(10.0, 200.0);
        assertThat(facts.get("chipMultiplications").asLong()).isPositive();
    }

    @Test
    void perplexityIsComparedRowByRow() {
        JsonNode facts =
                json("language", "perplexity", "tiny-gpt", "--sequences", "1", "--taylor-terms", "3", "--json");
        assertThat(facts.get("predictions").asInt()).isEqualTo(127);
        double real = facts.get("float32Perplexity").asDouble();
        JsonNode rows = facts.get("rows");
        assertThat(rows.size()).isEqualTo(3 * 2);
        for (int i = 0; i < 2; i++) {
            assertThat(rows.get(i).get("arguments").asString()).isEqualTo("reduced");
            assertThat(rows.get(i).get("perplexity").asDouble()).isBetween(0.97 * real, 1.03 * real);
        }
        // An odd number of terms leaves the tangent's sign right.
        assertThat(rows.get(2).get("arguments").asString()).isEqualTo("tangent-series");
        assertThat(rows.get(2).get("perplexity").asDouble()).isBetween(0.9 * real, 1.3 * real);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write nope|the library's workloads: ",
                "write vgg-19|MODEL must be a language model, e.g. tiny-gpt; vgg-19 is none",
                "write ./src/main|MODEL must be a language model, e.g. tiny-gpt; ./src/main is none",
                "write ./nowhere|network.yaml: no such file",
                "write tiny-gpt --prompt é|is not among the 96 characters that the model knows",
                "write tiny-gpt --characters 0|must be one at least",
                "write tiny-gpt --characters 128|together at most 128",
                "write tiny-gpt --taylor-terms 17|taylorTerms must be between 1 and 16, got 17",
                "write tiny-gpt --arguments far|must be reduced, tangent-series or series, got 'far'",
                "write tiny-gpt --temperature -1|--temperature must be between 0 and 100, got -1",
                "write tiny-gpt --design loom-1b|--design must be of family pim-gpt, got loom-1b",
                "perplexity tiny-gpt --sequences 0|--sequences must be at least 1, got 0",
            })
    void wrongInputIsTold(String arguments, String message) {
        assertThat(run(("language " + arguments).split(" "))).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    /** Both phases run on arrays of all families, and their sums agree with the reference's. */
    @ParameterizedTest
    @CsvSource({"prefill, 57", "generation, 114"})
    void everyArrayRunsItsLayers(String phase, int layers) throws IOException {
        Path yaml = folder.resolve("run.yaml");
        Files.writeString(yaml, """
            workload: { writer: tiny-gpt, prompt: "It ", tokens: 2, phase: %s }
            designs: [loom-1b, laconic-1k, tactical-e, systolic-os-32]
            memory: ideal
            energy: cmos-45nm
            """.formatted(phase));
        JsonNode results = json("run", yaml.toString(), "--json", "--report", "none", "-o", folder.toString());
        assertThat(results.get("runs").size()).isEqualTo(4);
        for (JsonNode result : results.get("runs")) {
            assertThat(result.get("layers").size()).isEqualTo(layers);
            for (JsonNode layer : result.get("layers")) {
                assertThat(layer.get("values").get("mismatches").asInt()).isZero();
                assertThat(layer.get("values").get("compared").asInt()).isPositive();
            }
        }
    }
}
