package bitwright.sim.energy;

/** How far a number in an energy table can be trusted, best first. */
public enum Confidence {
    /** Transcribed from a document that was read. */
    TRANSCRIBED,
    /** Arithmetic on transcribed numbers: an interpolation, a scaling or a ratio that the row states. */
    DERIVED,
    /** Widely quoted or recalled; the primary source was not opened. */
    RECALLED
}
