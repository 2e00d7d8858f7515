package bitwright.accel.tactical;

import bitwright.accel.tactical.WeightScheduler.SlotOrder;
import java.util.Arrays;
import java.util.List;

/** The slots of one tile while they are being filled. A line of a filter is a mask, so that all its lanes are searched at once. */
final class Slots {
    private static final int SEVEN = 7;

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
    /** {@code [candidate]}: slots that it could fill if they were zero; at least seven entries. */
    private final long[] reach;

    /** {@code [bit]}: the slots whose count of candidates has it. */
    private final long[] counts;

    private long zero;

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
        reach = new long[Math.max(SEVEN, lookahead.length)];
        counts = new long[Integer.SIZE - Integer.numberOfLeadingZeros(reach.length)];
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
            if (search(nonZero[row], time)) {
                fill(row, time);
            }
        }
    }

    /** Finds the candidates of a line's zero slots. Returns whether there are any. */
    private boolean search(long[] line, int time) {
        zero = ~line[time] & allLanes;
        if (zero == 0) {
            return false;
        }
        long any = 0;
        for (int candidate = 0; candidate < lookahead.length; candidate++) {
            int from = time + lookahead[candidate];
            long fills = from < line.length ? rotate(line[from], rotation[candidate]) : 0;
            reach[candidate] = fills;
            any |= fills;
        }
        return (any & zero) != 0;
    }

    private long rotate(long line, int by) {
        return (line >>> by | line << lanes - by) & allLanes;
    }

    private void fill(int row, int time) {
        for (long slot = nextSlot(); slot != 0; slot = nextSlot()) {
            int candidate = 0;
            while ((reach[candidate] & slot) == 0) {
                candidate++;
            }
            int lane = Long.numberOfTrailingZeros(slot);
            int from = lane + rotation[candidate];
            from -= from >= lanes ? lanes : 0;
            take(row, time, lane, candidate, from);
            zero &= ~slot;
            lose(candidate, from);
        }
    }

    /** The zero slot that is filled next, the lowest of those that are preferred; 0 if none has a candidate. */
    private long nextSlot() {
        if (order == SlotOrder.LANE_ORDER) {
            long any = 0;
            for (long fills : reach) {
                any |= fills;
            }
            return Long.lowestOneBit(any & zero);
        }
        return Long.lowestOneBit(lookahead.length <= SEVEN ? preferredOfSeven() : preferredOfMany());
    }

    /** Counts with full adders: what multiplexers of 8 inputs need. */
    private long preferredOfSeven() {
        long a = reach[0] ^ reach[1];
        long ones = a ^ reach[2];
        long carry = reach[0] & reach[1] | a & reach[2];
        long b = reach[3] ^ reach[4];
        long otherOnes = b ^ reach[5];
        long otherCarry = reach[3] & reach[4] | b & reach[5];
        long c = ones ^ otherOnes;
        long lastCarry = ones & otherOnes | c & reach[6];
        ones = c ^ reach[6];
        long d = carry ^ otherCarry;
        long twos = d ^ lastCarry;
        long fours = carry & otherCarry | d & lastCarry;
        long any = (ones | twos | fours) & zero;
        return preferred(preferred(preferred(any, fours), twos), ones);
    }

    private long preferredOfMany() {
        Arrays.fill(counts, 0);
        for (long fills : reach) {
            long carry = fills;
            for (int plane = 0; carry != 0; plane++) {
                long sum = counts[plane] ^ carry;
                carry &= counts[plane];
                counts[plane] = sum;
            }
        }
        long best = 0;
        for (long plane : counts) {
            best |= plane & zero;
        }
        for (int plane = counts.length - 1; plane >= 0; plane--) {
            best = preferred(best, counts[plane]);
        }
        return best;
    }

    /** Of some slots those that win by one bit of their counts; all where none does. */
    private long preferred(long slots, long plane) {
        long better = slots & (order == SlotOrder.MOST_FLEXIBLE ? plane : ~plane);
        return better != 0 ? better : slots;
    }

    private void take(int row, int time, int lane, int candidate, int from) {
        int fromTime = time + lookahead[candidate];
        nonZero[row][time] |= 1L << lane;
        filled[row][time] |= 1L << lane;
        nonZero[row][fromTime] &= ~(1L << from);
        vacated[row][fromTime] |= 1L << from;
        taken[(row * weights.times() + time) * lanes + lane] = (byte) (candidate + 1);
    }

    /** A weight of the taken candidate's line has gone: nobody else can take it. */
    private void lose(int taken, int from) {
        for (int candidate = 0; candidate < lookahead.length; candidate++) {
            if (lookahead[candidate] == lookahead[taken]) {
                int lane = from - rotation[candidate];
                reach[candidate] &= ~(1L << (lane < 0 ? lane + lanes : lane));
            }
        }
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
