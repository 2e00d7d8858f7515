package bitwright.sim.dram;

import bitwright.sim.engine.Clock;
import bitwright.sim.trace.Timeline;
import java.util.Arrays;

/** Shows a DRAM's commands, a track a channel, and how long which row is open, a track a bank. */
final class DramTimeline implements CommandListener {
    private static final int CLOSED = -1;

    private final Organisation organisation;
    private final Clock clock;
    private final Timeline timeline;
    /** The open row by channel and bank, and since which cycle. */
    private final int[] row;

    private final long[] since;
    private long last;

    DramTimeline(DramMemory memory, Clock clock, Timeline timeline) {
        this.organisation = memory.organisation();
        this.clock = clock;
        this.timeline = timeline;
        row = new int[organisation.channels() * organisation.banks()];
        since = new long[row.length];
        Arrays.fill(row, CLOSED);
    }

    @Override
    public void issued(int channel, long cycle, Command command, int bank, int opened, int column) {
        last = Math.max(last, cycle);
        timeline.span(
                "DRAM channel " + channel + " commands",
                command + " bank " + bank + (opened < 0 ? "" : " row " + opened)
                        + (column < 0 ? "" : " column " + column),
                clock.ticks(cycle),
                clock.ticks(cycle + 1));
        int place = channel * organisation.banks() + bank;
        if (command == Command.ACTIVATE) {
            row[place] = opened;
            since[place] = cycle;
        } else if (command.closes()) {
            for (int i = 0; i < (command.isRankWide() ? organisation.banksPerRank() : 1); i++) {
                close(place + i, cycle);
            }
        }
    }

    private void close(int place, long cycle) {
        if (row[place] != CLOSED) {
            timeline.span(
                    "DRAM channel " + place / organisation.banks() + " bank " + place % organisation.banks(),
                    "row " + row[place],
                    clock.ticks(since[place]),
                    clock.ticks(cycle));
            row[place] = CLOSED;
        }
    }

    /** Shows the rows that are still open. */
    void end() {
        for (int place = 0; place < row.length; place++) {
            close(place, last + 1);
        }
    }
}
