package bitwright.workload.quantise.mixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.WorkloadException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against trying everything. */
class SearchTest {
    private static final int LAYERS = 6;
    private static final int OPTIONS = 3;

    /** Few bits cost much; what layers cost one another is of either sign. */
    private static Costs random(SplittableRandom random, double cross) {
        int all = LAYERS * OPTIONS;
        double[][] omega = new double[all][all];
        long[][] sizes = new long[LAYERS][OPTIONS];
        for (int i = 0; i < LAYERS; i++) {
            long weights = random.nextLong(1, 100);
            for (int c = 0; c < OPTIONS; c++) {
                sizes[i][c] = weights * (2L << c);
                omega[i * OPTIONS + c][i * OPTIONS + c] = random.nextDouble() / (1 << 2 * c);
            }
        }
        for (int a = 0; a < all; a++) {
            for (int b = 0; b < a; b++) {
                if (a / OPTIONS != b / OPTIONS) {
                    omega[a][b] = (random.nextDouble() - 0.5) * cross;
                    omega[b][a] = omega[a][b];
                }
            }
        }
        return new Costs(OPTIONS, omega, sizes);
    }

    private static long budget(SplittableRandom random, Costs costs) {
        long least = 0;
        long most = 0;
        for (long[] own : costs.sizes()) {
            least += own[0];
            most += own[OPTIONS - 1];
        }
        return random.nextLong(least, most + 1);
    }

    private static double best(Costs costs, long budget) {
        double best = Double.POSITIVE_INFINITY;
        for (int n = 0; n < 729; n++) { // 3^6
            int[] choice = new int[LAYERS];
            int rest = n;
            long size = 0;
            double cost = 0;
            for (int i = 0; i < LAYERS; i++) {
                choice[i] = rest % 3;
                rest /= 3;
                size += costs.sizes()[i][choice[i]];
            }
            for (int i = 0; i < LAYERS; i++) {
                for (int j = 0; j < LAYERS; j++) {
                    cost += costs.omega()[i * OPTIONS + choice[i]][j * OPTIONS + choice[j]];
                }
            }
            best = size <= budget ? Math.min(best, cost) : best;
        }
        return best;
    }

    @Test
    void nothingIsCheaperThanWhatTheSearchesFind() {
        long seed = 41;
        var random = new SplittableRandom(seed);
        int better = 0;
        for (int trial = 0; trial < 300; trial++) {
            Costs costs = random(random, 0.05 * (trial % 8));
            long budget = budget(random, costs);
            Choice clado = QuadraticSearch.minimise(costs, budget);
            Choice diagonal = DiagonalSearch.minimise(costs, budget);
            assertThat(clado.proven()).isTrue();
            assertThat(costs.size(clado.options())).isLessThanOrEqualTo(budget);
            assertThat(costs.size(diagonal.options())).isLessThanOrEqualTo(budget);
            assertThat(clado.objective())
                    .as("seed %d trial %d", seed, trial)
                    .isCloseTo(best(costs, budget), within(1e-12));
            assertThat(diagonal.objective())
                    .as("seed %d trial %d", seed, trial)
                    .isCloseTo(best(costs.diagonal(), budget), within(1e-12));
            double there = costs.of(diagonal.options());
            assertThat(clado.objective()).isLessThanOrEqualTo(there + 1e-12);
            better += clado.objective() < there - 1e-9 ? 1 : 0;
        }
        assertThat(better).isGreaterThan(30);
    }

    @Test
    void aBudgetThatNothingFitsIsRefused() {
        Costs costs = random(new SplittableRandom(1), 0);
        assertThatThrownBy(() -> QuadraticSearch.minimise(costs, 1))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("no choice fits the budget of 1 bits");
    }

    /** Of a loss that is quadratic in which options are taken, the objective is twice what the choice adds to it. */
    @Test
    void theObjectiveIsTwiceWhatAQuadraticLossGrowsBy() {
        long seed = 42;
        var random = new SplittableRandom(seed);
        Costs truth = random(random, 0.3);
        double base = 1.25;
        Costs measured = Sensitivity.measure(
                OPTIONS,
                truth.sizes(),
                choice -> {
                    double loss = base;
                    for (int i = 0; i < LAYERS; i++) {
                        for (int j = 0; j < LAYERS; j++) {
                            if (choice[i] >= 0 && choice[j] >= 0) {
                                loss += truth.omega()[i * OPTIONS + choice[i]][j * OPTIONS + choice[j]];
                            }
                        }
                    }
                    return loss;
                },
                true);
        for (int trial = 0; trial < 50; trial++) {
            int[] choice = random.ints(LAYERS, 0, OPTIONS).toArray();
            assertThat(measured.of(choice)).as("seed %d", seed).isCloseTo(2 * truth.of(choice), within(1e-12));
        }
    }

    /** Errors add up in squares: what is found is in the bound, and no single bit can go. */
    @Test
    void profilesLeaveNoBitToSpare() {
        long seed = 43;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 50; trial++) {
            double[] weight = random.doubles(5, 0.01, 1).toArray();
            double bound = 0.1 + random.nextDouble() * 0.2;
            java.util.function.ToDoubleFunction<int[]> error = bits -> {
                double sum = 0;
                for (int i = 0; i < bits.length; i++) {
                    sum += bits[i] == 0 ? 0 : weight[i] * weight[i] * Math.pow(4, 1 - bits[i]);
                }
                return Math.sqrt(sum);
            };
            int[] bits = Profile.find(5, 2, 12, bound, error);
            assertThat(error.applyAsDouble(bits))
                    .as("seed %d trial %d", seed, trial)
                    .isLessThanOrEqualTo(bound);
            for (int i = 0; i < bits.length; i++) {
                int[] fewer = bits.clone();
                fewer[i]--;
                assertThat(fewer[i] < 2 || error.applyAsDouble(fewer) > bound)
                        .as("seed %d trial %d operand %d", seed, trial, i)
                        .isTrue();
            }
        }
        // 0.5 · 2^(1 − b) alone, and nothing else: 2^−b ≤ 0.1 from 4 on
        assertThat(Profile.find(1, 2, 8, 0.1, bits -> bits[0] == 0 ? 0 : Math.scalb(1.0, -bits[0])))
                .containsExactly(4);
        assertThat(Profile.find(1, 2, 8, 1e-9, bits -> bits[0] == 0 ? 0 : 1)).containsExactly(8);
    }
}
