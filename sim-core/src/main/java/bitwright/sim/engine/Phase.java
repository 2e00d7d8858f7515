package bitwright.sim.engine;

/** The parts of a tick, in the order in which they happen. */
public enum Phase {
    /** Messages arrive at ports. */
    MOVE,
    /** Components act on what has arrived. */
    REACT,
    /** Groups of registers tick. */
    TICK,
    /** Waveforms and statistics look at the tick's outcome and change nothing. */
    OBSERVE
}
