package bitwright.accel.pim;

import bitwright.sim.engine.Frequency;
import java.util.Arrays;

/**
 * A host that sends commands of its own choice to channels that compute, in the manner of aim_simulator.
 *
 * <p>The host reads one line of its program a cycle. A channel sends the commands of its lines in their order, each as
 * early as the distances allow, one a cycle. Buffers and sums are reached in one mode, rows in another; where the mode is
 * the wrong one, the change goes out instead when the command could have gone. Reading sums holds the host until they are
 * there. Nothing is refreshed.
 */
public final class AimHost {
    /** Half a nanosecond a cycle, as aim_simulator counts. */
    public static final double CLOCK_MHZ = 2000;

    private final PimTiming.Distances times;
    private final PimChannel[] channels;
    private long line; // the cycle in which the present line is read
    private long done; // the cycle in which the last effect is there

    /** Channels that are all closed, in the mode of rows. */
    public AimHost(PimTiming timing, double clockMHz, int channels) {
        times = timing.at(Frequency.ofMHz(clockMHz), 1);
        this.channels = new PimChannel[channels];
        Arrays.setAll(this.channels, i -> new PimChannel(times));
    }

    /** The host reads a line. */
    public void readLine() {
        line++;
    }

    /**
     * Sends a command some times to a channel.
     *
     * @param row the row that it is for, at least 0; of no matter for buffers and sums
     */
    public void send(int channel, PimCommand command, int times, int row) {
        for (int i = 0; i < times; i++) {
            done = Math.max(done, send(channels[channel], command, row) + latency(command));
        }
    }

    private long send(PimChannel channel, PimCommand command, int row) {
        while (true) {
            PimCommand next = command;
            if (command == PimCommand.MAC_ALL && channel.openRow() != row) {
                next = channel.openRow() == PimChannel.CLOSED ? PimCommand.ACTIVATE_ALL : PimCommand.PRECHARGE_ALL;
            }
            long cycle = Math.max(channel.earliest(next), line);
            PimCommand inMode = channel.inMode(next);
            channel.issue(inMode, cycle, row);
            if (inMode == PimCommand.CHANGE_MODE) {
                channel.modeChanged();
            } else if (next == command) {
                return cycle;
            }
        }
    }

    private int latency(PimCommand command) {
        return switch (command) {
            case READ_RESULT -> times.resultLatency;
            case WRITE_BUFFER, WRITE_BIAS -> times.bufferLatency;
            default -> 1;
        };
    }

    /** The host waits for everything that has been sent. */
    public void await() {
        line = done;
    }

    /** The cycle in which the host knows of the end, when the present line says that there is no more. */
    public long end() {
        long last = line;
        for (PimChannel channel : channels) {
            last = Math.max(last, channel.last() + 1);
        }
        return Math.max(last, done) + 1;
    }

    /** How often a command went out, all channels together. */
    public long count(PimCommand command) {
        long sum = 0;
        for (PimChannel channel : channels) {
            sum += channel.count(command);
        }
        return sum;
    }
}
