package bitwright.accel.pe;

import bitwright.arith.recoding.Recoding;

/**
 * The order in which a column of Pragmatic units takes its activations' terms (Albericio et al., MICRO 2017): each cycle
 * starts at the lowest power that any lane still has, and every lane whose own lowest power lies within the first-stage
 * shifters' reach spends it.
 *
 * @param recoding how activations become powers of two
 * @param firstStageBits control bits of the first-stage shifters, which reach 2^bits positions
 * @param highestPower no activation has a higher one
 */
record OneffsetSchedule(Recoding recoding, int firstStageBits, int highestPower) implements GroupStat {
    /** Whether the shifters reach every power, so that lanes go on by themselves and the one with most terms decides. */
    @Override
    public boolean mergesLanes() {
        return highestPower < 1 << firstStageBits;
    }

    @Override
    public LanePool pool(int lanes, int lines, int reach) {
        if (lanes * reach > Long.SIZE) {
            return GroupStat.super.pool(lanes, lines, reach);
        }
        return mergesLanes()
                ? new PlanePool(this, true, new Planes(lanes, lines, reach, 0))
                : new OneffsetPool(this, lanes, lines, reach);
    }

    /**
     * With more lanes a cycle starts no higher, so that a lane never spends its powers earlier: by induction over cycles.
     */
    @Override
    public boolean growsWithLanes() {
        return true;
    }

    /** Cycles for the lanes; a group of columns takes as long as its slowest. */
    @Override
    public int summary(int[] values, int from, int count) {
        var powers = new long[count];
        for (int lane = 0; lane < count; lane++) {
            powers[lane] = recoding.powers(values[from + lane]);
        }
        int cycles = 0;
        while (advance(powers) >= 0) {
            cycles++;
        }
        return Math.max(1, cycles);
    }

    /**
     * Spends one cycle: clears the powers that are taken in it.
     *
     * @return the power at which the cycle starts, or −1 if no lane has any left
     */
    int advance(long[] powers) {
        long any = 0;
        for (long ofLane : powers) {
            any |= ofLane;
        }
        if (any == 0) {
            return -1;
        }
        int start = Long.numberOfTrailingZeros(any);
        long reach = ((1L << (1 << firstStageBits)) - 1) << start;
        for (int lane = 0; lane < powers.length; lane++) {
            long lowest = powers[lane] & -powers[lane];
            if ((lowest & reach) != 0) {
                powers[lane] ^= lowest;
            }
        }
        return start;
    }
}
