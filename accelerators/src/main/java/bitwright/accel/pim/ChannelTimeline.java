package bitwright.accel.pim;

import bitwright.sim.engine.Clock;
import bitwright.sim.trace.Timeline;

/** Shows a channel's commands, those of one kind in a row as one, and how long its rows are open, of one token. */
final class ChannelTimeline implements ChannelRun.Listener {
    private final Timeline timeline;
    private final Clock clock;
    private final String commands;
    private final String banks;
    private final long start;
    private long opened = -1;
    private boolean all;
    private PimCommand latest;
    private long first; // cycle of the first of the latest commands of one kind
    private long last;
    private int times;

    ChannelTimeline(Timeline timeline, Clock clock, int channel, long start) {
        this.timeline = timeline;
        this.clock = clock;
        this.start = start;
        commands = "channel " + channel + " commands";
        banks = "channel " + channel + " banks";
    }

    @Override
    public void issued(long cycle, PimCommand command) {
        long at = cycle - start;
        if (at < 0) {
            return; // of the time before
        }
        if (command != latest) {
            end();
            latest = command;
            first = at;
            times = 0;
        }
        last = at;
        times++;
        switch (command) {
            case ACTIVATE_ALL, ACTIVATE -> {
                opened = at;
                all = command == PimCommand.ACTIVATE_ALL;
            }
            case PRECHARGE_ALL -> {
                if (opened >= 0) {
                    timeline.span(
                            banks,
                            all ? "a row of all banks" : "a row of one bank",
                            clock.ticks(opened),
                            clock.ticks(at));
                }
                opened = -1;
            }
            default -> {
                // rows stay as they are
            }
        }
    }

    /** Shows the latest commands. */
    void end() {
        if (latest != null) {
            String what = times == 1 ? latest.name() : latest.name() + " × " + times;
            timeline.span(commands, what, clock.ticks(first), clock.ticks(last + 1));
        }
        latest = null;
    }
}
