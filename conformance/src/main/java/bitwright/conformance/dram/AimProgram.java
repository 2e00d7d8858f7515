package bitwright.conformance.dram;

import bitwright.conformance.golden.GoldenDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A program for GDDR6 that multiplies and adds in all banks at once (AiM), run command by command with the timing of
 * aim_simulator, half a nanosecond a tick.
 *
 * <p>The host reads one line a tick. A channel sends the commands of its lines in their order, each as early as the distances
 * allow, one a tick. Buffers and result registers are reached in one mode, rows in another; where the mode is the wrong one,
 * the change goes out instead when the command could have gone. Reading results holds the host until they are there.
 */
final class AimProgram {
    /** Commands, under that simulator's names: 16 means all banks. */
    enum AimCommand {
        ACT16,
        PREA,
        MAC16,
        WRGB,
        WRMAC16,
        RDMAC16,
        TMOD
    }

    private record AimDistance(AimCommand previous, AimCommand next, int ticks) {}

    // Timing preset GDDR6_AiM_timing of aim_simulator at 0f28a07, in ticks.
    private static final int BL = 2;
    private static final int RCDRDMAC = 56;
    private static final int RP = 32;
    private static final int RAS = 54;
    private static final int RC = 89;
    private static final int RTP = 12;
    private static final int CCDS = 2;
    private static final int CCDL = 2;
    private static final int WTRS = 9;
    private static final int WTRL = 11;
    private static final int CLREG = 0;
    private static final int CWLREG = 1;
    private static final int CWLGB = 1;
    private static final int WPRE = 1;
    private static final int MODCH = 32;
    private static final int TURNAROUND = 3; // from reads to writes, beside the preamble

    private static final List<AimDistance> DISTANCES = distances();

    private static List<AimDistance> distances() {
        var distances = new ArrayList<AimDistance>();
        int column = Math.max(BL, Math.max(CCDS, CCDL));
        add(distances, column, AimCommand.RDMAC16, AimCommand.RDMAC16, AimCommand.MAC16);
        add(distances, column, AimCommand.MAC16, AimCommand.MAC16, AimCommand.RDMAC16);
        add(distances, column, AimCommand.WRMAC16, AimCommand.WRMAC16);
        add(distances, Math.max(BL, CCDS), AimCommand.WRMAC16, AimCommand.WRGB);
        add(distances, Math.max(BL, CCDS), AimCommand.WRGB, AimCommand.WRGB, AimCommand.WRMAC16);
        add(distances, CLREG + BL + TURNAROUND - CWLGB + WPRE, AimCommand.RDMAC16, AimCommand.WRGB);
        add(distances, CLREG + BL + TURNAROUND - CWLREG + WPRE, AimCommand.RDMAC16, AimCommand.WRMAC16);
        add(distances, CWLGB + BL + WTRS, AimCommand.WRGB, AimCommand.RDMAC16);
        add(distances, CWLREG + BL + WTRL, AimCommand.WRMAC16, AimCommand.RDMAC16);
        add(distances, RTP, AimCommand.MAC16, AimCommand.PREA);
        add(distances, RAS, AimCommand.ACT16, AimCommand.PREA);
        add(distances, RP, AimCommand.PREA, AimCommand.ACT16);
        add(distances, RC, AimCommand.ACT16, AimCommand.ACT16);
        add(distances, RCDRDMAC, AimCommand.ACT16, AimCommand.MAC16);
        add(distances, MODCH, AimCommand.TMOD, AimCommand.values());
        return distances;
    }

    private static void add(List<AimDistance> distances, int ticks, AimCommand previous, AimCommand... next) {
        for (AimCommand one : next) {
            distances.add(new AimDistance(previous, one, ticks));
        }
    }

    /** One channel: what it has done and what its next commands must wait for. */
    private final class Channel {
        private final long[] earliest = new long[AimCommand.values().length];
        private long last;
        private int openRow = -1;
        private boolean registers;

        /** Sends a command once the host has read its line; returns the tick in which it goes out. */
        long send(AimCommand command, int row, long from) {
            boolean ofRegisters = command != AimCommand.MAC16;
            while (true) {
                AimCommand next =
                        ofRegisters || openRow == row ? command : openRow < 0 ? AimCommand.ACT16 : AimCommand.PREA;
                long tick = Math.max(Math.max(last + 1, from), earliest[next.ordinal()]);
                if (registers != ofRegisters) {
                    registers = ofRegisters;
                    issue(AimCommand.TMOD, tick);
                    continue;
                }
                issue(next, tick);
                if (next == command) {
                    return tick;
                }
                openRow = next == AimCommand.ACT16 ? row : -1;
            }
        }

        private void issue(AimCommand command, long tick) {
            last = tick;
            counts.merge(command, 1L, Long::sum);
            for (AimDistance distance : DISTANCES) {
                if (distance.previous() == command) {
                    int next = distance.next().ordinal();
                    earliest[next] = Math.max(earliest[next], tick + distance.ticks());
                }
            }
        }
    }

    private final Path file;
    private final Map<AimCommand, Long> counts = new EnumMap<>(AimCommand.class);
    private final Channel[] channels = new Channel[Integer.SIZE];
    private long read; // the tick in which the present line is read
    private long done; // the tick in which the last effect is there
    private long ticks;

    AimProgram(Path file) throws IOException {
        this.file = file;
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new Channel();
        }
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                read++;
                run(line.strip().split("\\s+"));
            }
        }
    }

    private void run(String[] words) {
        if (words[0].equals("W") || words[0].equals("R")) {
            if (!words[1].equals("CFR") && !words[1].equals("GPR")) {
                throw unknown(words);
            }
            return; // the host's own registers cost the tick of their line
        }
        switch (words[1]) {
            case "WR_BIAS" -> send(AimCommand.WRMAC16, 1, words[3], -1, CWLREG + BL);
            case "WR_GB" -> send(AimCommand.WRGB, integer(words[2]), words[4], -1, CWLGB + BL);
            case "MAC_ABK" -> send(AimCommand.MAC16, integer(words[2]), words[3], integer(words[4]), 1);
            case "RD_MAC" -> {
                send(AimCommand.RDMAC16, 1, words[3], -1, CLREG + BL);
                read = done;
            }
            case "EOC" -> {
                long last = read;
                for (Channel channel : channels) {
                    last = Math.max(last, channel.last + 1);
                }
                ticks = Math.max(last, done) + 1;
            }
            default -> throw unknown(words);
        }
    }

    private void send(AimCommand command, int times, String mask, int row, int latency) {
        int bits = Integer.parseUnsignedInt(mask.substring(2), 16);
        for (int i = 0; i < channels.length; i++) {
            for (int n = 0; n < times && (bits >>> i & 1) != 0; n++) {
                done = Math.max(done, channels[i].send(command, row, read) + latency);
            }
        }
    }

    private int integer(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new GoldenDataException(file + ": a number is expected, got '" + word + "'");
        }
    }

    private GoldenDataException unknown(String[] words) {
        return new GoldenDataException(file + ": " + String.join(" ", words) + " is not modelled");
    }

    /** Ticks until the host knows of the end. */
    long ticks() {
        return ticks;
    }

    /** Commands of all channels. */
    long count(AimCommand command) {
        return counts.getOrDefault(command, 0L);
    }
}
