package bitwright.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A design's dynamic energy against the baseline's under several energy tables, and what may be said of it.
 *
 * @param design the design's label
 * @param baseline the baseline's label
 * @param cases one a table, in the tables' order
 */
record Verdict(String design, String baseline, List<Case> cases) {
    /** A ratio under one table, and the shares of the two energies that rest on low confidence. */
    record Case(String table, double relative, double lowShare, double baselineLowShare) {}

    /** Whether all tables agree, and on what. */
    enum Sign {
        LESS,
        MORE,
        DISAGREE
    }

    Verdict {
        cases = List.copyOf(cases);
    }

    Sign sign() {
        if (cases.stream().allMatch(one -> one.relative < 1)) {
            return Sign.LESS;
        }
        return cases.stream().allMatch(one -> one.relative > 1) ? Sign.MORE : Sign.DISAGREE;
    }

    /** In a sentence: the ratios, the winner if there is one, and what it rests on. */
    String text() {
        String ratios = cases.stream()
                .map(one -> Figures.factor(one.relative) + " under " + one.table)
                .collect(Collectors.joining(", "));
        String found = switch (sign()) {
            case LESS -> "less under every table, " + design + " wins";
            case MORE -> "more under every table, " + baseline + " wins";
            case DISAGREE -> "the tables disagree, so no winner is named";
        };
        var low = cases.stream()
                .filter(one -> one.lowShare > 0 || one.baselineLowShare > 0)
                .map(one -> Figures.percent(one.lowShare) + " and " + Figures.percent(one.baselineLowShare)
                        + " of the two under " + one.table)
                .toList();
        return "dynamic energy of " + design + " against " + baseline + ": " + ratios + ": " + found
                + (low.isEmpty() ? "" : "; resting on low confidence: " + String.join(", ", low));
    }
}
