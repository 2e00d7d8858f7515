package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A trained network under a design's numbers. */
class NumbersTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String yaml) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, yaml + "memory: ideal\nenergy: cmos-45nm\nnumbers: design\n");
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute("run", file.toString(), "-o", folder.resolve("out").toString(), "--report", "none");
    }

    private JsonNode result(int design) throws IOException {
        JsonNode runs = JsonMapper.shared().readTree(folder.resolve("out/run.json"));
        return runs.get("runs").get(design);
    }

    /**
     * What PyTorch said of the float network when it was trained stands in its trace: 97.8 % of the 500 test inputs. In four
     * bits each operand is half of what it is in eight.
     */
    @Test
    void float32IsTheRealNetworkAndFourBitsAreNot() throws IOException {
        int code = run("""
            workload: glyphs-cnn
            designs:
              - { extends: systolic-os-32, name: real, pe: { activations: float32, weights: float32, accumulator: float32 } }
              - { extends: systolic-os-32, name: narrow, pe: { activations: int4, weights: int4, accumulator: int32 } }
            """);
        assertThat(code).as(err.toString()).isZero();
        JsonNode real = result(0).get("statistics");
        assertThat(real.get("accuracyPercent").doubleValue()).isEqualTo(97.8);
        assertThat(real.get("realAccuracyPercent").doubleValue()).isEqualTo(97.8);
        assertThat(real.get("labelledInputs").intValue()).isEqualTo(500);
        assertThat(real.get("meanSquaredError").doubleValue()).isCloseTo(0, within(1e-9));
        JsonNode narrow = result(1).get("statistics");
        assertThat(narrow.get("accuracyPercent").doubleValue()).isBetween(70.0, 95.0);
        assertThat(narrow.get("meanSquaredError").doubleValue()).isGreaterThan(1);
        for (JsonNode layer : result(1).get("layers")) {
            assertThat(layer.get("values").get("mismatches").longValue()).isZero();
            assertThat(layer.get("statistics").get("numbersErrorPercent").doubleValue())
                    .as(layer.get("name").stringValue())
                    .isBetween(1.0, 30.0);
        }
        // conv3-pointwise: 16 · 16 · 16 activations and 32 · 16 weights in, 16 · 16 · 32 outputs out
        JsonNode traffic = result(1).get("layers").get(2).get("trafficBits");
        assertThat(traffic.get("dram.read").longValue()).isEqualTo(4 * (4096 + 512));
        assertThat(traffic.get("dram.write").longValue()).isEqualTo(4 * 8192);
        assertThat(out.toString())
                .contains("narrow, under its own numbers: accuracy ")
                .contains("% of 500 labelled inputs (97.8% with nothing rounded), mean squared error ")
                .contains(", worst layer ");
    }

    /** Weights of eight bits in groups of 16 are as good as reals to a few inputs; bits fewer cost more. */
    @Test
    void weightsInGroupsAreJudgedToo() throws IOException {
        int code = run("""
            workload: glyphs-cnn
            designs:
              - { extends: mixpe-w4a8, name: eight, groups: { bits: 8, size: 16 } }
              - { extends: mixpe-w4a8, name: two, groups: { bits: 2, size: 16 } }
            values: proven
            """);
        assertThat(code).as(err.toString()).isZero();
        var errors = new double[2];
        for (int i = 0; i < errors.length; i++) {
            JsonNode statistics = result(i).get("statistics");
            errors[i] = statistics.get("meanSquaredError").doubleValue();
            assertThat(statistics.get("realAccuracyPercent").doubleValue()).isEqualTo(97.8);
        }
        assertThat(result(0).get("statistics").get("accuracyPercent").doubleValue())
                .isCloseTo(97.8, within(0.6));
        assertThat(errors[0]).isLessThan(errors[1] / 4);
    }

    @Test
    void whatHasNoNumbersIsRefused() throws IOException {
        Stream.of(
                        "workload: glyphs-cnn\ndesign: loom-1b\n",
                        "workload: glyphs-cnn\ndesign: systolic-os-32\nchain: true\n",
                        "workload: vgg-2layers\ndesign: systolic-os-32\n")
                .forEach(yaml -> {
                    try {
                        assertThat(run(yaml)).as(yaml).isEqualTo(2);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        assertThat(err.toString())
                .contains("design loom-1b does not tell its numbers")
                .contains("chain runs the workload's own numbers")
                .contains("numbers: design needs a whole network with its input");
    }
}
