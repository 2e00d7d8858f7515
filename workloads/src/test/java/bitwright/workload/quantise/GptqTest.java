package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.Geometry;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptqTest {
    private static double[][] hessian(SplittableRandom random, int columns, int samples) {
        double[][] hessian = Gptq.square(columns);
        for (int s = 0; s < samples; s++) {
            double common = random.nextDouble() - 0.5;
            double[] x = new double[columns];
            for (int j = 0; j < columns; j++) {
                x[j] = common + 0.4 * (random.nextDouble() - 0.5); // columns that go together, as activations do
            }
            for (int i = 0; i < columns; i++) {
                for (int j = 0; j < columns; j++) {
                    hessian[i][j] += x[i] * x[j];
                }
            }
        }
        return hessian;
    }

    private static float[] weights(SplittableRandom random, int count) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return weights;
    }

    /**
     * What GPTQ computes by a Cholesky factor: round a column, then let the columns to come take the values that are best
     * for it, found here by solving for them anew each time.
     */
    @ParameterizedTest
    @CsvSource({
        "int3, channel",
        "int3, tensor",
        "int3, group:2",
        "bfp4e8_4, -",
        "mxfp4_e2m1, -",
        "bcq2, group:3",
        "pot3, channel"
    })
    void theColumnsToComeAlwaysTakeTheirBestValues(String name, String granularity) {
        long seed = 3;
        var random = new SplittableRandom(seed);
        int columns = 6;
        WeightFormat format = WeightFormats.of(name, granularity);
        for (int trial = 0; trial < 30; trial++) {
            double[][] hessian = hessian(random, columns, 40);
            float[] weights = weights(random, columns);
            QuantisedWeights ours = Gptq.quantise(format, weights, new int[] {1, columns}, hessian);
            double[][] damped = new double[columns][];
            double mean = 0;
            for (int j = 0; j < columns; j++) {
                mean += hessian[j][j] / columns;
            }
            for (int j = 0; j < columns; j++) {
                damped[j] = hessian[j].clone();
                damped[j][j] += 0.01 * mean;
            }
            WeightFormat.Grid grid = format.grid(weights, 0, columns);
            double[] error = new double[columns]; // of the columns that are rounded, then of the others at their best
            for (int j = 0; j < columns; j++) {
                double[] best = best(damped, error, j);
                if (format.group() > 0 && j % format.group() == 0) { // a block's scale is that of its columns by then
                    float[] now = new float[Math.min(format.group(), columns - j)];
                    for (int i = 0; i < now.length; i++) {
                        now[i] = (float) (weights[j + i] - best[i]);
                    }
                    grid = format.grid(now, 0, now.length);
                }
                double wanted = weights[j] - best[0];
                int code = grid.code(wanted);
                assertThat(ours.codes()[j])
                        .as("seed %d trial %d column %d", seed, trial, j)
                        .isEqualTo(code);
                error[j] = weights[j] - (double) code * grid.scale();
            }
        }
    }

    /** The errors of the columns from j on that cost least, given those of the columns before. */
    private static double[] best(double[][] hessian, double[] error, int j) {
        int rest = hessian.length - j;
        var matrix = new Array2DRowRealMatrix(rest, rest);
        var right = new ArrayRealVector(rest);
        for (int a = 0; a < rest; a++) {
            for (int b = 0; b < rest; b++) {
                matrix.setEntry(a, b, hessian[j + a][j + b]);
            }
            double sum = 0;
            for (int i = 0; i < j; i++) {
                sum -= hessian[j + a][i] * error[i];
            }
            right.setEntry(a, sum);
        }
        return new LUDecomposition(matrix).getSolver().solve(right).toArray();
    }

    /** Between the best of all codes, found by trying each, and rounding to nearest, on the whole. */
    @Test
    void bruteForceIsNeverBeatenAndRoundingToNearestMostly() {
        long seed = 4;
        var random = new SplittableRandom(seed);
        int columns = 4;
        WeightFormat format = new IntegerSteps(3, WeightFormat.CHANNEL); // codes −3..3: 7^4 = 2401 choices
        double nearest = 0;
        double gptq = 0;
        double least = 0;
        for (int trial = 0; trial < 100; trial++) {
            double[][] hessian = hessian(random, columns, 30);
            float[] weights = weights(random, columns);
            int[] shape = {1, columns};
            QuantisedWeights rounded = RoundToNearestWeights.quantise(format, weights, shape);
            double best = Double.POSITIVE_INFINITY;
            for (int choice = 0; choice < 2401; choice++) {
                int[] codes = {choice % 7 - 3, choice / 7 % 7 - 3, choice / 49 % 7 - 3, choice / 343 - 3};
                best = Math.min(
                        best,
                        Gptq.cost(weights, new QuantisedWeights(format, shape, codes, rounded.scales()), hessian));
            }
            double ours = Gptq.cost(weights, Gptq.quantise(format, weights, shape, hessian), hessian);
            assertThat(ours).as("seed %d trial %d", seed, trial).isGreaterThanOrEqualTo(best - 1e-12);
            nearest += Gptq.cost(weights, rounded, hessian);
            gptq += ours;
            least += best;
        }
        assertThat(gptq).isLessThan(0.6 * nearest).isGreaterThan(least);
    }

    @Test
    void columnsThatNoInputReachesBecomeZero() {
        double[][] hessian = {{4, 0, 1}, {0, 0, 0}, {1, 0, 4}};
        var rounded = Gptq.quantise(new IntegerSteps(8, 0), new float[] {1, 1, -1}, new int[] {1, 3}, hessian);
        assertThat(rounded.codes()[1]).isZero();
    }

    /** Two pixels of one channel under a kernel of three with padding: windows 0 a b and a b 0, steps of 1/2. */
    @Test
    void windowsMakeTheHessian() {
        var geometry = new Geometry(1, 1, 0, 0, 1, 1, 1, 1, 1);
        double[][] hessian =
                Hessian.of(geometry, new int[] {1, 1, 2, 1}, new float[] {1.5f, 2.5f}, new int[] {1, 1, 3, 1});
        // (0 3 5)/2 and (3 5 0)/2
        double[][] expected = {{9 / 4.0, 15 / 4.0, 0}, {15 / 4.0, 34 / 4.0, 15 / 4.0}, {0, 15 / 4.0, 25 / 4.0}};
        for (int i = 0; i < 3; i++) {
            assertThat(hessian[i]).containsExactly(expected[i], within(1e-12));
        }
    }
}
