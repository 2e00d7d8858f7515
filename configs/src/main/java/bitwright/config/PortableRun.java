package bitwright.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A resolved run as text, for another machine: nothing in it refers to files but the workload, whose paths stand for
 * something that the other machine has, too.
 *
 * @param parts the run's keys with their values as JSON
 */
public record PortableRun(Map<String, String> parts) implements Serializable {
    public PortableRun {
        parts = new TreeMap<>(parts);
    }

    /**
     * A run as text.
     *
     * @param moved what a path of the workload is called on the other machine
     */
    public static PortableRun of(ResolvedRun run, Function<Path, String> moved) {
        var parts = new LinkedHashMap<String, String>();
        run.tree().without("plugins").entries().forEach((key, entry) -> {
            Tree value =
                    key.equals("workload") ? moved(entry.value(), run.config().workload(), moved) : entry.value();
            var text = new StringBuilder();
            append(value, text);
            parts.put(key, text.toString());
        });
        return new PortableRun(parts);
    }

    private static Tree moved(Tree tree, WorkloadSpec workload, Function<Path, String> moved) {
        if (!(tree instanceof Tree.Mapping mapping)) {
            return tree;
        }
        for (var path : paths(workload).entrySet()) {
            mapping = with(mapping, path.getKey(), moved.apply(path.getValue()));
        }
        return mapping;
    }

    /** A mapping with another word behind a key, or behind a key of a key. */
    private static Tree.Mapping with(Tree.Mapping mapping, String key, String word) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return mapping.with(key, new Tree.Scalar(mapping.get(key).at(), word, false));
        }
        String outer = key.substring(0, dot);
        return mapping.with(outer, with((Tree.Mapping) mapping.get(outer), key.substring(dot + 1), word));
    }

    /** The files and folders of a workload by the keys that name them, a dot before a key of a key. */
    private static Map<String, Path> paths(WorkloadSpec workload) {
        if (workload instanceof WorkloadSpec.Trace trace) {
            return Map.of("trace", trace.trace());
        }
        if (workload instanceof WorkloadSpec.DnnSim dnnsim) {
            return new TreeMap<>(Map.of("dnnsim", dnnsim.dnnsim(), "model", dnnsim.model()));
        }
        if (workload instanceof WorkloadSpec.Topology topology) {
            return Map.of("topology", topology.topology());
        }
        if (workload instanceof WorkloadSpec.GraphNetwork network) {
            var paths = new TreeMap<String, Path>();
            network.graph().paths().forEach((key, path) -> paths.put("graph." + key, path));
            network.weights().ifPresent(folder -> paths.put("weights", folder));
            return paths;
        }
        if (workload instanceof WorkloadSpec.Named
                || workload instanceof WorkloadSpec.Written
                || workload instanceof WorkloadSpec.Attention
                || workload instanceof WorkloadSpec.Network
                || workload instanceof WorkloadSpec.Transformer) {
            return Map.of();
        }
        throw new IllegalStateException("a workload of an unknown kind: " + workload);
    }

    private static void append(Tree tree, StringBuilder text) {
        if (tree instanceof Tree.Mapping mapping) {
            text.append('{');
            mapping.entries().forEach((key, entry) -> {
                separate(text);
                Canonical.quote(key, text);
                text.append(": ");
                append(entry.value(), text);
            });
            text.append('}');
        } else if (tree instanceof Tree.Sequence sequence) {
            text.append('[');
            sequence.items().forEach(item -> {
                separate(text);
                append(item, text);
            });
            text.append(']');
        } else {
            var scalar = (Tree.Scalar) tree;
            switch (scalar.kind()) {
                case NULL -> text.append("null");
                case STRING -> Canonical.quote(scalar.text(), text);
                default -> text.append(scalar.text()); // as it was written: 1000 must stay an integer
            }
        }
    }

    private static void separate(StringBuilder text) {
        char last = text.charAt(text.length() - 1);
        if (last != '{' && last != '[') {
            text.append(", ");
        }
    }

    /**
     * The run's tree.
     *
     * @param directory what the workload's paths start from
     * @param known parts that have been read before, by their text: points share most
     */
    Tree.Mapping tree(Path directory, Map<String, Tree> known) {
        var source = new Source("point", directory);
        var entries = new LinkedHashMap<String, Tree.Entry>();
        var place = new Position(source, 0, 0, "");
        parts.forEach((key, text) -> {
            Tree part = Optional.ofNullable(known.get(text)).orElseGet(() -> YamlReader.value(text, source, key));
            known.put(text, part);
            entries.put(key, new Tree.Entry(new Position(source, 0, 0, key), part));
        });
        return new Tree.Mapping(place, entries);
    }
}
