package bitwright.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A value put in place of another: {@code --set design.array.rows=64}, or one value of a sweep's axis.
 *
 * @param path keys and list indices joined by dots
 * @param value what goes there
 */
public record Setting(String path, Tree value) {
    /**
     * Reads {@code path=value} as given to the command line; the value is YAML.
     *
     * @throws ConfigException if there is no path or no equals sign, or the value is not YAML
     */
    public static Setting parse(String text) {
        int equals = text.indexOf('=');
        var source = new Source("--set " + text, Path.of(""));
        if (equals < 1) {
            throw new ConfigException(new Position(source, 0, 0, ""), "must be written path=value");
        }
        String path = text.substring(0, equals).strip();
        return new Setting(path, YamlReader.value(text.substring(equals + 1), source, path));
    }

    List<String> steps() {
        return List.of(path.split("\\.", -1));
    }

    /**
     * The tree with the value in it. Mappings that are not there yet come into being, so that a wrong path ends as an
     * unknown key.
     *
     * @throws ConfigException if the path leads through a plain value or past the end of a list
     */
    Tree.Mapping in(Tree.Mapping root) {
        return (Tree.Mapping) put(root, steps(), 0);
    }

    private Tree put(Tree tree, List<String> steps, int depth) {
        if (depth == steps.size()) {
            return value;
        }
        String step = steps.get(depth);
        Position place = new Position(
                value.at().source(),
                value.at().line(),
                value.at().column(),
                String.join(".", steps.subList(0, depth + 1)));
        if (tree == null) {
            return put(new Tree.Mapping(place, Map.of()), steps, depth);
        }
        if (tree instanceof Tree.Mapping mapping) {
            return mapping.with(step, new Tree.Entry(place, put(mapping.get(step), steps, depth + 1)));
        }
        String parent = String.join(".", steps.subList(0, depth));
        if (tree instanceof Tree.Sequence sequence) {
            int index = index(step, sequence.items().size());
            if (index < 0) {
                throw refused(
                        parent, "is a list of " + sequence.items().size() + " items, counted from 0, got " + step);
            }
            return sequence.with(index, put(sequence.items().get(index), steps, depth + 1));
        }
        throw refused(parent, "is " + tree.shown() + ", which has no key " + step);
    }

    private ConfigException refused(String path, String text) {
        return new ConfigException(List.of(new Problem(value.at(), path, text)));
    }

    private static int index(String step, int size) {
        try {
            int index = Integer.parseInt(step);
            return index < size ? index : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
