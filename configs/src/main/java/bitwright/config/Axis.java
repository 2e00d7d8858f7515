package bitwright.config;

import bitwright.sim.parameter.Doc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values that one key of a run takes in a sweep, or that several keys take together. */
public sealed interface Axis {
    /** How many values there are, at least one. */
    int size();

    /**
     * The values by the path of the key that takes them.
     *
     * @param name the axis's name: of a plain axis, the path itself
     */
    Map<String, List<Tree>> values(String name);

    /** A key's values, listed or made from a range. */
    record Values(List<Tree> values) implements Axis {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public Map<String, List<Tree>> values(String name) {
            return Map.of(name, values);
        }
    }

    /** Keys that change together: the first values of all, then the second ones, … */
    @Doc("Keys that change together: the first values of all, then the second ones, and so on.")
    record Zip(@Doc("Values by key path, as many for each.") Map<String, Axis> zip) implements Axis {
        public Zip {
            int size = -1;
            for (var one : zip.entrySet()) {
                if (one.getValue() instanceof Zip) {
                    throw new IllegalArgumentException("zip." + one.getKey() + " must be a list or a range, got a zip");
                }
                if (size >= 0 && one.getValue().size() != size) {
                    throw new IllegalArgumentException("zip must have as many values for each key, got "
                            + one.getValue().size() + " for " + one.getKey() + " after " + size);
                }
                size = one.getValue().size();
            }
            if (size < 0) {
                throw new IllegalArgumentException("zip must have at least one key");
            }
        }

        @Override
        public int size() {
            return zip.values().iterator().next().size();
        }

        @Override
        public Map<String, List<Tree>> values(String name) {
            var values = new LinkedHashMap<String, List<Tree>>();
            zip.forEach((path, axis) -> values.putAll(axis.values(path)));
            return values;
        }
    }

    static Axis read(Tree tree, RecordReader reader) {
        if (tree instanceof Tree.Mapping mapping && mapping.has("zip")) {
            return reader.read(mapping, Zip.class);
        }
        if (tree instanceof Tree.Mapping mapping) {
            var span = reader.read(mapping, Span.class);
            return span == null ? null : new Values(numbers(span, mapping));
        }
        if (tree instanceof Tree.Sequence list && !list.items().isEmpty()) {
            return new Values(list.items());
        }
        reader.problem(
                tree,
                tree instanceof Tree.Sequence
                        ? "must have at least one value"
                        : "must be a list of values, a range { from: …, to: …, step: … } or { zip: … }, got "
                                + tree.shown());
        return null;
    }

    private static List<Tree> numbers(Span span, Tree.Mapping written) {
        // from: 1.0 asks for fractions, from: 1 for whole numbers.
        boolean whole = written.entries().values().stream()
                .noneMatch(entry ->
                        entry.value() instanceof Tree.Scalar scalar && scalar.kind() == Tree.Scalar.Kind.NUMBER);
        var numbers = new ArrayList<Tree>();
        for (String text : span.texts(whole)) {
            numbers.add(new Tree.Scalar(written.at(), text, true));
        }
        return numbers;
    }
}
