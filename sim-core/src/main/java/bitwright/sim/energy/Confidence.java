package bitwright.sim.energy;

/** How far a number in an energy table can be trusted, best first. */
public enum Confidence {
    /** Transcribed from a document that was read. */
    TRANSCRIBED,
    /** Arithmetic on transcribed numbers: an interpolation, a scaling or a ratio that the row states. */
    DERIVED,
    /** Widely quoted or recalled; the primary source was not opened. */
    RECALLED,
    /** Beyond the sizes or widths that its source covers. */
    EXTRAPOLATED;

    /** Whether reports count what rests on it as resting on low confidence. */
    public boolean isLow() {
        return compareTo(RECALLED) >= 0;
    }

    /** The lower of the two. */
    public Confidence and(Confidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
