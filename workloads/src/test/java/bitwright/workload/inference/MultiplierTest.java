package bitwright.workload.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MultiplierTest {
    @Test
    void aFactorIsTheNearestFraction() {
        // 0.5 = 2^30 · 2^(0 − 31); 1 = 2^30 · 2^(1 − 31); 0.3 = 0.6 · 2^−1 with 0.6 · 2^31 = 1288490188.8
        assertThat(Multiplier.of(0.5)).isEqualTo(new Multiplier(1 << 30, 0));
        assertThat(Multiplier.of(1)).isEqualTo(new Multiplier(1 << 30, 1));
        assertThat(Multiplier.of(0.3)).isEqualTo(new Multiplier(1_288_490_189, -1));
        // just below 1 rounds up to 2^31, which becomes 2^30 with a larger shift
        assertThat(Multiplier.of(Math.nextDown(1.0))).isEqualTo(new Multiplier(1 << 30, 1));
        assertThat(Multiplier.of(0x1p-40)).isEqualTo(new Multiplier(0, 0));
    }

    @Test
    void doubleRoundingEqualsItsDefinitionInBigIntegers() {
        long seed = 11;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 200_000; trial++) {
            int sum = interesting(random);
            var multiplier = new Multiplier(random.nextInt(1 << 30, Integer.MAX_VALUE), random.nextInt(-31, 8));
            int shifted = sum << Math.max(multiplier.shift(), 0);
            // half upwards: floor(x + 1/2)
            BigInteger high = product(shifted, multiplier)
                    .add(BigInteger.ONE.shiftLeft(30))
                    .shiftRight(31);
            int expected = new BigDecimal(high)
                    .divide(new BigDecimal(BigInteger.ONE.shiftLeft(Math.max(-multiplier.shift(), 0))))
                    .setScale(0, RoundingMode.HALF_UP) // away from zero, as BigDecimal understands it
                    .intValueExact();
            assertThat(multiplier.apply(sum, Rounding.DOUBLE))
                    .as("seed %d trial %d: %d times %s", seed, trial, sum, multiplier)
                    .isEqualTo(expected);
        }
    }

    @Test
    void singleRoundingEqualsItsDefinitionInBigIntegers() {
        long seed = 12;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 200_000; trial++) {
            int sum = interesting(random) >> 8; // products stay within 32 bits for the shifts below
            var multiplier = new Multiplier(random.nextInt(1 << 30, Integer.MAX_VALUE), random.nextInt(-31, 8));
            int right = 31 - multiplier.shift();
            int expected = product(sum, multiplier)
                    .add(BigInteger.ONE.shiftLeft(right - 1))
                    .shiftRight(right)
                    .intValueExact();
            assertThat(multiplier.apply(sum, Rounding.SINGLE))
                    .as("seed %d trial %d: %d times %s", seed, trial, sum, multiplier)
                    .isEqualTo(expected);
        }
    }

    @Test
    void theRoundingsDifferWhereBothStepsRound() {
        // 3 · 2^30/2^31 = 1.5; double: 1.5 → 2, then 2/2 = 1; single: 3/4 = 0.75 → 1.
        assertThat(new Multiplier(1 << 30, -1).apply(3, Rounding.DOUBLE)).isEqualTo(1);
        assertThat(new Multiplier(1 << 30, -1).apply(3, Rounding.SINGLE)).isEqualTo(1);
        // 1/4: double: 0.5 → 1, then 1/2 → 1; single: 0.25 → 0.
        assertThat(new Multiplier(1 << 30, -1).apply(1, Rounding.DOUBLE)).isEqualTo(1);
        assertThat(new Multiplier(1 << 30, -1).apply(1, Rounding.SINGLE)).isEqualTo(0);
    }

    private static BigInteger product(int sum, Multiplier multiplier) {
        return BigInteger.valueOf(sum).multiply(BigInteger.valueOf(multiplier.multiplier()));
    }

    private static int interesting(SplittableRandom random) {
        int bits = random.nextInt(1, 33);
        return (int) (random.nextLong() >> 64 - bits);
    }
}
