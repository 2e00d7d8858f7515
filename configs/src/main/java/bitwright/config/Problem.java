package bitwright.config;

/**
 * One thing wrong with a configuration.
 *
 * @param at where
 * @param path the key it is about, empty for the whole text
 * @param text the rule and the value found
 */
public record Problem(Position at, String path, String text) {
    Problem(Position at, String text) {
        this(at, at.path(), text);
    }

    @Override
    public String toString() {
        return at + ": " + (path.isEmpty() ? "" : path + ": ") + text;
    }
}
