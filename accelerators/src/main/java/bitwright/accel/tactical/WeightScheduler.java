package bitwright.accel.tactical;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;

/**
 * Bit-Tactical's static scheduler (Delmas Lascorz et al., arXiv 1803.03688, ASPLOS 2019): before a layer runs, weights that
 * are not zero move into slots of earlier lines whose own weight is zero, as far as the multiplexers can follow with the
 * activations; lines that are left with zeros alone are not run.
 *
 * <p>Lines are taken in their order, filters by themselves. While a slot of the line is zero and has a candidate that is
 * not, one such slot takes its first candidate.
 */
@Doc("Bit-Tactical's static weight scheduler; a search pattern's name alone is short for it.")
public record WeightScheduler(
        @Doc("Where a slot may take a weight from.") SearchPattern search,

        @Doc(
                "Which zero slot is filled next: most-flexible, the one with the most candidates, the lowest lane of those;"
                        + " least-flexible, with the fewest; lane-order, the lowest lane.")
        @Default("most-flexible")
        SlotOrder slotOrder,

        @Doc(
                "Which lines of nothing but zeros are left out: within-lookahead, as many in a row as the farthest candidate"
                        + " is ahead; all; none.")
        @Default("within-lookahead")
        ZeroLines skippedLines,

        @Doc("What a lane without a channel brings if no weight has moved there: nothing; or first-activation, in a"
                + " filter's first line the activation of its lane 0 (a quirk of DNNsim).")
        @Default("nothing")
        EmptySlots emptySlots) {
    /** Which zero slot is filled next. */
    public enum SlotOrder {
        MOST_FLEXIBLE,
        LEAST_FLEXIBLE,
        LANE_ORDER
    }

    /** What a lane without a channel brings if no weight has moved there. */
    public enum EmptySlots {
        NOTHING,
        FIRST_ACTIVATION
    }

    /** Which lines of nothing but zeros are left out. */
    public enum ZeroLines {
        WITHIN_LOOKAHEAD,
        ALL,
        NONE
    }

    public WeightScheduler {
        Check.that(search != null, "search", "is missing");
    }

    /** The short form: a search pattern by name, the most flexible slot first, skipping within the lookahead. */
    public static WeightScheduler of(String pattern) {
        return new WeightScheduler(SearchPattern.of(pattern), SlotOrder.MOST_FLEXIBLE, ZeroLines.WITHIN_LOOKAHEAD);
    }

    /** A scheduler whose empty slots bring nothing. */
    public WeightScheduler(SearchPattern search, SlotOrder slotOrder, ZeroLines skippedLines) {
        this(search, slotOrder, skippedLines, EmptySlots.NOTHING);
    }

    /** The same with DNNsim's quirks. */
    public WeightScheduler asDnnsim() {
        return new WeightScheduler(search, slotOrder, skippedLines, EmptySlots.FIRST_ACTIVATION);
    }

    /** Schedules the weights of one tile. */
    public Schedule prepare(WeightLines weights) {
        var slots = new Slots(weights, this);
        var kept = new int[weights.times()];
        int lines = 0;
        int skipped = 0;
        for (int time = 0; time < weights.times(); time++) {
            if (skipped < mostSkipped() && slots.isZero(time)) {
                skipped++;
                continue;
            }
            skipped = 0;
            slots.fill(time);
            kept[lines++] = time;
        }
        return slots.schedule(java.util.Arrays.copyOf(kept, lines));
    }

    private int mostSkipped() {
        return switch (skippedLines) {
            case WITHIN_LOOKAHEAD -> search.lookahead();
            case ALL -> Integer.MAX_VALUE;
            case NONE -> 0;
        };
    }
}
