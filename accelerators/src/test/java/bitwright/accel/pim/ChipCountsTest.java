package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pim.asic.Approximation.Arguments;
import bitwright.accel.pim.asic.Asic;
import bitwright.accel.pim.value.BankedGpt;
import bitwright.accel.pim.value.MacUnit;
import bitwright.workload.transformer.Transformer;
import bitwright.workload.weights.GptShape;
import bitwright.workload.weights.GptWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the companion chip is timed and billed for is what it does when values are computed. */
class ChipCountsTest {
    private static final GptShape SHAPE = new GptShape(2, 24, 3, 40, 11, 30, 1e-5f);

    private final SplittableRandom random = new SplittableRandom(9);

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.nextDouble() - 0.5);
        }
        return numbers;
    }

    private GptWeights.Linear linear(int outputs, int inputs) {
        return new GptWeights.Linear(outputs, inputs, numbers(outputs * inputs), numbers(outputs));
    }

    private GptWeights.Norm norm() {
        return new GptWeights.Norm(numbers(24), numbers(24));
    }

    private GptWeights weights() {
        List<GptWeights.Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            blocks.add(new GptWeights.Block(
                    norm(),
                    linear(24, 24),
                    linear(24, 24),
                    linear(24, 24),
                    linear(24, 24),
                    norm(),
                    linear(40, 24),
                    linear(24, 40)));
        }
        float[] tokens = numbers(11 * 24);
        return new GptWeights(SHAPE, tokens, numbers(30 * 24), blocks, norm(), tokens);
    }

    /** Buffers of a row, and of 8 and 16 values, so that vectors are cut and sums added on the chip. */
    @ParameterizedTest
    @CsvSource({"2048, REDUCED, false", "16, REDUCED, false", "32, TANGENT_SERIES, true", "32, SERIES, false"})
    void aTokensOperationsAreThoseOfItsInstructions(int bufferBytes, Arguments arguments, boolean overlapped) {
        var asic = new Asic(1000, 128, 256, 128, 3, 4, 2, 1, arguments, Asic.Passes.SEPARATE, 304.59, 1000);
        var memory = new PimMemory(2, 3, 4096, 2048, 16, 8, bufferBytes, 2);
        var model = new Transformer(2, 3, 24, 40, 11, 30);
        var compiler = new Compiler(memory, asic, model, overlapped, true);
        var gpt = new BankedGpt(weights(), memory, MacUnit.Register.BFLOAT16, asic.approximation());
        long additions = 0;
        long multiplications = 0;
        for (int position = 0; position < 30; position++) {
            gpt.next(position % 11);
            for (Instruction instruction : compiler.token(position, true)) {
                if (instruction.operation() != Operation.GREATEST) { // the token is picked outside
                    additions += instruction.work().additions();
                    multiplications += instruction.work().multiplications();
                }
            }
            assertThat(gpt.chip().additions())
                    .as("additions up to %d", position)
                    .isEqualTo(additions);
            assertThat(gpt.chip().multiplications())
                    .as("multiplications up to %d", position)
                    .isEqualTo(multiplications);
        }
    }
}
