package bitwright.cli;

import bitwright.sim.trace.Signal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A waveform for the terminal: a line a signal, a column a cycle. */
final class TextWaveform {
    private static final int MOST_CYCLES = 40;
    private static final int MOST_SIGNALS = 40;
    /** What is 0 or unknown, so that the eye finds the rest. */
    private static final String NOTHING = "·";

    private final List<Signal> signals;
    /** {@code [cycle][signal]}. */
    private final List<String[]> columns = new ArrayList<>();

    private int cycles;

    TextWaveform(List<Signal> signals) {
        this.signals = signals;
    }

    /** Looks at the signals just after the next clock edge. */
    void sample() {
        cycles++;
        if (cycles <= MOST_CYCLES) {
            columns.add(
                    signals.stream().limit(MOST_SIGNALS).map(TextWaveform::cell).toArray(String[]::new));
        }
    }

    private static String cell(Signal signal) {
        if (!signal.known().getAsBoolean()) {
            return NOTHING;
        }
        return switch (signal.kind()) {
            case SIGNED -> Long.toString(signal.currentNumber());
            case UNSIGNED -> Long.toUnsignedString(signal.currentNumber());
            case BITS ->
                signal.widthBits() == 1 && signal.currentBits() == 0 ? NOTHING : Long.toHexString(signal.currentBits());
        };
    }

    void print(PrintWriter out) {
        int names = "cycle".length();
        int lines = Math.min(signals.size(), MOST_SIGNALS);
        for (Signal signal : signals.subList(0, lines)) {
            names = Math.max(names, signal.name().length());
        }
        for (int line = -1; line < lines; line++) {
            var text = new StringBuilder(line < 0 ? "cycle" : signals.get(line).name());
            pad(text, names);
            for (int cycle = 0; cycle < columns.size(); cycle++) {
                String number = Integer.toString(cycle + 1);
                String cell = line < 0 ? number : columns.get(cycle)[line];
                int width = number.length();
                for (String other : columns.get(cycle)) {
                    width = Math.max(width, other.length());
                }
                text.append(" ".repeat(1 + width - cell.length())).append(cell);
            }
            out.println(text);
        }
        if (cycles > MOST_CYCLES) {
            out.println("… and " + (cycles - MOST_CYCLES) + " more cycles; --vcd FILE writes them all");
        }
        if (signals.size() > MOST_SIGNALS) {
            out.println("… and " + (signals.size() - MOST_SIGNALS) + " more signals; --vcd FILE writes them all");
        }
    }

    private static void pad(StringBuilder text, int width) {
        text.append(" ".repeat(width - text.length()));
    }
}
