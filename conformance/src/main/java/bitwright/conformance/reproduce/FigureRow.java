package bitwright.conformance.reproduce;

import java.util.OptionalDouble;

/**
 * A figure of a paper beside ours.
 *
 * @param name what is measured, with its unit where it has one; speed-ups are ratios
 * @param published the paper's value; empty where it gives none
 * @param ours ours; empty where it cannot be made, the note says why
 * @param note how ours was made, and the likely cause of a deviation
 * @param source where the published value stands, and whether it was read there, told by a third party or recalled
 */
public record FigureRow(String name, OptionalDouble published, OptionalDouble ours, String note, String source) {
    /** How far ours is from the published value, in percent of that; empty without either. */
    public OptionalDouble errorPercent() {
        return published.isPresent() && ours.isPresent()
                ? OptionalDouble.of(100 * (ours.getAsDouble() / published.getAsDouble() - 1))
                : OptionalDouble.empty();
    }
}
