package bitwright.workload.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** That it is bit-exact is what the golden traces show; here that it is a softmax. */
class SoftmaxTest {
    @Test
    void exponentialsAreAsExactAsTheirPolynomial() {
        for (int i = 0; i <= 31 * 64; i++) {
            double x = -i / 64.0;
            int raw = (int) Math.rint(x * (1 << 26));
            // the polynomial's rest: (1/8)^5/5! = 2.5e-7
            assertThat(Softmax.exponentialOfNegative(raw) / 0x1p31)
                    .as("exp(%s)", x)
                    .isCloseTo(Math.exp(x), within(3e-7));
        }
    }

    @Test
    void probabilitiesAreThoseOfRealArithmetic() {
        long seed = 3;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 500; trial++) {
            float scale = (float) random.nextDouble(0.01, 0.5);
            int[] codes = random.ints(random.nextInt(2, 20), -128, 128).toArray();
            double sum = 0;
            for (int code : codes) {
                sum += Math.exp(scale * code);
            }
            for (Rounding rounding : Rounding.values()) {
                int[] result = new int[codes.length];
                new Softmax("s", 1, scale, rounding).row(codes, 0, codes.length, result);
                for (int i = 0; i < codes.length; i++) {
                    double probability = Math.exp(scale * codes[i]) / sum;
                    assertThat((double) result[i])
                            .as("seed %d trial %d", seed, trial)
                            .isCloseTo(Math.min(127, probability * 256 - 128), within(1.0));
                }
            }
        }
    }
}
