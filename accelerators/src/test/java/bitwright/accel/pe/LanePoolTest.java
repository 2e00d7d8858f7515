package bitwright.accel.pe;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.recoding.Recoding;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LanePoolTest {
    private static final LayerPrecision PRECISION = new LayerPrecision(12, true, 8, true);

    static Stream<GroupStat> stats() {
        return Stream.of(
                        new PragmaticPe(16, 0, Recoding.BINARY, 16, 32),
                        new PragmaticPe(16, 1, Recoding.NAF, 16, 32),
                        new PragmaticPe(16, 2, Recoding.DNNSIM, 16, 32),
                        new PragmaticPe(16, 3, Recoding.BOOTH_RADIX4, 16, 32),
                        new PragmaticPe(16, 4, Recoding.ENT, 16, 32),
                        new PragmaticPe(16, 5, Recoding.BINARY, 16, 32),
                        new StripesPe(16, 16, PrecisionRule.PROFILED, 32),
                        new StripesPe(16, 16, PrecisionRule.dynamic(1), 32),
                        new StripesPe(16, 16, new PrecisionRule(PrecisionRule.Detect.DYNAMIC, 1, true, true), 32),
                        new LoomPe(16, 2, PrecisionRule.dynamic(1), PrecisionRule.PROFILED, 16, 32))
                .map(pe -> ((Cost.Product) pe.cost(PRECISION)).activations());
    }

    /** Chosen lanes give what they give on their own, in pools of one word and of more. */
    @ParameterizedTest
    @MethodSource("stats")
    void aChoiceIsSummarisedAsItsLanesAre(GroupStat stat) {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new SplittableRandom(seed);
            int lanes = 1 + random.nextInt(random.nextBoolean() ? 20 : 64);
            int lines = 1 + random.nextInt(6);
            int reach = 1 + random.nextInt(4);
            var pool = stat.pool(lanes, lines, reach);
            for (int load = 0; load < 2; load++) { // a second load leaves nothing of the first
                var values = new int[lanes * lines];
                var codes = new long[values.length];
                int bits = 1 + random.nextInt(11);
                for (int lane = 0; lane < values.length; lane++) {
                    values[lane] = random.nextInt(3) == 0 ? 0 : random.nextInt(-(1 << bits), 1 << bits);
                    codes[lane] = pool.code(values[lane]);
                }
                pool.load(codes);
                int line = random.nextInt(lines);
                var choice = new long[2 + (lanes * reach + 63) / 64];
                var chosen = new int[lanes * reach];
                int number = 0;
                int end = Math.min(lanes * reach, values.length - line * lanes);
                for (int lane = 0; lane < end; lane++) {
                    if (random.nextInt(4) == 0) {
                        choice[1 + lane / 64] |= 1L << lane;
                        chosen[number++] = values[line * lanes + lane];
                    }
                }
                assertThat(pool.summary(line, choice, 1))
                        .as("seed %d: %s", seed, stat)
                        .isEqualTo(stat.summary(chosen, 0, number));
            }
        }
    }

    /** What lets time look at all rows together first, and often at nothing more. */
    @ParameterizedTest
    @MethodSource("stats")
    void moreLanesNeverAskForLess(GroupStat stat) {
        assertThat(stat.growsWithLanes()).isTrue();
        var random = new SplittableRandom(1);
        for (int trial = 0; trial < 5000; trial++) {
            int[] values = random.ints(1 + random.nextInt(12), -200, 200).toArray();
            int fewer = random.nextInt(values.length);
            int all = stat.summary(values, 0, values.length);
            int some = stat.summary(values, 0, fewer);
            assertThat(stat.merge(all, some)).isEqualTo(all);
        }
    }
}
