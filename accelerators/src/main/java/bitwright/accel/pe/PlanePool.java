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
    private final Planes planes = new Planes(0);

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
        planes.load(codes, from, Math.min(count, lanes));
    }

    @Override
    public void slide(LanePool before, int newLanes, long[] codes, int from, int count) {
        planes.slide(((PlanePool) before).planes, newLanes, lanes - newLanes, codes, from, count);
    }

    @Override
    public int summary(long[] choice, int from) {
        long chosen = choice[from];
        int code = none;
        int bits = planes.bits();
        for (int bit = 0; bit < bits; bit++) {
            code |= ((planes.of(bit) & chosen) != 0 ? 1 : 0) << bit;
        }
        return maximum ? Integer.SIZE - Integer.numberOfLeadingZeros(code) : code;
    }
}
