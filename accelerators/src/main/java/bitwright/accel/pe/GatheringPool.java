package bitwright.accel.pe;

/** Lanes that are gathered, choice by choice, and summarised together. */
final class GatheringPool implements LanePool {
    private final GroupStat stat;
    private final int lanes;
    private final int words;
    private final int[] values;
    private final int[] gathered;

    GatheringPool(GroupStat stat, int lanes, int lines, int reach) {
        this.stat = stat;
        this.lanes = lanes;
        words = (lanes * reach + Long.SIZE - 1) / Long.SIZE;
        values = new int[lanes * lines];
        gathered = new int[lanes * reach];
    }

    @Override
    public long code(int value) {
        return value;
    }

    @Override
    public void load(long[] codes) {
        for (int lane = 0; lane < values.length; lane++) {
            values[lane] = (int) codes[lane];
        }
    }

    @Override
    public int summary(int line, long[] choice, int from) {
        int count = 0;
        for (int word = 0; word < words; word++) {
            int first = line * lanes + word * Long.SIZE;
            for (long rest = choice[from + word]; rest != 0; rest &= rest - 1) {
                gathered[count++] = values[first + Long.numberOfTrailingZeros(rest)];
            }
        }
        return stat.summary(gathered, 0, count);
    }
}
