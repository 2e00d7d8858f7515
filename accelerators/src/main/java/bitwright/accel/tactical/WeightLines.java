package bitwright.accel.tactical;

/**
 * The weights of the filters that share a tile, laid out in slots: line by line in the order in which a dense grid would
 * take them, one slot a lane.
 *
 * @param lanes slots of a line, 1 to 64
 * @param times lines
 * @param weights {@code [row][time · lanes + lane]}, zero where a slot has no weight
 * @param operands {@code [row][time]}: the lanes that have a weight, as a mask
 */
public record WeightLines(int lanes, int times, int[][] weights, long[][] operands) {
    public WeightLines {
        if (lanes < 1 || lanes > Long.SIZE) {
            throw new IllegalArgumentException("a line has 1 to 64 slots, got " + lanes);
        }
    }

    int rows() {
        return weights.length;
    }

    /** The lanes whose weight is not zero. */
    long nonZero(int row, int time) {
        int[] ofRow = weights[row];
        long mask = 0;
        for (int lane = 0, slot = time * lanes; lane < lanes; lane++, slot++) {
            mask |= (long) (ofRow[slot] | -ofRow[slot]) >>> 63 << lane;
        }
        return mask;
    }
}
