package bitwright.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Words in error messages: the known ones, and the one that was probably meant. */
public final class Words {
    private Words() {}

    /** {@code ; did you mean X?}, or nothing if no known word is near. */
    public static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known).map(near -> "; did you mean " + near + "?").orElse("");
    }

    /**
     * The known word nearest to a mistyped one: a third of its letters may be wrong, of a short one a letter. Failing that,
     * the shortest that begins with it, if it has three letters.
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int limit = Math.max(Math.min(1, word.length() - 1), word.length() / 3);
        return known.stream()
                .filter(candidate -> edits(word, candidate) <= limit)
                .min(Comparator.comparingInt(candidate -> edits(word, candidate)))
                .or(() -> known.stream()
                        .filter(candidate -> word.length() >= 3 && candidate.startsWith(word))
                        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())));
    }

    /** Letters inserted, deleted, replaced or swapped with their neighbour to get from one word to the other; case is free. */
    static int edits(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
