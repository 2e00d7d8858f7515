package bitwright.accel.pe;

/** Lanes that are gathered, choice by choice, and summarised together. */
final class GatheringPool implements LanePool {
    private final GroupStat stat;
    private final int[] lanes;
    private final int[] gathered;

    GatheringPool(GroupStat stat, int lanes) {
        this.stat = stat;
        this.lanes = new int[lanes];
        gathered = new int[lanes];
    }

    @Override
    public long code(int value) {
        return value;
    }

    @Override
    public void load(long[] codes, int from, int count) {
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = lane < count ? (int) codes[from + lane] : 0;
        }
    }

    @Override
    public int summary(long[] choice, int from) {
        int count = 0;
        int word = from;
        for (int lane = 0; lane < lanes.length; lane += Long.SIZE, word++) {
            for (long rest = choice[word]; rest != 0; rest &= rest - 1) {
                gathered[count++] = lanes[lane + Long.numberOfTrailingZeros(rest)];
            }
        }
        return stat.summary(gathered, 0, count);
    }
}
