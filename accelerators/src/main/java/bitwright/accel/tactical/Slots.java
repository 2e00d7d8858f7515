package bitwright.accel.tactical;

import bitwright.accel.tactical.WeightScheduler.SlotOrder;
import java.util.Arrays;
import java.util.List;

/** The slots of one tile while they are being filled. A line of a filter is a mask, so that all its lanes are searched at once. */
final class Slots {
    private final WeightLines weights;
    private final WeightScheduler scheduler;
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
    /** {@code [(row · times + time) · lanes + lane]}: 1 + the candidate that a filled slot has taken. */
    private final byte[] taken;
    /** {@code [row][time]}: slots that have taken a weight. */
    private final long[][] filled;
    /** {@code [candidate]}: slots that it could fill. */
    private final long[] reach;

    /** {@code [bit − 3]}: the lanes whose count of candidates has it. */
    private final long[] higher;

    Slots(WeightLines weights, WeightScheduler scheduler) {
        this.weights = weights;
        this.scheduler = scheduler;
        order = scheduler.slotOrder();
        lanes = weights.lanes();
        allLanes = -1L >>> Long.SIZE - lanes;
        List<Candidate> candidates = scheduler.search().candidates();
        lookahead = candidates.stream().mapToInt(Candidate::lookahead).toArray();
        rotation = candidates.stream()
                .mapToInt(candidate -> Math.floorMod(candidate.lookaside(), lanes))
                .toArray();
        reach = new long[lookahead.length];
        higher = new long[Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(reach.length) - 3)];
        nonZero = new long[weights.rows()][weights.times()];
        vacated = new long[weights.rows()][weights.times()];
        filled = new long[weights.rows()][weights.times()];
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
        // A lane's count of candidates, a plane a bit: the low three, which is all that 8 inputs need, stay in registers.
        long ones = 0;
        long twos = 0;
        long fours = 0;
        long any = 0;
        Arrays.fill(higher, 0);
        for (int candidate = 0; candidate < reach.length; candidate++) {
            int from = time + lookahead[candidate];
            long fills = from < line.length ? rotate(line[from], rotation[candidate]) & zero : 0;
            reach[candidate] = fills;
            any |= fills;
            long toTwos = ones & fills;
            ones ^= fills;
            long toFours = twos & toTwos;
            twos ^= toTwos;
            long toHigher = fours & toFours;
            fours ^= toFours;
            for (int plane = 0; toHigher != 0; plane++) {
                long carry = higher[plane] & toHigher;
                higher[plane] ^= toHigher;
                toHigher = carry;
            }
        }
        if (any == 0) {
            return -1;
        }
        long best = any;
        for (int plane = higher.length - 1; plane >= 0; plane--) {
            best = preferred(best, higher[plane]);
        }
        best = preferred(preferred(preferred(best, fours), twos), ones);
        return Long.numberOfTrailingZeros(best);
    }

    /** Of some lanes those that win by one bit of their counts; all where none does or counts do not matter. */
    private long preferred(long lanesLeft, long plane) {
        long better =
                switch (order) {
                    case MOST_FLEXIBLE -> lanesLeft & plane;
                    case LEAST_FLEXIBLE -> lanesLeft & ~plane;
                    case LANE_ORDER -> lanesLeft;
                };
        return better != 0 ? better : lanesLeft;
    }

    private long rotate(long line, int by) {
        return (line >>> by | line << lanes - by) & allLanes;
    }

    private void take(int row, int time, int lane) {
        int candidate = 0;
        while ((reach[candidate] >>> lane & 1) == 0) {
            candidate++;
        }
        int from = time + lookahead[candidate];
        long moved = 1L << (lane + rotation[candidate]) % lanes;
        nonZero[row][time] |= 1L << lane;
        filled[row][time] |= 1L << lane;
        nonZero[row][from] &= ~moved;
        vacated[row][from] |= moved;
        taken[(row * weights.times() + time) * lanes + lane] = (byte) (candidate + 1);
    }

    /** What has become of the slots of some lines. */
    Schedule schedule(int[] kept) {
        int rows = nonZero.length;
        var own = new long[kept.length * rows];
        var moved = new long[own.length];
        int line = 0;
        for (int time : kept) {
            for (int row = 0; row < rows; row++, line++) {
                moved[line] = filled[row][time];
                // A zero that stays is multiplied; where a weight has left, and where none ever was, nothing is.
                own[line] = weights.operands()[row][time] & ~vacated[row][time] & ~moved[line];
            }
        }
        return new Schedule(weights, scheduler, kept, own, moved, taken);
    }
}
