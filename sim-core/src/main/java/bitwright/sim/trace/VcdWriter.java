package bitwright.sim.trace;

import bitwright.sim.engine.Frequency;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Writes signals as a value change dump (IEEE 1364, clause 18), which GTKWave and its like open. Edge n of the clock lies
 * n periods after the start; {@link #sample} looks at the signals just after an edge. Before the first sample, and while
 * it is not known, a signal is x. The same samples give the same bytes.
 */
public final class VcdWriter {
    private static final char FIRST_CODE = '!';
    private static final int CODES = '~' - FIRST_CODE + 1;
    private static final String CLOCK = code(0);

    private final Appendable out;
    private final List<Signal> signals;
    private final Timescale timescale;
    private final boolean[] wasKnown;
    private final long[] last;
    private long cycle;

    /**
     * Writes the header.
     *
     * @param top the scope that holds them all, a word
     * @param clock what {@link #sample} counts the cycles of; shown as {@code clk}
     * @param signals all of them, in the order in which they are declared
     */
    public VcdWriter(Appendable out, String top, Frequency clock, List<Signal> signals) throws IOException {
        this.out = out;
        this.signals = List.copyOf(signals);
        timescale = new Timescale(clock);
        wasKnown = new boolean[signals.size()];
        last = new long[signals.size()];
        header(top);
    }

    private void header(String top) throws IOException {
        line("$version Bitwright $end");
        line("$timescale " + timescale.unit() + " $end");
        line("$scope module " + top + " $end");
        line("$var wire 1 " + CLOCK + " clk $end");
        String[] scopes = {};
        for (int i = 0; i < signals.size(); i++) {
            String[] steps = signals.get(i).name().split("\\.");
            scopes = enter(scopes, steps);
            int width = signals.get(i).widthBits();
            String range = width == 1 ? "" : " [" + (width - 1) + ":0]";
            line("$var reg " + width + " " + code(i + 1) + " " + steps[steps.length - 1] + range + " $end");
        }
        enter(scopes, new String[] {""});
        line("$upscope $end");
        line("$enddefinitions $end");
        line("#0");
        line("$dumpvars");
        line("0" + CLOCK);
        for (int i = 0; i < signals.size(); i++) {
            line((signals.get(i).widthBits() == 1 ? "x" : "bx ") + code(i + 1));
        }
        line("$end");
    }

    /** Leaves and enters scopes on the way to a signal. */
    private String[] enter(String[] from, String[] signal) throws IOException {
        int depth = signal.length - 1;
        int common = 0;
        while (common < Math.min(from.length, depth) && from[common].equals(signal[common])) {
            common++;
        }
        for (int i = common; i < from.length; i++) {
            line("$upscope $end");
        }
        for (int i = common; i < depth; i++) {
            line("$scope module " + signal[i] + " $end");
        }
        return Arrays.copyOf(signal, depth);
    }

    /**
     * Looks at the signals just after a clock edge.
     *
     * @param edge its number, at least 1 and greater than the last one's
     */
    public void sample(long edge) throws IOException {
        if (edge <= cycle) {
            throw new IllegalArgumentException("edge " + edge + " cannot be sampled after edge " + cycle);
        }
        while (cycle < edge) {
            if (cycle > 0) {
                fall();
            }
            cycle++;
            line("#" + timescale.at(2 * cycle));
            line("1" + CLOCK);
        }
        for (int i = 0; i < last.length; i++) {
            Signal signal = signals.get(i);
            boolean known = signal.known().getAsBoolean();
            long bits = known ? signal.currentBits() : 0;
            if (known != wasKnown[i] || bits != last[i]) {
                change(i, signal.widthBits(), known ? Long.toBinaryString(bits) : "x");
            }
            wasKnown[i] = known;
            last[i] = bits;
        }
    }

    private void change(int index, int width, String bits) throws IOException {
        line((width == 1 ? bits : "b" + bits + " ") + code(index + 1));
    }

    private void fall() throws IOException {
        line("#" + timescale.at(2 * cycle + 1));
        line("0" + CLOCK);
    }

    /** Lets the last sample stand for a whole cycle; call it once, after the last. */
    public void end() throws IOException {
        if (cycle > 0) {
            fall();
        }
        line("#" + timescale.at(2 * (cycle + 1)));
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }

    /** The n-th identifier: printable characters, as short as can be. */
    private static String code(int n) {
        var code = new StringBuilder();
        for (int rest = n; rest >= 0; rest = rest / CODES - 1) {
            code.append((char) (FIRST_CODE + rest % CODES));
        }
        return code.toString();
    }
}
