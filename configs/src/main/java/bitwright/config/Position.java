package bitwright.config;

/**
 * A place in YAML text.
 *
 * @param source the text
 * @param line from 1; 0 if the text is a setting, which has no lines
 * @param column from 1
 * @param path the keys that lead there from the text's root, joined by dots; empty for the root
 */
public record Position(Source source, int line, int column, String path) {
    /** The path of a key below this place. */
    String child(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    boolean samePlace(Position other) {
        return source.equals(other.source) && line == other.line && column == other.column;
    }

    @Override
    public String toString() {
        return line == 0 ? source.name() : source.name() + ":" + line + ":" + column;
    }
}
