package bitwright.sweep.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnalysisTest {
    @Test
    void theFrontIsWhatNothingDominates() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            double[][] points = new double[60][3];
            var front = new ParetoFront<Integer>();
            for (int i = 0; i < points.length; i++) {
                for (int o = 0; o < 3; o++) {
                    points[i][o] = random.nextInt(8);
                }
                front.offer(i, points[i]);
            }
            var expected = new ArrayList<Integer>();
            for (int i = 0; i < points.length; i++) {
                boolean beaten = false;
                for (double[] other : points) {
                    boolean nowhereWorse = true;
                    boolean somewhereBetter = false;
                    for (int o = 0; o < 3; o++) {
                        nowhereWorse &= other[o] <= points[i][o];
                        somewhereBetter |= other[o] < points[i][o];
                    }
                    beaten |= nowhereWorse && somewhereBetter;
                }
                if (!beaten) {
                    expected.add(i);
                }
            }
            assertThat(front.points()).as("seed " + seed).isEqualTo(expected);
        }
        var front = new ParetoFront<String>();
        front.offer("unknown", new double[] {Double.NaN});
        assertThat(front.points()).isEmpty();
    }

    @Test
    void mainEffectsByHand() {
        var sensitivity = new Sensitivity(
                List.of("rows", "design", "fixed"),
                new int[] {2, 2, 1},
                List.of(new double[] {1, 3}, new double[0], new double[] {7}),
                List.of("cycles"));
        // rows 1: 10 and 20, rows 3: 40 and 50
        sensitivity.offer(new int[] {0, 0, 0}, new double[] {10});
        sensitivity.offer(new int[] {0, 1, 0}, new double[] {20});
        sensitivity.offer(new int[] {1, 0, 0}, new double[] {40});
        sensitivity.offer(new int[] {1, 1, 0}, new double[] {50});
        sensitivity.offer(new int[] {1, 1, 0}, new double[] {Double.NaN});
        var effects = sensitivity.effects();
        assertThat(effects).hasSize(2); // one value has no effect
        // Means 15 and 45 around 30: 4 * 15^2 = 900 of 20^2 + 10^2 + 10^2 + 20^2 = 1000
        var rows = effects.get(0);
        assertThat(rows.lowest()).isEqualTo(15);
        assertThat(rows.highest()).isEqualTo(45);
        assertThat(rows.share()).isCloseTo(0.9, within(1e-12));
        // Covariance sum: -1*-20 + -1*-10 + 1*10 + 1*20 = 60; sqrt(4 * 1000) = 63.2...
        assertThat(rows.pearson()).isCloseTo(60 / Math.sqrt(4000), within(1e-12));
        // Ranks 1.5 1.5 3.5 3.5 against 1 2 3 4: 4 / sqrt(4 * 5)
        assertThat(rows.spearman()).isCloseTo(4 / Math.sqrt(20), within(1e-12));
        assertThat(effects.get(1).share()).isCloseTo(0.1, within(1e-12));
        assertThat(effects.get(1).pearson()).isNaN();
    }
}
