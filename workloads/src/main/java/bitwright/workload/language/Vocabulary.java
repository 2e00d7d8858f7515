package bitwright.workload.language;

import bitwright.workload.WorkloadException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Characters as tokens: a token is a character's place in the vocabulary. */
public final class Vocabulary {
    private final int[] characters;
    private final Map<Integer, Integer> tokens = new HashMap<>();

    /** @param characters each once */
    public Vocabulary(String characters) {
        this.characters = characters.codePoints().toArray();
        for (int token = 0; token < this.characters.length; token++) {
            if (tokens.put(this.characters[token], token) != null) {
                throw new WorkloadException("the vocabulary has " + shown(this.characters[token]) + " twice");
            }
        }
    }

    public int size() {
        return characters.length;
    }

    /** The tokens of a text; a character that is not in the vocabulary is an error. */
    public int[] tokens(String text) {
        return text.codePoints()
                .map(character -> {
                    Integer token = tokens.get(character);
                    if (token == null) {
                        throw new WorkloadException(shown(character) + " is not among the " + characters.length
                                + " characters that the model knows");
                    }
                    return token;
                })
                .toArray();
    }

    /** The text of some tokens. */
    public String text(int... some) {
        return java.util.Arrays.stream(some)
                .mapToObj(token -> Character.toString(characters[token]))
                .collect(Collectors.joining());
    }

    private static String shown(int character) {
        return "'" + Character.toString(character) + "' (U+" + String.format(java.util.Locale.ROOT, "%04X", character)
                + ")";
    }
}
