package bitwright.workload.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.block.BlockFormat;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KSortTest {
    private static final int HEADS = 2;
    private static final int WIDTH = 8;
    private static final int COLUMNS = 5;

    private static float[] random(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }

    private static BigDecimal[] times(float[] rows, float[] x) {
        var products = new BigDecimal[rows.length / x.length];
        for (int r = 0; r < products.length; r++) {
            products[r] = BigDecimal.ZERO;
            for (int j = 0; j < x.length; j++) {
                products[r] = products[r].add(new BigDecimal(rows[r * x.length + j]).multiply(new BigDecimal(x[j])));
            }
        }
        return products;
    }

    private static BigDecimal dot(BigDecimal[] a, int from, BigDecimal[] b, int with) {
        var sum = BigDecimal.ZERO;
        for (int c = 0; c < WIDTH; c++) {
            sum = sum.add(a[from + c].multiply(b[with + c]));
        }
        return sum;
    }

    /** In exact arithmetic, for four heads of queries on two of keys. */
    @ParameterizedTest
    @EnumSource(KSort.Pairs.class)
    void noProductOfAQueryAndAKeyChanges(KSort.Pairs pairs) {
        long seed = 31;
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 20; trial++) {
            float[] keys = random(random, HEADS * WIDTH * COLUMNS);
            float[] queries = random(random, 2 * HEADS * WIDTH * COLUMNS);
            float[] x = random(random, COLUMNS);
            float[] y = random(random, COLUMNS);
            int[] order = KSort.order(keys, HEADS, WIDTH, pairs);
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            assertThat(sorted).containsExactly(IntStream.range(0, order.length).toArray());
            BigDecimal[] k = times(keys, x);
            BigDecimal[] q = times(queries, y);
            BigDecimal[] k2 = times(KSort.sorted(keys, order), x);
            BigDecimal[] q2 = times(KSort.sorted(queries, KSort.ofQueries(order, WIDTH, 2 * HEADS)), y);
            for (int head = 0; head < 2 * HEADS; head++) {
                assertThat(dot(q2, head * WIDTH, k2, head / 2 * WIDTH))
                        .as("seed %d trial %d head %d", seed, trial, head)
                        .isEqualByComparingTo(dot(q, head * WIDTH, k, head / 2 * WIDTH));
            }
        }
    }

    /** Norms 1, 3, 2 and 4 of the rows of a head; in pairs of neighbours 1 + 9 and 4 + 16, in halves 1 + 4 and 9 + 16. */
    @Test
    void normsFallWithinAHead() {
        float[] keys = {1, -3, 2, 4};
        assertThat(KSort.order(keys, 1, 4, KSort.Pairs.NONE)).containsExactly(3, 1, 2, 0);
        assertThat(KSort.order(keys, 1, 4, KSort.Pairs.NEIGHBOURS)).containsExactly(2, 3, 0, 1);
        assertThat(KSort.order(keys, 1, 4, KSort.Pairs.HALVES)).containsExactly(1, 0, 3, 2);
        assertThat(KSort.pairOrder(keys, 1, 4, KSort.Pairs.HALVES, 0)).containsExactly(1, 0);
    }

    /** Channels of large and small norm by turns: sorted, blocks of four hold one kind each, and small ones survive. */
    @Test
    void blocksOfOneSizeLoseLess() {
        long seed = 32;
        var random = new SplittableRandom(seed);
        float[] keys = random(random, HEADS * WIDTH * COLUMNS);
        for (int i = 0; i < keys.length; i++) {
            keys[i] *= i / COLUMNS % 2 == 0 ? 30 : 1;
        }
        int[] order = KSort.order(keys, HEADS, WIDTH, KSort.Pairs.NONE);
        var format = BlockFormat.blockFloatingPoint(4, 4, 8);
        double before = 0;
        double after = 0;
        for (int token = 0; token < 50; token++) {
            float[] x = random(random, COLUMNS);
            before += error(format, floats(times(keys, x)));
            after += error(format, floats(times(KSort.sorted(keys, order), x)));
        }
        assertThat(after).isLessThan(before / 2);
    }

    private static float[] floats(BigDecimal[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i].floatValue();
        }
        return floats;
    }

    /** Relative to each channel's own size: what a small channel loses counts as much. */
    private static double error(BlockFormat format, float[] k) {
        float[] rounded = format.encode(k).decode();
        double error = 0;
        for (int i = 0; i < k.length; i++) {
            error += Math.abs(rounded[i] - k[i]) / Math.max(1e-3, Math.abs(k[i]));
        }
        return error;
    }
}
