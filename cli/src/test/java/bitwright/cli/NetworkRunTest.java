package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Networks that are known by their dimensions, run by arrays whose outputs are recomputed. */
class NetworkRunTest {
    private static final String DESIGNS = "[dadiannao, loom-1b, pragmatic, systolic-os-32, systolic-ws-32]";
    private static final String TINY = """
        workload:
          network:
            name: tiny
            blocks: 3
            width: 24
            heads: 4
            keyValueHeads: 2
            hiddenWidth: 40
            feedForward: swiglu
            outputs: 50
            causal: true
            values:
              weights: { distribution: normal, sigma: 0.28 }
              normalised: { distribution: normal, sigma: 0.1, outliers: { share: 0.05, factor: 9 } }
              projected: { distribution: normal, sigma: 0.2 }
              probabilities: { distribution: rectified-normal, sigma: 0.1 }
              attended: { distribution: normal, sigma: 0.2 }
              hidden: { distribution: product-normal, sigma: 0.1 }
          prefill: 6
          generate: 2
        designs: %s
        memory: ideal
        energy: cmos-45nm
        values: recomputed
        """.formatted(DESIGNS);

    @TempDir
    Path folder;

    private List<JsonNode> results(String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), TINY);
        var arguments = new ArrayList<>(List.of("run", file.toString(), "--report", "none", "--json"));
        arguments.addAll(List.of("-o", folder.resolve("out").toString()));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        assertThat(exit).as(err.toString()).isZero();
        var results = new ArrayList<JsonNode>();
        JsonMapper.builder()
                .build()
                .readTree(Files.readString(folder.resolve("out/run.json")))
                .get("runs")
                .forEach(results::add);
        return results;
    }

    private static Map<String, JsonNode> layers(JsonNode result) {
        var layers = new LinkedHashMap<String, JsonNode>();
        result.get("layers").forEach(layer -> layers.put(layer.get("name").asString(), layer));
        return layers;
    }

    /**
     * MACs by hand. A block's matrices have 24 · (24 + 12 + 12 + 24) + 3 · 24 · 40 = 4608 weights, the head 1200. Six
     * tokens at once look at 6, the next at 7 and 8: 24 · 2 MACs for each that is looked at.
     */
    @Test
    void everyDesignComputesTheSameProducts() throws IOException {
        long matrices = 3 * 4608 * 8L + 3 * 1200;
        long attention = 3 * 48L * (6 * 6 + 7 + 8);
        for (JsonNode result : results()) {
            long macs = 0;
            for (JsonNode layer : layers(result).values()) {
                macs += layer.get("macs").asLong();
                assertThat(layer.get("values").get("mismatches").asLong()).isZero();
                assertThat(layer.get("values").get("compared").asLong()).isPositive();
            }
            assertThat(macs).isEqualTo(matrices + attention);
        }
    }

    /** What stands for several blocks is what each of them gives when it is simulated by itself. */
    @Test
    void aBlockThatIsRunAloneGivesWhatTheFirstGave() throws IOException {
        var all = results();
        var alone = results("--set", "layers=[prefill.block2.scores, prefill.block2.up, token1.block1.query]");
        for (int i = 0; i < all.size(); i++) {
            var whole = layers(all.get(i));
            assertThat(layers(alone.get(i)))
                    .hasSize(3)
                    .allSatisfy((name, layer) -> assertThat(layer).isEqualTo(whole.get(name)));
            assertThat(whole.get("prefill.block0.up").get("cycles"))
                    .isEqualTo(whole.get("prefill.block2.up").get("cycles"));
        }
    }

    @Test
    void eachBlockMayHaveValuesOfItsOwn() throws IOException {
        var layers = layers(results("--set", "workload.draws=each").get(1));
        assertThat(layers.get("prefill.block0.up").get("energy"))
                .isNotEqualTo(layers.get("prefill.block2.up").get("energy"));
    }

    @Test
    void dimensionsOfOnesOwnCanBeCheckedByThemselves() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), """
            extends: gpt2-small
            blocks: 3
            hiddenWidth: 1024
            """);
        var out = new StringWriter();
        var err = new StringWriter();
        var command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        assertThat(command.execute("validate", file.toString(), "--json"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("\"kind\" : \"network\"", "\"name\" : \"mine\"");
        assertThat(command.execute("validate", file.toString(), "--set", "heads=0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("heads: must be between 1 and 65536, got 0");
    }

    /** 10^12 rows, and a few blocks of a million tokens: told, not tried. */
    @Test
    void moreThanCanBeCountedIsToldAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), TINY);
        for (String setting : List.of("workload.sequences=65536", "workload.sequences=1")) {
            var err = new StringWriter();
            int exit = Main.commandLine()
                    .setErr(new PrintWriter(err, true))
                    .execute("run", file.toString(), "--set", "workload.prefill=16000000", "--set", setting);
            assertThat(exit).isEqualTo(2);
            assertThat(err.toString())
                    .containsAnyOf(
                            "network tiny: prefill of 16000000 tokens",
                            "network tiny: more than 100000 layers; narrow it with blocks");
        }
    }
}
