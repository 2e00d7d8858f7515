package bitwright.accel.pe;

/**
 * Lanes as planes, one a bit of their summaries, so that a merge of many is a few operations: summaries that merge by OR
 * stand as they are, those that merge by maximum as so many ones.
 */
final class PlanePool implements LanePool {
    private final GroupStat stat;
    private final boolean maximum;
    private final int none;
    private final Planes planes;

    /**
     * @param maximum whether summaries merge by maximum, and are at most 31; by OR otherwise
     */
    PlanePool(GroupStat stat, boolean maximum, Planes planes) {
        this.stat = stat;
        this.maximum = maximum;
        this.planes = planes;
        none = code(stat.summary(new int[0], 0, 0), maximum);
    }

    private static int code(int summary, boolean maximum) {
        return maximum ? (1 << summary) - 1 : summary;
    }

    @Override
    public long code(int value) {
        return code(stat.summary(new int[] {value}, 0, 1), maximum);
    }

    @Override
    public void load(long[] codes) {
        planes.load(codes);
    }

    @Override
    public int summary(int line, long[] choice, int from) {
        long chosen = choice[from];
        long[] masks = planes.masks();
        int first = planes.first(line);
        int bits = planes.bits();
        int code = none;
        for (int bit = 0; bit < bits; bit++) {
            code |= ((masks[first + bit] & chosen) != 0 ? 1 : 0) << bit;
        }
        return maximum ? Integer.SIZE - Integer.numberOfLeadingZeros(code) : code;
    }
}
