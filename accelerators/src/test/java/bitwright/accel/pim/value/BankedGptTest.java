package bitwright.accel.pim.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.pim.PimMemory;
import bitwright.accel.pim.asic.Approximation;
import bitwright.accel.pim.asic.Approximation.Arguments;
import bitwright.accel.pim.value.MacUnit.Register;
import bitwright.workload.WorkloadException;
import bitwright.workload.language.CharacterModel;
import bitwright.workload.language.Choice;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.Products;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BankedGptTest {
    private static CharacterModel model() throws IOException {
        Path folder = Path.of(System.getProperty("bitwright.root", ".")).resolve("configs/workloads/tiny-gpt");
        Assumptions.assumeTrue(Files.exists(folder), "the YAML library is absent");
        return CharacterModel.open(folder);
    }

    /** Eight channels of 16 banks with rows and buffers of 2 KiB, as the paper has them. */
    private static final PimMemory MEMORY = new PimMemory(8, 16, 64, 2048, 32, 16, 2048, 2);

    private static BankedGpt machine(CharacterModel model, Register accumulator, int terms, Arguments arguments) {
        return new BankedGpt(model.weights(), MEMORY, accumulator, new Approximation(terms, 3, 1, arguments));
    }

    private static Iterator<String> golden() throws IOException {
        try (InputStream in = BankedGptTest.class.getResourceAsStream("tiny-gpt-logits.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().iterator();
        }
    }

    /** Every logit of a text under eight settings, to the bit, as src/test/python/pim_gpt_logits.py has it. */
    @Test
    void logitsAreThoseOfNumPyToTheBit() throws IOException {
        CharacterModel model = model();
        Iterator<String> lines = golden();
        lines.next();
        int[] text = model.vocabulary().tokens(lines.next().substring(2));
        int settings = 0;
        while (lines.hasNext()) {
            String[] setting = lines.next().split(" ");
            BankedGpt machine = machine(
                    model,
                    Register.valueOf(setting[0].toUpperCase(Locale.ROOT)),
                    Integer.parseInt(setting[1]),
                    Arguments.valueOf(setting[2].toUpperCase(Locale.ROOT)));
            for (int t = 0; t < text.length; t++) {
                float[] logits = machine.next(text[t]);
                var codes = new StringBuilder();
                for (float logit : logits) {
                    codes.append(codes.isEmpty() ? "" : " ")
                            .append(String.format("%04x", Float.floatToRawIntBits(logit) >>> 16));
                }
                assertThat(codes.toString())
                        .as("%s token %d", String.join(" ", setting), t)
                        .isEqualTo(lines.next());
            }
            settings++;
        }
        assertThat(settings).isEqualTo(8);
    }

    /** With arguments reduced it predicts as well as single precision; without it does not work at all. */
    @Test
    void logitsComeNearTheReference() throws IOException {
        CharacterModel model = model();
        List<int[]> some = model.windows(2);
        var inference = new GraphInference(model.graph());
        List<float[]> reference = some.stream()
                .map(window -> inference
                        .run(CharacterModel.input(Arrays.copyOf(window, 127)), Products.PLAIN)
                        .get("output")
                        .reals())
                .toList();
        var near = LogitComparison.of(reference, machine(model, Register.BFLOAT16, 6, Arguments.REDUCED), some);
        assertThat(near.predictions()).isEqualTo(254);
        assertThat(near.perplexity() / near.referencePerplexity()).isBetween(0.98, 1.02);
        assertThat(near.rootMeanSquare()).isBetween(0.02, 0.12);
        assertThat(near.sameChoices()).isGreaterThan(240);
        var far = LogitComparison.of(reference, machine(model, Register.BFLOAT16, 6, Arguments.SERIES), some);
        assertThat(far.perplexity()).isGreaterThan(96);
        var same = LogitComparison.of(reference, given -> reference.get(0), some.subList(0, 1));
        assertThat(same.perplexity()).isEqualTo(same.referencePerplexity());
        assertThat(same.largest()).isZero();
        assertThat(same.sameChoices()).isEqualTo(127);
    }

    /** How many channels and banks share the work changes no bit; where a vector is cut does. */
    @Test
    void theMappingChangesNothingButSumsOfChunks() throws IOException {
        CharacterModel model = model();
        int[] text = model.vocabulary().tokens("The array waits");
        var approximation = new Approximation(4, 3, 1, Arguments.REDUCED);
        float[] logits = new BankedGpt(model.weights(), MEMORY, Register.FLOAT32, approximation).logits(text);
        var small = new PimMemory(3, 5, 4096, 256, 32, 16, 256, 2);
        assertThat(new BankedGpt(model.weights(), small, Register.FLOAT32, approximation).logits(text))
                .isNotEqualTo(logits);
        var narrow = new PimMemory(3, 5, 4096, 512, 64, 16, 512, 2);
        assertThat(new BankedGpt(model.weights(), narrow, Register.FLOAT32, approximation).logits(text))
                .isEqualTo(logits);
        assertThatThrownBy(() -> new BankedGpt(
                        model.weights(),
                        new PimMemory(8, 16, 8, 2048, 32, 16, 2048, 2),
                        Register.FLOAT32,
                        approximation))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("rows of every bank");
    }

    @Test
    void whatIsWrittenFollowsFromTheLogits() throws IOException {
        CharacterModel model = model();
        BankedGpt machine = machine(model, Register.FLOAT32, 6, Arguments.REDUCED);
        int[] prompt = model.vocabulary().tokens("The ");
        int[] text = machine.write(prompt, 12, Choice.likeliest());
        assertThat(text).hasSize(16).startsWith(prompt);
        float[] logits = machine.logits(text);
        for (int t = 3; t < 15; t++) {
            assertThat(Choice.likeliest().of(logits, t * 96, 96)).isEqualTo(text[t + 1]);
        }
        assertThat(machine.write(prompt, 12, Choice.sampled(1, 7)))
                .isEqualTo(machine.write(prompt, 12, Choice.sampled(1, 7)))
                .isNotEqualTo(machine.write(prompt, 12, Choice.sampled(1, 8)));
        assertThatThrownBy(() -> machine.logits(new int[129]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at most 128");
    }
}
