package bitwright.accel.pe;

import bitwright.sim.trace.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * A PE register by register. A step's operands are presented by {@link #start}; each {@link #tick} is one clock edge;
 * some edges later the step's dot product leaves on {@link #output}.
 */
public interface Datapath {
    /** Whether the front end has consumed its operands, so that a step may start. */
    boolean ready();

    /**
     * Presents a step's operands, one a lane, which must not change until the PE is ready again.
     *
     * @param tag travels with the step to the output
     * @throws IllegalStateException unless ready
     */
    void start(int[] weights, int[] activations, Control control, long tag);

    /** One clock edge. */
    void tick();

    /** Whether the last edge completed a step. */
    boolean hasOutput();

    /** The completed step's dot product; meaningful only after an edge that completed one. */
    long output();

    /** The completed step's tag. */
    long outputTag();

    /** Whether nothing is in flight. */
    boolean idle();

    /**
     * The registers inside, for waveforms, most telling first; none unless a datapath names them. Widths are those of the
     * PE's bill.
     */
    default List<Signal> registers() {
        return List.of();
    }

    /** What a waveform of the PE shows: its handshake and output, then its {@link #registers}. */
    default List<Signal> signals(int outputBits) {
        var signals = new ArrayList<Signal>();
        signals.add(Signal.flag("ready", this::ready));
        signals.add(Signal.flag("valid", this::hasOutput));
        signals.add(Signal.signed("output", outputBits, this::output).when(this::hasOutput));
        signals.addAll(registers());
        return signals;
    }
}
