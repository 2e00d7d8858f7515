package bitwright.conformance.dram;

import bitwright.accel.pim.AimHost;
import bitwright.accel.pim.PimCommand;
import bitwright.accel.pim.PimTiming;
import bitwright.conformance.golden.GoldenDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A program for GDDR6 that multiplies and adds in all banks at once (AiM), run on our channels that compute, with the timing
 * and the host of aim_simulator, half a nanosecond a tick.
 */
final class AimProgram {
    /** Commands under that simulator's names, where 16 means all banks. */
    static final Map<String, PimCommand> COMMANDS = Map.of(
            "ACT16", PimCommand.ACTIVATE_ALL,
            "PREA", PimCommand.PRECHARGE_ALL,
            "MAC16", PimCommand.MAC_ALL,
            "WRGB", PimCommand.WRITE_BUFFER,
            "WRMAC16", PimCommand.WRITE_BIAS,
            "RDMAC16", PimCommand.READ_RESULT,
            "REFab", PimCommand.REFRESH,
            "TMOD", PimCommand.CHANGE_MODE);

    private final Path file;
    private final AimHost host = new AimHost(PimTiming.AIM, AimHost.CLOCK_MHZ, Integer.SIZE);
    private long ticks;

    AimProgram(Path file) throws IOException {
        this.file = file;
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                host.readLine();
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
            case "WR_BIAS" -> send(PimCommand.WRITE_BIAS, 1, words[3], 0);
            case "WR_GB" -> send(PimCommand.WRITE_BUFFER, integer(words[2]), words[4], 0);
            case "MAC_ABK" -> send(PimCommand.MAC_ALL, integer(words[2]), words[3], integer(words[4]));
            case "RD_MAC" -> {
                send(PimCommand.READ_RESULT, 1, words[3], 0);
                host.await();
            }
            case "EOC" -> ticks = host.end();
            default -> throw unknown(words);
        }
    }

    private void send(PimCommand command, int times, String mask, int row) {
        int bits = Integer.parseUnsignedInt(mask.substring(2), 16);
        for (int channel = 0; channel < Integer.SIZE; channel++) {
            if ((bits >>> channel & 1) != 0) {
                host.send(channel, command, times, row);
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
    long count(PimCommand command) {
        return host.count(command);
    }
}
