package bitwright.sim.engine;

/** Time that 64 bits cannot count in the ticks that the clocks of a design have in common: the clocks have too many digits. */
public final class TimeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TimeException(String message) {
        super(message);
    }
}
