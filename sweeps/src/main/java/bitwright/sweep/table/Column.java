package bitwright.sweep.table;

/**
 * A column of a table of points.
 *
 * @param name its title
 * @param type what its cells hold; an empty cell is no value
 */
public record Column(String name, Type type) {
    public enum Type {
        WHOLE,
        NUMBER,
        TEXT
    }
}
