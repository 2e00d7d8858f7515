package bitwright.workload.quantise;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * K-sort (arXiv 2403.20137): the channels of each head's keys are sorted by the norm of the weights that make them, and
 * the queries' likewise, which changes no product of a query and a key; blocks of keys then hold channels of about one
 * size, and a scale that they share fits them better. Costs nothing when the model runs.
 */
public final class KSort {
    /** How rotary positions pair the channels of a head; pairs stay together and keep their order. */
    public enum Pairs {
        /** No rotary positions: channels move one by one. */
        NONE {
            @Override
            int[][] of(int width) {
                return IntStream.range(0, width).mapToObj(c -> new int[] {c}).toArray(int[][]::new);
            }
        },
        /** Channel 2i with 2i + 1. */
        NEIGHBOURS {
            @Override
            int[][] of(int width) {
                return IntStream.range(0, width / 2)
                        .mapToObj(i -> new int[] {2 * i, 2 * i + 1})
                        .toArray(int[][]::new);
            }
        },
        /** Channel i with i + width/2. */
        HALVES {
            @Override
            int[][] of(int width) {
                return IntStream.range(0, width / 2)
                        .mapToObj(i -> new int[] {i, i + width / 2})
                        .toArray(int[][]::new);
            }
        };

        abstract int[][] of(int width);
    }

    private KSort() {}

    /**
     * The order of the keys' channels: at each place, the channel that comes there, heads one after the other.
     *
     * <p>With rotary positions pairs are sorted by their common norm, and the angles of a head's pairs must be put into the
     * same order: {@link #pairOrder}.
     *
     * @param keys the weights of the keys, {@code [heads · width, columns]}
     */
    public static int[] order(float[] keys, int heads, int width, Pairs pairs) {
        int[][] groups = pairs.of(width);
        int[] order = new int[heads * width];
        for (int head = 0; head < heads; head++) {
            int[] sorted = pairOrder(keys, heads, width, pairs, head);
            for (int place = 0; place < groups.length; place++) {
                for (int i = 0; i < groups[place].length; i++) {
                    order[head * width + groups[place][i]] = head * width + groups[sorted[place]][i];
                }
            }
        }
        return order;
    }

    /** The order of one head's pairs (without pairs, of its channels), by falling norm; of equal ones the first comes first. */
    public static int[] pairOrder(float[] keys, int heads, int width, Pairs pairs, int head) {
        int columns = keys.length / (heads * width);
        int[][] groups = pairs.of(width);
        double[] norms = new double[groups.length];
        for (int g = 0; g < groups.length; g++) {
            for (int channel : groups[g]) {
                for (int j = 0; j < columns; j++) {
                    double weight = keys[(head * width + channel) * columns + j];
                    norms[g] += weight * weight;
                }
            }
        }
        return IntStream.range(0, groups.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer g) -> -norms[g]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The order of the queries' channels where several heads of theirs share one of the keys, one group after the other. */
    public static int[] ofQueries(int[] keyOrder, int width, int queryHeads) {
        int each = queryHeads * width / keyOrder.length;
        int[] order = new int[queryHeads * width];
        for (int i = 0; i < order.length; i++) {
            int head = i / width;
            int shared = head / each;
            order[i] = head * width + keyOrder[shared * width + i % width] - shared * width;
        }
        return order;
    }

    /** Rows, or the elements of a vector with one column, in another order. */
    public static float[] sorted(float[] rows, int[] order) {
        int columns = rows.length / order.length;
        float[] moved = new float[rows.length];
        for (int place = 0; place < order.length; place++) {
            System.arraycopy(rows, order[place] * columns, moved, place * columns, columns);
        }
        return moved;
    }
}
