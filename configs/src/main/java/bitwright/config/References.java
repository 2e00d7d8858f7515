package bitwright.config;

import bitwright.config.Library.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts what names and paths refer to in their place: after it, {@code design}, {@code designs}, {@code memory} and
 * {@code energy} of a run are mappings, each with its name, and so are the dimensions of a workload that is known by them;
 * settings may change any key in them.
 */
final class References {
    private static final int MAX_EXTENDS = 20;
    private static final String NETWORK = "network";
    private static final Map<String, Kind> KEYS =
            new TreeMap<>(Map.of("design", Kind.DESIGNS, "memory", Kind.MEMORY, "energy", Kind.ENERGY));

    private final Library library;
    private final Registry registry;
    private final Map<String, Tree.Mapping> files = new ConcurrentHashMap<>();

    References(Library library, Registry registry) {
        this.library = library;
        this.registry = registry;
    }

    /**
     * A run with references followed and settings in it.
     *
     * @param run references that lead nowhere stay as they are, settings that fit nowhere are left out
     * @param problems those references and settings
     * @param dead the places of those references
     */
    record Followed(Tree.Mapping run, List<Problem> problems, List<Position> dead) {}

    /** Follows a run's references and takes the settings one after the other: each may reach into what the last named. */
    Followed run(Tree.Mapping run, List<Setting> settings) {
        var problems = new ArrayList<Problem>();
        Tree.Mapping tree = run;
        boolean followedSoFar = false;
        for (Setting setting : settings) {
            // Only the last round's dead references count: a setting may replace one.
            tree = followedSoFar ? tree : expanded(tree).run();
            for (Setting one : spread(setting, tree)) {
                try {
                    tree = one.in(withoutRival(one.path(), tree));
                } catch (ConfigException e) {
                    problems.addAll(e.problems());
                }
            }
            followedSoFar = !mayRefer(setting);
        }
        var followed = expanded(tree);
        problems.addAll(followed.problems());
        return new Followed(followed.run(), problems, followed.dead());
    }

    /** Whether a setting may bring a reference; a plain value inside what has been followed does not. */
    private static boolean mayRefer(Setting setting) {
        return setting.path().indexOf('.') < 0
                || setting.path().startsWith("designs.")
                || setting.path().endsWith(".extends")
                || setting.path().endsWith("." + NETWORK)
                || !(setting.value() instanceof Tree.Scalar);
    }

    /** {@code --set design=…} replaces a run's {@code designs}, and the other way round. */
    private static Tree.Mapping withoutRival(String path, Tree.Mapping run) {
        return switch (path) {
            case "design" -> run.without("designs");
            case "designs" -> run.without("design");
            default -> run;
        };
    }

    /** A setting of a key of {@code design} means every one of a run's {@code designs}. */
    private static List<Setting> spread(Setting setting, Tree.Mapping run) {
        String key = "design.";
        if (run.has("design")
                || !setting.path().startsWith(key)
                || !(run.get("designs") instanceof Tree.Sequence list)) {
            return List.of(setting);
        }
        var settings = new ArrayList<Setting>();
        for (int i = 0; i < list.items().size(); i++) {
            settings.add(new Setting("designs." + i + "." + setting.path().substring(key.length()), setting.value()));
        }
        return settings;
    }

    private Followed expanded(Tree.Mapping run) {
        var followed = new Followed(run, new ArrayList<>(), new ArrayList<>());
        Tree.Mapping tree = run;
        for (String key : KEYS.keySet()) {
            if (tree.has(key)) {
                tree = with(tree, key, expanded(tree.get(key), KEYS.get(key), followed));
            }
        }
        if (tree.has("workload")) {
            tree = with(tree, "workload", network(tree.get("workload"), followed));
        }
        if (tree.get("designs") instanceof Tree.Sequence list) {
            var designs = list.items().stream()
                    .map(design -> expanded(design, Kind.DESIGNS, followed))
                    .toList();
            tree = tree.with("designs", new Tree.Sequence(list.at(), designs));
        }
        return new Followed(tree, followed.problems(), followed.dead());
    }

    private static Tree.Mapping with(Tree.Mapping tree, String key, Tree value) {
        return value == tree.get(key) ? tree : tree.with(key, value);
    }

    /** A workload whose dimensions are referred to; a library's name of such dimensions stands for nothing but them. */
    private Tree network(Tree workload, Followed followed) {
        if (workload instanceof Tree.Mapping mapping && mapping.has(NETWORK)) {
            return with(mapping, NETWORK, expanded(mapping.get(NETWORK), Kind.WORKLOADS, followed));
        }
        if (workload instanceof Tree.Scalar word
                && word.kind() == Tree.Scalar.Kind.STRING
                && library.isFile(Kind.WORKLOADS, word.text())) {
            var alone = new Tree.Mapping(word.at(), Map.of(NETWORK, new Tree.Entry(word.at(), word)));
            return network(alone, followed);
        }
        return workload;
    }

    private Tree expanded(Tree tree, Kind kind, Followed followed) {
        try {
            return mapping(tree, kind, 0);
        } catch (ConfigException e) {
            followed.problems().addAll(e.problems());
            followed.dead().add(tree.at());
            return tree;
        }
    }

