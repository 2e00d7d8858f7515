package bitwright.sweep.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.config.Sweep;
import bitwright.sweep.Sweeps;
import bitwright.sweep.point.SweepException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
    @TempDir
    Path folder;

    private Sweep sweep(String rest) throws IOException {
        return Sweeps.of(folder, rest);
    }

    private List<Long> chosen(Sweep sweep) {
        var points = new ArrayList<Long>();
        Search.of(sweep, sweep.check())
                .next(Map.of())
                .orElseThrow()
                .forEachRemaining((long point) -> points.add(point));
        return points;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 63, 64, 65, 1000, 4097})
    void aShuffleMeetsEachNumberOnce(long size) {
        for (long seed = 0; seed < 20; seed++) {
            var order = new Shuffle(size, seed);
            assertThat(LongStream.range(0, size).map(order::at).sorted().toArray())
                    .as("seed " + seed)
                    .isEqualTo(LongStream.range(0, size).toArray());
        }
    }

    @Test
    void aShuffleMixes() {
        var order = new Shuffle(1L << 40, 1);
        // The mean of 1000 numbers spread evenly over [0, 1) is 0.5 with a standard deviation of 0.0091.
        double mean = LongStream.range(0, 1000).map(order::at).average().orElseThrow() / (1L << 40);
        assertThat(mean).isBetween(0.46, 0.54);
        assertThat(new Shuffle(1L << 40, 2).at(0)).isNotEqualTo(order.at(0));
    }

    private static final String AXES =
            "axes: {design.a: {from: 1, to: 20, step: 1}, design.b: {from: 1, to: 20, step: 1}}\n";

    @Test
    void chanceChoosesDifferentPointsThatMeetTheConditions() throws IOException {
        var sweep = sweep(AXES + "where: ['design.a > design.b']\nsearch: {method: random, budget: 50, seed: 4}\n");
        var points = chosen(sweep);
        assertThat(points).hasSize(50).doesNotHaveDuplicates().allSatisfy(point -> {
            int[] levels = sweep.levels(point);
            assertThat(levels[0]).isGreaterThan(levels[1]);
        });
        assertThat(chosen(sweep)).isEqualTo(points);
        // 190 points have a > b; a budget beyond that gives them all.
        assertThat(chosen(sweep(AXES + "where: ['design.a > design.b']\nsearch: {method: random, budget: 500}\n")))
                .hasSize(190);
    }

    @Test
    void aLatinHypercubeMeetsEachValueEquallyOften() throws IOException {
        var sweep = sweep(AXES + "search: {method: latin-hypercube, budget: 40, seed: 2}\n");
        var points = chosen(sweep);
        assertThat(points).hasSize(40).doesNotHaveDuplicates();
        // 40 strata on 20 values: the first sample has each twice; what falls together is replaced, here at most a few.
        for (int axis = 0; axis < 2; axis++) {
            int[] met = new int[20];
            for (long point : points) {
                met[sweep.levels(point)[axis]]++;
            }
            assertThat(Arrays.stream(met).filter(times -> times == 2).count()).isGreaterThanOrEqualTo(14);
        }
        assertThat(chosen(sweep(AXES + "search: {method: latin-hypercube, budget: 1000}\n")))
                .hasSize(400);
    }

    @Test
    void conditionsThatExcludeNearlyAllEndTheSearch() throws IOException {
        var sweep = sweep("axes: {seed: {from: 1, to: 100000, step: 1}, design.a: {from: 1, to: 10000, step: 1}}\n"
                + "where: ['seed < 0']\nsearch: random\n");
        var walk = new RandomWalk(sweep, 1);
        assertThatThrownBy(walk::next)
                .isInstanceOf(SweepException.class)
                .hasMessageStartingWith("where excludes the last 10000000 points tried of 1000000000");
    }

    @Test
    void fronts() {
        // By hand: (1,4), (2,2), (4,1) are best; (3,3) is beaten by (2,2) alone; (4,4) by all of them.
        double[][] objectives = {{4, 4}, {1, 4}, {3, 3}, {2, 2}, {4, 1}};
        var places = Ranking.of(new long[] {10, 11, 12, 13, 14}, objectives);
        assertThat(places.stream().map(place -> place.point() + ":" + place.front()))
                .containsExactly("11:0", "14:0", "13:0", "12:1", "10:2");
        assertThat(places.get(2).crowding()).isEqualTo(2); // (4 − 1) / (4 − 1) in both
    }

    /** Two objectives on 100 by 100 points, whose best are known from trying all. */
    @Test
    void nsga2ComesCloserToTheFrontThanChance() throws IOException {
        var sweep = sweep("axes: {design.a: {from: 1, to: 100, step: 1}, design.b: {from: 1, to: 100, step: 1}}\n"
                + "objectives: {cycles: min, energyPj: min}\n"
                + "search: {method: nsga2, budget: 600, population: 40, seed: 1}\n");
        var truth = new HashSet<Long>();
        for (long i = 0; i < 10_000; i++) {
            if (isBest(sweep, i)) {
                truth.add(i);
            }
        }
        var search = Search.of(sweep, 10_000);
        var known = new HashMap<Long, double[]>();
        for (var round = search.next(known); round.isPresent(); round = search.next(known)) {
            round.get().forEachRemaining((long point) -> known.put(point, objectives(sweep, point)));
        }
        assertThat(known).hasSize(600);
        var random = new SplittableRandom(1);
        long byChance = random.longs(600, 0, 10_000).filter(truth::contains).count();
        long found = known.keySet().stream().filter(truth::contains).count();
        assertThat(found)
                .as("found of %s, by chance %s", truth.size(), byChance)
                .isGreaterThan(3 * byChance + 10);
    }

    /** Best on the line a = b: distance from (20, 20) against distance from (70, 70). */
    private static double[] objectives(Sweep sweep, long point) {
        int[] at = sweep.levels(point);
        return new double[] {
            Math.hypot(at[0] - 20, at[1] - 20), Math.hypot(at[0] - 70, at[1] - 70),
        };
    }

    private static boolean isBest(Sweep sweep, long point) {
        // By geometry: a point is beaten unless it lies between the two centres; on the grid, on the line itself.
        int[] at = sweep.levels(point);
        return at[0] == at[1] && at[0] >= 20 && at[0] <= 70;
    }
}
