package bitwright.accel.pe;

/** Lanes that are summarised one by one. */
final class MergingPool implements LanePool {
    private final GroupStat stat;
    private final int none;
    private final int[] summaries;

    MergingPool(GroupStat stat, int lanes) {
        this.stat = stat;
        none = stat.summary(new int[0], 0, 0);
        summaries = new int[lanes];
    }

    @Override
    public long code(int value) {
        return stat.summary(new int[] {value}, 0, 1);
    }

    @Override
    public void load(long[] codes, int from, int count) {
        for (int lane = 0; lane < summaries.length; lane++) {
            summaries[lane] = lane < count ? (int) codes[from + lane] : none;
        }
    }

    @Override
    public int summary(long[] choice, int from) {
        int merged = none;
        int word = from;
        for (int lane = 0; lane < summaries.length; lane += Long.SIZE, word++) {
            for (long rest = choice[word]; rest != 0; rest &= rest - 1) {
                merged = stat.merge(merged, summaries[lane + Long.numberOfTrailingZeros(rest)]);
            }
        }
        return merged;
    }
}
