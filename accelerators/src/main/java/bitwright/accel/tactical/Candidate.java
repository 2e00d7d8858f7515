package bitwright.accel.tactical;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** Where a slot may take a weight from instead of its own: so many lines later, so many lanes further. */
@Doc("A place that a slot may take a weight from: so many lines later, so many lanes further.")
public record Candidate(
        @Doc("Lines later.") @Range(min = 1, max = 63) int lookahead,

        @Doc("Lanes further, negative for lower ones; lanes wrap within the filter.") @Range(min = -63, max = 63)
        int lookaside) {
    public Candidate {
        Check.ranges(Candidate.class, lookahead, lookaside);
    }
}
