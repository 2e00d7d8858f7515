package bitwright.accel.pim.asic;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pim.asic.Approximation.Arguments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsicMathTest {
    /** Decimal arithmetic, rounded to eight binary digits after every operation: shares nothing with the chip's. */
    private static final class Decimals {
        private static final BigDecimal TWO = BigDecimal.valueOf(2);
        private final int terms;
        private final int newtonSteps;
        private final int rootSteps;

        Decimals(int terms, int newtonSteps, int rootSteps) {
            this.terms = terms;
            this.newtonSteps = newtonSteps;
            this.rootSteps = rootSteps;
        }

        /** Nearest multiple of the last place, half to even; normal numbers only. */
        static BigDecimal rounded(BigDecimal x) {
            if (x.signum() == 0) {
                return x;
            }
            int exponent = Math.getExponent(x.abs().doubleValue());
            BigDecimal places = x.multiply(power(7 - exponent));
            return places.setScale(0, RoundingMode.HALF_EVEN).multiply(power(exponent - 7));
        }

        static BigDecimal power(int exponent) {
            return new BigDecimal(Math.scalb(1.0, exponent)); // exact
        }

        static BigDecimal of(double x) {
            return new BigDecimal(x);
        }

        BigDecimal horner(double[] coefficients, BigDecimal x) {
            BigDecimal sum = rounded(of(coefficients[coefficients.length - 1]));
            for (int k = coefficients.length - 2; k >= 0; k--) {
                sum = rounded(rounded(sum.multiply(x)).add(rounded(of(coefficients[k]))));
            }
            return sum;
        }

        private double[] inverseFactorials() {
            double[] coefficients = new double[terms + 1];
            Arrays.setAll(
                    coefficients,
                    k -> 1
                            / java.util.stream.LongStream.rangeClosed(1, k)
                                    .asDoubleStream()
                                    .reduce(1, (a, b) -> a * b));
            return coefficients;
        }

        BigDecimal exp(BigDecimal x) {
            BigDecimal near = x.max(of(-40)).min(of(40));
            BigDecimal whole =
                    rounded(near.multiply(rounded(of(1 / Math.log(2))))).setScale(0, RoundingMode.HALF_EVEN);
            BigDecimal high = rounded(whole.multiply(of(0.6875)));
            BigDecimal low = rounded(whole.multiply(rounded(of(Math.log(2) - 0.6875))));
            BigDecimal y = rounded(rounded(near.subtract(high)).subtract(low));
            return horner(inverseFactorials(), y).multiply(power(whole.intValueExact()));
        }

        BigDecimal series(BigDecimal x) {
            return horner(inverseFactorials(), x);
        }

        BigDecimal reciprocal(BigDecimal x) {
            // Bits as an integer: 128 · exponent + significand; 0x7EF3 is 253 · 128 + 115.
            int exponent = Math.getExponent(x.doubleValue());
            int significand = x.multiply(power(7 - exponent)).intValueExact() - 128;
            int bits = 253 * 128 + 115 - (128 * (exponent + 127) + significand);
            BigDecimal y = of(128 + bits % 128).multiply(power(bits / 128 - 127 - 7));
            for (int step = 0; step < newtonSteps; step++) {
                y = rounded(y.multiply(rounded(TWO.subtract(rounded(x.multiply(y))))));
            }
            return y;
        }

        BigDecimal inverseRoot(BigDecimal x) {
            int exponent = Math.getExponent(x.doubleValue());
            int significand = x.multiply(power(7 - exponent)).intValueExact() - 128;
            // 0x5F37 is 190 · 128 + 55.
            int bits = 190 * 128 + 55 - (128 * (exponent + 127) + significand) / 2;
            BigDecimal y = of(128 + bits % 128).multiply(power(bits / 128 - 127 - 7));
            for (int step = 0; step < rootSteps; step++) {
                BigDecimal inner = rounded(rounded(x.divide(TWO)).multiply(rounded(y.multiply(y))));
                y = rounded(y.multiply(rounded(of(1.5).subtract(inner))));
            }
            return y;
        }

        BigDecimal tanh(BigDecimal x) {
            BigDecimal above = rounded(exp(x.multiply(TWO)).add(BigDecimal.ONE));
            return rounded(BigDecimal.ONE.subtract(reciprocal(above).multiply(TWO)));
        }

        BigDecimal gelu(BigDecimal x) {
            double root = Math.sqrt(2 / Math.PI);
            BigDecimal cubic = rounded(rounded(x.multiply(x)).multiply(rounded(of(root * 0.044715))));
            BigDecimal inner = rounded(rounded(cubic.add(rounded(of(root)))).multiply(x));
            return rounded(rounded(tanh(inner).add(BigDecimal.ONE)).multiply(x.divide(TWO)));
        }
    }

    private static AsicMath math(int terms, Arguments arguments) {
        return new AsicMath(new Approximation(terms, 3, 1, arguments));
    }

    /** Every seventeenth number between 2^-6 and 32 in size. */
    private static float[] numbers() {
        float[] numbers = new float[2 * 84];
        int at = 0;
        for (int code = 0x3C80; code < 0x4200; code += 17) {
            numbers[at++] = Bfloat16.ofCode(code);
            numbers[at++] = -Bfloat16.ofCode(code);
        }
        return Arrays.copyOf(numbers, at);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "2, 2, 1", "4, 3, 1", "6, 3, 2"})
    void everyStepRoundsAsDecimalsSay(int terms, int newtonSteps, int rootSteps) {
        var decimals = new Decimals(terms, newtonSteps, rootSteps);
        var ours = new AsicMath(new Approximation(terms, newtonSteps, rootSteps, Arguments.REDUCED));
        var series = new AsicMath(new Approximation(terms, newtonSteps, rootSteps, Arguments.SERIES));
        for (float x : numbers()) {
            BigDecimal exact = new BigDecimal(x);
            same(x, ours.exp(x), decimals.exp(exact));
            same(x, series.exp(x), decimals.series(exact));
            same(x, ours.tanh(x), decimals.tanh(exact));
            same(x, ours.gelu(x), decimals.gelu(exact));
            if (x > 0) {
                same(x, ours.reciprocal(x), decimals.reciprocal(exact));
                same(x, ours.inverseRoot(x), decimals.inverseRoot(exact));
            }
        }
    }

    private static void same(float x, float ours, BigDecimal wanted) {
        assertThat(new BigDecimal(ours)).as("of %s", x).isEqualByComparingTo(wanted);
    }

    private static double worst(
            DoubleUnaryOperator ours, DoubleUnaryOperator real, double from, double to, boolean of) {
        double worst = 0;
        for (int code = 0; code < 0x7F80; code++) {
            for (float x : new float[] {Bfloat16.ofCode(code), -Bfloat16.ofCode(code)}) {
                if (x >= from && x <= to) {
                    double wanted = real.applyAsDouble(x);
                    double error = Math.abs(ours.applyAsDouble(x) - wanted);
                    worst = Math.max(worst, of ? error / Math.abs(wanted) : error);
                }
            }
        }
        return worst;
    }

    /** Over all numbers of a range; half a place of bfloat16 is 0.2 to 0.4 %. */
    @ParameterizedTest
    @CsvSource({"1, 0.081, 0.039", "2, 0.012, 0.018", "3, 0.0046, 0.018", "4, 0.0046, 0.018", "6, 0.0046, 0.018"})
    void errorsAreWithinTheseBounds(int terms, double exp, double tanh) {
        var math = math(terms, Arguments.REDUCED);
        assertThat(worst(x -> math.exp((float) x), Math::exp, -8, 0, true)).isBetween(0.9 * exp, exp);
        assertThat(worst(x -> math.tanh((float) x), Math::tanh, -40, 40, false)).isBetween(0.9 * tanh, tanh);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.051", "1, 0.0098", "2, 0.0056", "3, 0.0056"})
    void reciprocalsAreWithinTheseBounds(int steps, double bound) {
        var math = new AsicMath(new Approximation(6, steps, 1, Arguments.REDUCED));
        assertThat(worst(x -> math.reciprocal((float) x), x -> 1 / x, 0x1p-100, 0x1p100, true))
                .isBetween(0.9 * bound, bound);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.036", "1, 0.0091", "2, 0.0064"})
    void reciprocalRootsAreWithinTheseBounds(int steps, double bound) {
        var math = new AsicMath(new Approximation(6, 3, steps, Arguments.REDUCED));
        assertThat(worst(x -> math.inverseRoot((float) x), x -> 1 / Math.sqrt(x), 0x1p-100, 0x1p100, true))
                .isBetween(0.9 * bound, bound);
    }

    /** tanh(1) by six terms of the series is 1 − 1/3 + 2/15 − 17/315 + 62/2835 − 1382/155925 = 0.7584. */
    @Test
    void theSeriesIsOfNoUseFarFromZero() {
        var math = math(6, Arguments.SERIES);
        assertThat(math.tanh(1)).isBetween(0.754f, 0.762f);
        assertThat(math.tanh(3)).isEqualTo(-1);
        assertThat(math.exp(-1)).isBetween(0.36f, 0.376f);
        // 1 − 8 + 32 − 85.3 + 170.7 − 273.1 + 364.1 = 201.4
        assertThat(math.exp(-8)).isBetween(195f, 208f);
    }

    /** By hand: six terms of Horner's rule, three products to reduce the argument, seven additions around it. */
    @Test
    void operationsAreCounted() {
        var math = math(6, Arguments.REDUCED);
        math.exp(-1);
        assertThat(math.multiplications()).isEqualTo(6 + 3);
        assertThat(math.additions()).isEqualTo(6 + 7);
        math.reciprocal(3);
        assertThat(math.multiplications()).isEqualTo(9 + 3 * 2);
        assertThat(math.additions()).isEqualTo(13 + 1 + 3);
        math.inverseRoot(3);
        assertThat(math.multiplications()).isEqualTo(15 + 1 + 3);
        assertThat(math.additions()).isEqualTo(17 + 1 + 1);
        math.softmax(new float[] {1, 2, 3});
        // two comparisons, three subtractions, three exponentials, a sum of three, a reciprocal, three products
        assertThat(math.additions()).isEqualTo(19 + 2 + 3 + 3 * 13 + 2 + 4);
        assertThat(math.multiplications()).isEqualTo(19 + 3 * 9 + 6 + 3);
        math.layerNorm(new float[4], new float[4], new float[4], 1e-5f);
        // sums of four, four subtractions, one for epsilon, a root, four for the biases
        assertThat(math.additions()).isEqualTo(69 + 2 * 3 + 4 + 1 + 2 + 4);
        assertThat(math.multiplications()).isEqualTo(55 + 2 + 4 + 4 + 2 * 4);
    }

    @Test
    void softmaxAndLayerNormComeNearTheRealOnes() {
        var random = new SplittableRandom(4);
        var math = math(6, Arguments.REDUCED);
        for (int trial = 0; trial < 200; trial++) {
            int n = 1 + random.nextInt(70);
            float[] scores = new float[n];
            for (int i = 0; i < n; i++) {
                scores[i] = Bfloat16.of(8 * random.nextDouble() - 4);
            }
            double sum = 0;
            for (float score : scores) {
                sum += Math.exp(score);
            }
            float[] shares = scores.clone();
            math.softmax(shares);
            for (int i = 0; i < n; i++) {
                assertThat((double) shares[i])
                        .isCloseTo(Math.exp(scores[i]) / sum, org.assertj.core.api.Assertions.withinPercentage(6));
            }
            double mean = 0;
            for (float score : scores) {
                mean += score / (double) n;
            }
            double variance = 0;
            for (float score : scores) {
                variance += (score - mean) * (score - mean) / n;
            }
            float[] ones = new float[n];
            Arrays.fill(ones, 1);
            float[] normal = scores.clone();
            math.layerNorm(normal, ones, new float[n], 0.01f);
            for (int i = 0; i < n; i++) {
                assertThat((double) normal[i])
                        .isCloseTo(
                                (scores[i] - mean) / Math.sqrt(variance + 0.01),
                                org.assertj.core.api.Assertions.within(0.06));
            }
        }
    }
}
