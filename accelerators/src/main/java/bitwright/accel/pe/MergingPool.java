package bitwright.accel.pe;

/** Lanes that are summarised one by one. */
final class MergingPool implements LanePool {
    private final GroupStat stat;
    private final int lanes;
    private final int words;
    private final int none;
    private final int[] summaries;

    MergingPool(GroupStat stat, int lanes, int lines, int reach) {
        this.stat = stat;
        this.lanes = lanes;
        words = (lanes * reach + Long.SIZE - 1) / Long.SIZE;
        none = stat.summary(new int[0], 0, 0);
        summaries = new int[lanes * lines];
    }

    @Override
    public long code(int value) {
        return stat.summary(new int[] {value}, 0, 1);
    }

    @Override
    public void load(long[] codes) {
        for (int lane = 0; lane < summaries.length; lane++) {
            summaries[lane] = (int) codes[lane];
        }
    }

    @Override
    public int summary(int line, long[] choice, int from) {
        int merged = none;
        for (int word = 0; word < words; word++) {
            int first = line * lanes + word * Long.SIZE;
            for (long rest = choice[from + word]; rest != 0; rest &= rest - 1) {
                merged = stat.merge(merged, summaries[first + Long.numberOfTrailingZeros(rest)]);
            }
        }
        return merged;
    }
}
