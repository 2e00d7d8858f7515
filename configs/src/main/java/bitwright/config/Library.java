package bitwright.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The YAML files that come with Bitwright, by kind and name. */
public final class Library {
    /** A folder of the library; in a configuration, the key that refers to it. */
    public enum Kind {
        DESIGNS,
        MEMORY,
        ENERGY,
        RUNS,
        SWEEPS,
        WORKLOADS;

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What makes a folder of the library a trace bundle. */
    static final String TRACE = "trace.yaml";

    /** What makes a folder of the library a graph with a network on it. */
    static final String GRAPH = "graph.yaml";

    private static final String SUFFIX = ".yaml";

    private final Path root;
    private final Map<Kind, List<String>> names = new ConcurrentHashMap<>();

    Library(Path root) {
        this.root = root;
    }

    /**
     * The library that came with this build: in a folder of classes, in a folder {@code library} beside the JAR, which
     * opens faster, or in the JAR, which is opened once.
     */
    public static Library builtIn() {
        return BuiltIn.LIBRARY;
    }

    private static final class BuiltIn {
        static final Library LIBRARY = new Library(root());

        private static Path root() {
            try {
                Path code = Path.of(Library.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                Path beside = code.resolveSibling("library");
                if (Files.isDirectory(beside)) {
                    return beside;
                }
                Path top = Files.isDirectory(code)
                        ? code
                        : FileSystems.newFileSystem(code).getPath("/");
                return top.resolve("bitwright/library");
            } catch (IOException e) {
                throw new UncheckedIOException("the library cannot be opened", e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException("the library cannot be found", e);
            }
        }
    }

    /** The names of a kind, in alphabetical order. */
    public List<String> names(Kind kind) {
        return names.computeIfAbsent(kind, this::list);
    }

    private List<String> list(Kind kind) {
        Path folder = root.resolve(kind.folder());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Library::name).flatMap(Optional::stream).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the library cannot be read", e);
        }
    }

    /** What a file or a workload's folder is called; empty for anything else. */
    private static Optional<String> name(Path path) {
        String file = path.getFileName().toString().replace("/", "");
        if (file.endsWith(SUFFIX)) {
            return Optional.of(file.substring(0, file.length() - SUFFIX.length()));
        }
        boolean isWorkload = Files.isRegularFile(path.resolve(TRACE)) || Files.isRegularFile(path.resolve(GRAPH));
        return isWorkload ? Optional.of(file) : Optional.empty();
    }

    /**
     * The file of a name, or for a workload the folder of its bundle or graph.
     *
     * @throws IllegalArgumentException listing what is there if there is no such name
     */
    public Path path(Kind kind, String name) {
        var names = names(kind);
        if (!names.contains(name)) {
            throw new IllegalArgumentException(
                    "must be a name in the library or a path (with a / in it, or ending in .yaml), got '" + name
                            + "'" + Words.didYouMean(name, names) + " (the library's " + kind.folder() + ": "
                            + String.join(", ", names) + ")");
        }
        Path folder = root.resolve(kind.folder()).resolve(name);
        return Files.isDirectory(folder) ? folder : folder.resolveSibling(name + SUFFIX);
    }

    /** Whether a name is that of a file, not of a workload's folder. */
    boolean isFile(Kind kind, String name) {
        return names(kind).contains(name)
                && !Files.isDirectory(root.resolve(kind.folder()).resolve(name));
    }

    /** What a name's file says of itself: the first line of the comment that it begins with, or nothing. */
    public String about(Kind kind, String name) {
        Path path = path(kind, name);
        Path file = path;
        if (Files.isDirectory(path)) {
            Path trace = path.resolve(TRACE);
            file = Files.isRegularFile(trace) ? trace : path.resolve(GRAPH);
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.substring(1).strip())
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException("the library cannot be read", e);
        }
    }

    /**
     * Reads a file.
     *
     * @param asked where the name stands
     * @throws ConfigException if there is no such name
     */
    Tree.Mapping read(Kind kind, String name, Position asked) {
        try {
            Path file = path(kind, name);
            return YamlReader.file(file, source(kind, name, file), asked);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(asked, e.getMessage());
        }
    }

    private static Source source(Kind kind, String name, Path file) {
        return new Source(kind.folder() + "/" + name + SUFFIX + " (library)", file.getParent());
    }
}
