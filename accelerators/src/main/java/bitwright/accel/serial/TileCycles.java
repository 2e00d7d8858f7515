package bitwright.accel.serial;

import java.util.Arrays;

/** The cycles of a layer's tiles, one after another. */
final class TileCycles {
    private long[] cycles = new long[64];
    private int count;
    private long total;

    void add(long tile) {
        if (count == cycles.length) {
            cycles = Arrays.copyOf(cycles, 2 * count);
        }
        cycles[count++] = tile;
        total += tile;
    }

    int count() {
        return count;
    }

    long at(int tile) {
        return cycles[tile];
    }

    long total() {
        return total;
    }
}
