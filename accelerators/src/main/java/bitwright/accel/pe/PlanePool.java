package bitwright.accel.pe;

/**
 * Lanes as planes, one a bit of their summaries, so that a merge of many is a few operations: summaries that merge by OR
 * stand as they are, those that merge by maximum as so many ones.
 */
final class PlanePool implements LanePool {
    private final GroupStat stat;
    private final boolean maximum;
    private final int lanes;
    private final int none;
    /** {@code [bit]}: the lanes whose code has it. */
    private final long[] planes = new long[Integer.SIZE];

    private int bits;

    /**
     * @param maximum whether summaries merge by maximum, and are at most 31; by OR otherwise
     * @param lanes at most 64
     */
    PlanePool(GroupStat stat, boolean maximum, int lanes) {
        this.stat = stat;
        this.maximum = maximum;
        this.lanes = lanes;
        none = planesOf(stat.summary(new int[0], 0, 0));
    }

    private int planesOf(int summary) {
        return maximum ? (1 << summary) - 1 : summary;
    }

    @Override
    public long code(int value) {
        return planesOf(stat.summary(new int[] {value}, 0, 1));
    }

    @Override
    public void load(long[] codes, int from, int count) {
        java.util.Arrays.fill(planes, 0, bits, 0);
        long any = 0;
        for (int lane = 0; lane < Math.min(count, lanes); lane++) {
            long code = codes[from + lane];
            any |= code;
            for (long rest = code; rest != 0; rest &= rest - 1) {
                planes[Long.numberOfTrailingZeros(rest)] |= 1L << lane;
            }
        }
        bits = Long.SIZE - Long.numberOfLeadingZeros(any);
    }

    @Override
    public int summary(long[] choice, int from) {
        long chosen = choice[from];
        int code = none;
        for (int bit = 0; bit < bits; bit++) {
            code |= ((planes[bit] & chosen) != 0 ? 1 : 0) << bit;
        }
        return maximum ? Integer.SIZE - Integer.numberOfLeadingZeros(code) : code;
    }
}
