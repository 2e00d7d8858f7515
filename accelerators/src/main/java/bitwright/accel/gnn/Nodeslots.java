package bitwright.accel.gnn;

import bitwright.sim.trace.Timeline;
import java.util.Arrays;
import java.util.Locale;

/** The nodeslots of the node scoreboard: which node each holds, what it does, and how long it did what. */
final class Nodeslots {
    final int[] node;
    final int[] messages;

    /** When the node was programmed, when its features were fetched, when it was aggregated. */
    final long[] programmedAt;

    final long[] fetchedAt;
    final long[] aggregatedAt;

    private static final SlotPhase[] PHASES = SlotPhase.values();

    private final Beat beat;
    private final Timeline timeline;
    private final Occupancy inUse;
    private final NodeTimes times;
    private final NodeTimes summing;
    private final SlotPhase[] phase;
    private final long[] since;
    private final String[] shown;
    private final long[] shownSince;
    private final long[] cycles = new long[PHASES.length];
    private int used;

    Nodeslots(int count, Beat beat, Timeline timeline, Occupancy inUse, NodeTimes times, NodeTimes summing) {
        this.summing = summing;
        this.beat = beat;
        this.timeline = timeline;
        this.inUse = inUse;
        this.times = times;
        node = new int[count];
        messages = new int[count];
        programmedAt = new long[count];
        fetchedAt = new long[count];
        aggregatedAt = new long[count];
        phase = new SlotPhase[count];
        Arrays.fill(phase, SlotPhase.EMPTY);
        since = new long[count];
        shown = new String[count];
        shownSince = new long[count];
    }

    int count() {
        return node.length;
    }

    void occupy(int slot, int nodeId, int messageCount) {
        node[slot] = nodeId;
        messages[slot] = messageCount;
        programmedAt[slot] = beat.cycle();
        inUse.set(beat.cycle(), ++used);
        enter(slot, SlotPhase.PROGRAMMED);
    }

    void free(int slot) {
        enter(slot, SlotPhase.EMPTY);
        inUse.set(beat.cycle(), --used);
        times.add(messages[slot], beat.cycle() - programmedAt[slot]);
    }

    /** A node's messages are all summed. */
    void summed(int slot) {
        summing.add(messages[slot], beat.cycle() - programmedAt[slot]);
    }

    void enter(int slot, SlotPhase next) {
        long now = beat.cycle();
        cycles[phase[slot].ordinal()] += now - since[slot];
        phase[slot] = next;
        since[slot] = now;
        if (timeline.isOn() && (next.state != null || next == SlotPhase.EMPTY)) {
            show(slot, next.state, now);
        }
    }

    private void show(int slot, String state, long now) {
        if (shown[slot] != null && !shown[slot].equals(state)) {
            timeline.span(
                    String.format(Locale.ROOT, "nodeslot %03d", slot),
                    shown[slot] + " node " + node[slot],
                    beat.tick(shownSince[slot]),
                    beat.tick(now));
        }
        if (shown[slot] == null || !shown[slot].equals(state)) {
            shown[slot] = state;
            shownSince[slot] = now;
        }
        timeline.level("nodeslots in use", beat.tick(now), used);
    }

    /** Cycles that all slots together have spent in a phase. */
    long cycles(SlotPhase of) {
        return cycles[of.ordinal()];
    }

    /** Counts what slots spend in their present phase up to the end. */
    void close(long end) {
        for (int slot = 0; slot < phase.length; slot++) {
            cycles[phase[slot].ordinal()] += end - since[slot];
            since[slot] = end;
        }
    }
}
