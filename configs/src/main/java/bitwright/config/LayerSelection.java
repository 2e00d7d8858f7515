package bitwright.config;

import java.util.List;

/**
 * The layers of a workload that a run is narrowed to.
 *
 * @param names the layers, or the first and the last one
 * @param range whether the names are the ends of a range, both included
 */
public record LayerSelection(List<String> names, boolean range) {
    private static final String TO = "..";

    public LayerSelection {
        names = List.copyOf(names);
    }

    static LayerSelection read(Tree tree, RecordReader reader) {
        if (!(tree instanceof Tree.Scalar)) {
            var names = reader.readList(tree, String.class);
            return names == null ? null : listed(names, tree, reader);
        }
        String word = reader.read(tree, String.class);
        if (word == null) {
            return null;
        }
        int to = word.indexOf(TO);
        return to < 0
                ? new LayerSelection(List.of(word), false)
                : new LayerSelection(List.of(word.substring(0, to), word.substring(to + TO.length())), true);
    }

    private static LayerSelection listed(List<String> names, Tree tree, RecordReader reader) {
        if (names.isEmpty()) {
            reader.problem(tree, "must name at least one layer");
        }
        names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .findFirst()
                .ifPresent(twice -> reader.problem(tree, "must name a layer once, got " + twice + " twice"));
        return new LayerSelection(names, false);
    }

    /**
     * The selected ones of a workload's layers, in the workload's order.
     *
     * @throws IllegalArgumentException if a name is not among them, or the range is empty
     */
    public List<String> of(List<String> layers) {
        for (String name : names) {
            if (!layers.contains(name)) {
                throw new IllegalArgumentException("must be among " + String.join(", ", layers) + ", got '" + name + "'"
                        + Words.didYouMean(name, layers));
            }
        }
        if (!range) {
            return layers.stream().filter(names::contains).toList();
        }
        int first = layers.indexOf(names.get(0));
        int last = layers.indexOf(names.get(1));
        if (first > last) {
            throw new IllegalArgumentException(
                    "must be a range from an earlier to a later layer, got " + String.join(TO, names));
        }
        return layers.subList(first, last + 1);
    }
}
