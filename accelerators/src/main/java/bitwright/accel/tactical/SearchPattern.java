package bitwright.accel.tactical;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Doc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The places that a slot's multiplexer can reach beside its own, in the order in which the scheduler prefers them. In YAML
 * a name such as {@code T8<2,5>} is short for the record: the shape, the multiplexer's inputs (may be left out), the
 * lookahead, the lookaside (Bit-Tactical, arXiv 1803.03688; the offsets and their order as in isakedo/DNNsim).
 */
@Doc("Places that a slot may take a weight from, preferred ones first: a name such as \"T8<2,5>\" or \"L8<1,6>\","
        + " or { candidates: [{ lookahead: 1, lookaside: -1 }, …] }.")
public record SearchPattern(
        @Doc("The places, preferred ones first.") List<Candidate> candidates) {
    /** Keeps a lane's candidates countable and its select within 6 bits. */
    private static final int MOST = 63;

    private static final Pattern NAME = Pattern.compile("([LT])(\\d{0,2})<(\\d{1,2}),(\\d{1,2})>");

    public SearchPattern {
        candidates = List.copyOf(candidates);
        Check.between("candidates", candidates.size(), 1, MOST);
        Check.that(new HashSet<>(candidates).size() == candidates.size(), "candidates", "must not name a place twice");
    }

    /** The pattern of a name. */
    public static SearchPattern of(String name) {
        var parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "must be L<h,d> or T<h,d>, perhaps with the multiplexer's inputs as in T8<2,5>, got '" + name
                            + "'");
        }
        int lookahead = Integer.parseInt(parts.group(3));
        int lookaside = Integer.parseInt(parts.group(4));
        if (lookahead < 1 || lookahead + lookaside > MOST) {
            throw new IllegalArgumentException(
                    "must look ahead at least a line and reach at most " + MOST + " places, got '" + name + "'");
        }
        var pattern = parts.group(1).equals("L") ? l(lookahead, lookaside) : t(lookahead, lookaside);
        if (!parts.group(2).isEmpty() && Integer.parseInt(parts.group(2)) != pattern.inputs()) {
            throw new IllegalArgumentException("'" + name + "' has a multiplexer of " + pattern.inputs() + " inputs");
        }
        return pattern;
    }

    /** Lookahead in the slot's own lane, lookaside to lower lanes of the next line. */
    public static SearchPattern l(int lookahead, int lookaside) {
        var candidates = ahead(lookahead);
        for (int d = 1; d <= lookaside; d++) {
            candidates.add(new Candidate(1, -d));
        }
        return sorted(candidates);
    }

    /**
     * Lookahead in the slot's own lane, lookaside to both sides: a lane up and down in the next line, two in the line
     * after it, and so on, from the next line again once the lookahead is used up.
     */
    public static SearchPattern t(int lookahead, int lookaside) {
        var candidates = ahead(lookahead);
        for (int i = 0; i < lookaside; i++) {
            int pair = i / 2;
            int distance = pair + 1;
            candidates.add(new Candidate(pair % lookahead + 1, i % 2 == 0 ? distance : -distance));
        }
        return sorted(candidates);
    }

    private static List<Candidate> ahead(int lookahead) {
        var candidates = new ArrayList<Candidate>();
        for (int h = 1; h <= lookahead; h++) {
            candidates.add(new Candidate(h, 0));
        }
        return candidates;
    }

    private static SearchPattern sorted(List<Candidate> candidates) {
        candidates.sort(Comparator.comparingInt(Candidate::lookahead).thenComparingInt(Candidate::lookaside));
        return new SearchPattern(candidates);
    }

    /** Inputs of a lane's multiplexer: the candidates and the slot's own place. */
    public int inputs() {
        return candidates.size() + 1;
    }

    /** Bits that select an input, stored with every weight. */
    public int selectBits() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(inputs() - 1);
    }

    /** The farthest line that a candidate lies in. */
    public int lookahead() {
        return candidates.stream().mapToInt(Candidate::lookahead).max().orElseThrow();
    }
}