    /** What a name, a path or a mapping with {@code extends} stands for; anything else is left to the reader. */
    Tree mapping(Tree tree, Kind kind, int depth) {
        if (tree instanceof Tree.Scalar word && word.kind() == Tree.Scalar.Kind.STRING) {
            var loaded = loaded(word, kind);
            return named(mapping(loaded, kind, depth), kind, loaded, nameOf(word.text()));
        }
        if (tree instanceof Tree.Mapping mapping && mapping.has("extends")) {
            Tree base = mapping.get("extends");
            if (depth == MAX_EXTENDS) {
                throw new ConfigException(mapping.place("extends"), "extends itself, or more than 20 files in a row");
            }
            if (mapping(base, kind, depth + 1) instanceof Tree.Mapping below) {
                return over(mapping.without("extends"), below, true);
            }
            throw new ConfigException(base.at(), "must be a name or a path, got " + base.shown());
        }
        return tree;
    }

    /** A key of the processing element of the library's first design that has such a one; null if none has. */
    Tree ofLibraryPe(String selector, String name, String key) {
        for (String design : library.names(Kind.DESIGNS)) {
            var word = new Tree.Scalar(new Position(new Source(design, Path.of("")), 0, 0, ""), design, false);
            if (mapping(word, Kind.DESIGNS, 0) instanceof Tree.Mapping found
                    && found.get("pe") instanceof Tree.Mapping pe
                    && pe.get(selector) instanceof Tree.Scalar of
                    && of.text().equals(name)
                    && pe.has(key)) {
                return pe.get(key);
            }
        }
        return null;
    }

    /** Reads a file once: the points of a sweep all see it as it was. */
    private Tree.Mapping loaded(Tree.Scalar word, Kind kind) {
        // Not computeIfAbsent: a file may be refused, and then the message must name the place that asked this time.
        var key = kind + " " + word.at().source().directory() + " " + word.text();
        Tree.Mapping known = files.get(key);
        if (known == null) {
            known = read(word, kind);
            files.put(key, known);
        }
        return known;
    }

    private Tree.Mapping read(Tree.Scalar word, Kind kind) {
        if (!isPath(word.text())) {
            return library.read(kind, word.text(), word.at());
        }
        try {
            Path file = word.at().source().directory().resolve(word.text()).normalize();
            return YamlReader.file(file, Source.file(file), word.at());
        } catch (InvalidPathException e) {
            throw new ConfigException(word.at(), "must be a path, got '" + word.text() + "'");
        }
    }

    private static boolean isPath(String word) {
        return word.indexOf('/') >= 0 || word.endsWith(".yaml") || word.endsWith(".yml");
    }

    private static String nameOf(String word) {
        return word.substring(word.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "");
    }

    /** A file that is read for itself, as a reference to it would be. */
    Tree file(Tree.Mapping mapping, Kind kind, Path file) {
        return named(mapping(mapping, kind, 0), kind, mapping, nameOf(file.toString()));
    }

    /** Gives what a file describes the file's name, unless the file itself has another for it. */
    private static Tree named(Tree tree, Kind kind, Tree.Mapping file, String name) {
        return kind != Kind.RUNS && tree instanceof Tree.Mapping mapping && !file.has("name")
                ? mapping.with("name", new Tree.Scalar(mapping.at(), name, false))
                : tree;
    }

    /**
     * The upper mapping laid over the lower one, key by key. Where both choose a variant and differ, as in
     * {@code pe: {name: …}}, the lower one's parameters mean nothing and the upper one stands alone. Lists replace one
     * another, but an energy table's {@code rows} do so kind by kind.
     */
    private Tree.Mapping over(Tree.Mapping upper, Tree.Mapping lower, boolean top) {
        for (String key : upper.entries().keySet()) {
            boolean ownName = top && key.equals("name");
            if (!ownName
                    && registry.selects(key)
                    && upper.get(key) instanceof Tree.Scalar one
                    && lower.get(key) instanceof Tree.Scalar other
                    && !one.text().equals(other.text())) {
                return upper;
            }
        }
        var merged = new LinkedHashMap<>(lower.entries());
        upper.entries().forEach((key, entry) -> {
            if (top
                    && key.equals("rows")
                    && entry.value() instanceof Tree.Sequence rows
                    && lower.get(key) instanceof Tree.Sequence rest) {
                merged.put(key, new Tree.Entry(entry.key(), withRest(rows, rest)));
                return;
            }
            boolean both = entry.value() instanceof Tree.Mapping && lower.get(key) instanceof Tree.Mapping;
            merged.put(
                    key,
                    both
                            ? new Tree.Entry(
                                    entry.key(),
                                    over((Tree.Mapping) entry.value(), (Tree.Mapping) lower.get(key), false))
                            : entry);
        });
        return new Tree.Mapping(upper.at(), merged);
    }

    /** An energy table's rows, and of the table that it extends those of the kinds that it has none of. */
    private static Tree.Sequence withRest(Tree.Sequence rows, Tree.Sequence rest) {
        var kinds = rows.items().stream().map(References::kindOf).toList();
        var all = new ArrayList<>(rows.items());
        rest.items().stream().filter(row -> !kinds.contains(kindOf(row))).forEach(all::add);
        return new Tree.Sequence(rows.at(), all);
    }

    private static String kindOf(Tree row) {
        return row instanceof Tree.Mapping mapping && mapping.get("kind") instanceof Tree.Scalar kind
                ? kind.text()
                : "";
    }
}
