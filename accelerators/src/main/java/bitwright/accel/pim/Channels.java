package bitwright.accel.pim;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import java.util.List;

/** All channels, which begin an instruction together and are done with it when the last of them is. */
abstract class Channels {
    private final Engine engine;
    private final Clock clock;
    private Handler done;
    private long argument;
    /** The channel that was done last with the latest instruction; null if none had anything to do. */
    private ChannelBook critical;

    Channels(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /** Channels that are simulated command by command, an event a command. */
    static Channels byCommand(
            Engine engine, Clock clock, int channels, PimTiming.Distances times, int registers, boolean refreshes) {
        return new ByCommand(engine, clock, channels, times, registers, refreshes);
    }

    /** Channels that are simulated row by row, an event an instruction. */
    static Channels byRow(
            Engine engine, Clock clock, int channels, PimTiming.Distances times, int registers, boolean refreshes) {
        return new ByRow(engine, clock, channels, times, registers, refreshes);
    }

    /** Begins an instruction now, at an edge of the clock; the handler is called when it is done. */
    final void start(List<ChannelProgram> programs, Handler whenDone, long withArgument) {
        done = whenDone;
        argument = withArgument;
        begin(programs, engine.now() / clock.period());
    }

    abstract void begin(List<ChannelProgram> programs, long cycle);

    /** The instruction will be done in a cycle, by this channel last. */
    final void doneAt(long cycle, ChannelBook last) {
        critical = last;
        engine.at(clock.ticks(cycle), Phase.REACT, done, argument);
    }

    final void at(long cycle, Handler handler, long channel) {
        engine.at(clock.ticks(cycle), Phase.REACT, handler, channel);
    }

    abstract ChannelBook[] books();

    /** What the cycles of the latest instruction went to, in the channel that was done last. */
    final Busy busy() {
        return critical == null ? new Busy() : critical.busy();
    }

    /** How often a command has gone out. */
    final long count(PimCommand command) {
        long sum = 0;
        for (ChannelBook book : books()) {
            sum += book.count(command);
        }
        return sum;
    }

    /** Cycles in which a channel had an open row, all channels together. */
    final long openCycles() {
        long sum = 0;
        for (ChannelBook book : books()) {
            sum += book.openCycles();
        }
        return sum;
    }

    private static final class ByCommand extends Channels {
        private final ChannelRun[] runs;
        private final Handler send = this::send;
        private int running;
        private long last;
        private ChannelRun critical;

        ByCommand(
                Engine engine, Clock clock, int channels, PimTiming.Distances times, int registers, boolean refreshes) {
            super(engine, clock);
            runs = new ChannelRun[channels];
            for (int i = 0; i < channels; i++) {
                runs[i] = new ChannelRun(times, registers, refreshes);
            }
        }

        @Override
        void begin(List<ChannelProgram> programs, long cycle) {
            running = 0;
            last = cycle;
            critical = null;
            for (int channel = 0; channel < runs.length; channel++) {
                if (!programs.get(channel).isEmpty()) {
                    running++;
                    runs[channel].start(programs.get(channel), cycle);
                    at(runs[channel].decide(), send, channel);
                }
            }
            if (running == 0) {
                doneAt(cycle, null);
            }
        }

        private void send(long channel) {
            ChannelRun run = runs[(int) channel];
            run.issue();
            if (!run.isFinished()) {
                at(run.decide(), send, channel);
                return;
            }
            long end = run.finish();
            if (critical == null || end > last || end == last && isBefore(run, critical)) {
                critical = run;
                last = end;
            }
            if (--running == 0) {
                doneAt(last, critical);
            }
        }

        private boolean isBefore(ChannelRun one, ChannelRun other) {
            for (ChannelRun run : runs) {
                if (run == one || run == other) {
                    return run == one;
                }
            }
            return false;
        }

        @Override
        ChannelBook[] books() {
            return runs;
        }

        @Override
        void listen(int channel, ChannelRun.Listener listener) {
            runs[channel].listen(listener);
        }
    }

    private static final class ByRow extends Channels {
        private final FastChannel[] runs;

        ByRow(Engine engine, Clock clock, int channels, PimTiming.Distances times, int registers, boolean refreshes) {
            super(engine, clock);
            var memory = new FastChannel.Memory(times, registers, refreshes);
            runs = new FastChannel[channels];
            for (int i = 0; i < channels; i++) {
                runs[i] = new FastChannel(memory);
            }
        }

        @Override
        void begin(List<ChannelProgram> programs, long cycle) {
            FastChannel critical = null;
            long last = cycle;
            for (int channel = 0; channel < runs.length; channel++) {
                ChannelProgram program = programs.get(channel);
                if (program.isEmpty()) {
                    continue;
                }
                FastChannel run = runs[channel];
                FastChannel like = like(programs, channel);
                long end;
                if (like != null) {
                    run.take(like);
                    end = run.done();
                } else {
                    end = run.run(program, cycle);
                }
                if (critical == null || end > last) {
                    critical = run;
                    last = end;
                }
            }
            doneAt(last, critical);
        }

        /** A channel that has just run the same program from the same state, or null. */
        private FastChannel like(List<ChannelProgram> programs, int channel) {
            for (int before = channel - 1; before >= 0; before--) {
                if (programs.get(before) == programs.get(channel) && runs[channel].isLike(runs[before])) {
                    return runs[before];
                }
            }
            return null;
        }

        @Override
        ChannelBook[] books() {
            return runs;
        }
    }

    /** Tells somebody of a channel's commands from now on, where they are simulated; null ends it. */
    void listen(int channel, ChannelRun.Listener listener) {
        // rows have no commands
    }
}
