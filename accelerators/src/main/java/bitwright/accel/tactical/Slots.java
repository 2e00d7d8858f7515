package bitwright.accel.tactical;

import bitwright.accel.tactical.WeightScheduler.SlotOrder;
import java.util.Arrays;
import java.util.List;

/** The slots of one tile while they are being filled. A line of a filter is a mask, so that all its lanes are searched at once. */
final class Slots {
    /** Planes of a lane's count of candidates, of which there are fewer than 2^6. */
    private static final int COUNT_PLANES = 6;

    private final WeightLines weights;
    private final SearchPattern search;
    private final SlotOrder order;
    private final int lanes;
    private final long allLanes;
    private final int[] lookahead;
    /** By how much a line is rotated so that a slot meets its candidate, 0 to lanes − 1. */
    private final int[] rotation;
    /** {@code [row][time]}: slots whose content is not zero. */
    private final long[][] nonZero;
    /** {@code [row][time]}: slots whose own weight has moved away. */
    private final long[][] vacated;
    /** {@code [(row · times + time) · lanes + lane]}: 0, or 1 + the candidate that a slot has taken. */
    private final byte[] taken;
    /** {@code [candidate]}: slots that it could fill. */
    private final long[] reach;

    private final long[] counts = new long[COUNT_PLANES];

    Slots(WeightLines weights, WeightScheduler scheduler) {
        this.weights = weights;
        search = scheduler.search();
        order = scheduler.slotOrder();
        lanes = weights.lanes();
        allLanes = -1L >>> Long.SIZE - lanes;
        List<Candidate> candidates = search.candidates();
        lookahead = candidates.stream().mapToInt(Candidate::lookahead).toArray();
        rotation = candidates.stream()
                .mapToInt(candidate -> Math.floorMod(candidate.lookaside(), lanes))
                .toArray();
        reach = new long[lookahead.length];
        nonZero = new long[weights.rows()][weights.times()];
        vacated = new long[weights.rows()][weights.times()];
        taken = new byte[Math.multiplyExact(Math.multiplyExact(weights.rows(), weights.times()), lanes)];
        for (int row = 0; row < nonZero.length; row++) {
            for (int time = 0; time < weights.times(); time++) {
                nonZero[row][time] = weights.nonZero(row, time);
            }
        }
    }

    boolean isZero(int time) {
        for (long[] ofRow : nonZero) {
            if (ofRow[time] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Fills a line's zero slots, filter by filter, until none has a candidate. */
    void fill(int time) {
        for (int row = 0; row < nonZero.length; row++) {
            int lane;
            while ((lane = nextSlot(nonZero[row], time)) >= 0) {
                take(row, time, lane);
            }
        }
    }

    /** The zero slot that is filled next, or −1. */
    private int nextSlot(long[] line, int time) {
        long zero = ~line[time] & allLanes;
        if (zero == 0) {
            return -1;
        }
        Arrays.fill(counts, 0);
        long any = 0;
        for (int candidate = 0; candidate < reach.length; candidate++) {
            int from = time + lookahead[candidate];
            long fills = from < line.length ? rotate(line[from], rotation[candidate]) & zero : 0;
            reach[candidate] = fills;
            any |= fills;
            for (int plane = 0; fills != 0; plane++) { // adds one to the count of each of these lanes
                long carry = counts[plane] & fills;
                counts[plane] ^= fills;
                fills = carry;
            }
        }
        return any == 0 ? -1 : Long.numberOfTrailingZeros(preferred(any));
    }

    /** The lanes with the most, or fewest, candidates. */
    private long preferred(long any) {
        long best = any;
        for (int plane = COUNT_PLANES - 1; plane >= 0 && order != SlotOrder.LANE_ORDER; plane--) {
            long better = best & (order == SlotOrder.MOST_FLEXIBLE ? counts[plane] : ~counts[plane]);
            best = better != 0 ? better : best;
        }
        return best;
    }

    private long rotate(long line, int by) {
        return by == 0 ? line : (line >>> by | line << lanes - by) & allLanes;
    }

    private void take(int row, int time, int lane) {
        int candidate = 0;
        while ((reach[candidate] >>> lane & 1) == 0) {
            candidate++;
        }
        int from = time + lookahead[candidate];
        long moved = 1L << (lane + rotation[candidate]) % lanes;
        nonZero[row][time] |= 1L << lane;
        nonZero[row][from] &= ~moved;
        vacated[row][from] |= moved;
        taken[(row * weights.times() + time) * lanes + lane] = (byte) (candidate + 1);
    }

    /** What has become of the slots of some lines. */
    Schedule schedule(int[] kept) {
        int rows = nonZero.length;
        var selects = new byte[Math.multiplyExact(Math.multiplyExact(kept.length, rows), lanes)];
        int slot = 0;
        for (int time : kept) {
            for (int row = 0; row < rows; row++) {
                // A zero that stays is multiplied; where a weight has left, and where none ever was, nothing is.
                long idle = ~nonZero[row][time] & (vacated[row][time] | ~weights.operands()[row][time]);
                int from = (row * weights.times() + time) * lanes;
                for (int lane = 0; lane < lanes; lane++, slot++) {
                    selects[slot] = (idle >>> lane & 1) != 0 ? Schedule.IDLE : taken[from + lane];
                }
            }
        }
        return new Schedule(weights, search, kept, selects);
    }
}
