package bitwright.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Turns YAML text into a {@link Tree}: aliases expanded and bounded, merge keys resolved, duplicate keys, tags, anchors
 * that contain themselves and further documents refused. Keys {@code x-…} of the root hold anchors and are left out.
 */
final class YamlReader {
    /** Aliases may not blow a file up beyond this many nodes; the largest honest file has thousands. */
    private static final int MAX_NODES = 200_000;

    private static final int MAX_ALIASES = 1000;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowNonScalarKeys(true) // refused below, with their place
            .setUseMarks(true)
            .build();
    private static final Set<Tag> PLAIN_TAGS = Set.of(Tag.STR, Tag.NULL, Tag.SEQ, Tag.MAP);

    private final Source source;
    private final boolean hasLines;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    private YamlReader(Source source, boolean hasLines) {
        this.source = source;
        this.hasLines = hasLines;
    }

    /** Reads a file, which must hold one mapping. The position is where the file is asked for, or null. */
    static Tree.Mapping file(Path file, Source source, Position asked) {
        Position place = asked == null ? new Position(source, 0, 0, "") : asked;
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(place, "no such file: " + file);
        } catch (MalformedInputException e) {
            throw new ConfigException(place, "is not UTF-8 text: " + file);
        } catch (IOException e) {
            throw new ConfigException(
                    place, Files.isDirectory(file) ? "is a directory: " + file : "cannot read " + file + ": " + e);
        }
        var tree = new YamlReader(source, true).read(text, "");
        if (tree.isEmpty()) {
            throw new ConfigException(new Position(source, 1, 1, ""), "the file is empty");
        }
        if (tree.get() instanceof Tree.Mapping mapping) {
            return withoutHolders(mapping);
        }
        throw new ConfigException(
                tree.get().at(), "must be a mapping, got " + tree.get().shown());
    }

    /** Reads the value of a setting or of a default, which has no lines; nothing at all reads as null. */
    static Tree value(String text, Source source, String path) {
        if (isWord(text)) {
            return new Tree.Scalar(new Position(source, 0, 0, path), text, true);
        }
        return new YamlReader(source, false)
                .read(text, path)
                .orElse(new Tree.Scalar(new Position(source, 0, 0, path), "", true));
    }

    /** Whether a text is nothing but letters and digits, which YAML takes as they are. */
    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private Optional<Tree> read(String text, String path) {
        try {
            return new Compose(SETTINGS).composeString(text).map(root -> tree(root, path));
        } catch (MarkedYamlEngineException e) {
            String context = e.getContext() == null ? "" : e.getContext() + ": ";
            var mark = e.getProblemMark().or(e::getContextMark);
            throw new ConfigException(position(mark, ""), "is not YAML: " + context + e.getProblem());
        } catch (StackOverflowError e) { // neither the parser nor this reader bounds the depth
            throw new ConfigException(position(Optional.empty(), ""), "is nested too deeply");
        } catch (YamlEngineException e) {
            throw new ConfigException(position(Optional.empty(), ""), "is not YAML: " + e.getMessage());
        }
    }

    private static Tree.Mapping withoutHolders(Tree.Mapping mapping) {
        var kept = new LinkedHashMap<>(mapping.entries());
        kept.keySet().removeIf(key -> key.startsWith("x-"));
        return new Tree.Mapping(mapping.at(), kept);
    }

    private Tree tree(Node node, String path) {
        Position at = position(node.getStartMark(), path);
        if (++nodes > MAX_NODES) {
            throw new ConfigException(at, "aliases blow the file up to more than " + MAX_NODES + " values");
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            throw new ConfigException(at, "tags are not allowed, got " + node.getTag());
        }
        if (!open.add(node)) {
            throw new ConfigException(at, "contains itself through an alias");
        }
        try {
            if (node instanceof ScalarNode scalar) {
                return new Tree.Scalar(at, scalar.getValue(), scalar.isPlain());
            }
            if (node instanceof SequenceNode sequence) {
                return sequence(sequence, at);
            }
            if (node instanceof MappingNode mapping) {
                return new Tree.Mapping(at, entries(mapping, at));
            }
            if (node instanceof AnchorNode anchor) {
                return tree(anchor.getRealNode(), path);
            }
            throw new IllegalStateException("a YAML node of an unknown type: " + node.getClass());
        } finally {
            open.remove(node);
        }
    }

    private Tree sequence(SequenceNode sequence, Position at) {
        var items = new ArrayList<Tree>();
        for (Node item : sequence.getValue()) {
            items.add(tree(item, at.child(Integer.toString(items.size()))));
        }
        return new Tree.Sequence(at, items);
    }

    private Map<String, Tree.Entry> entries(MappingNode mapping, Position at) {
        var own = new LinkedHashMap<String, Tree.Entry>();
        var merged = new LinkedHashMap<String, Tree.Entry>();
        boolean merges = false;
        for (var tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new ConfigException(
                        position(tuple.getKeyNode().getStartMark(), at.path()), "a key must be a plain word");
            }
            Position place = position(key.getStartMark(), at.child(key.getValue()));
            boolean merge = key.isPlain() && key.getValue().equals("<<");
            if (merge ? merges : own.containsKey(key.getValue())) {
                throw new ConfigException(place, "stands twice");
            }
            if (merge) {
                merges = true;
                merge(tuple.getValueNode(), at.path(), merged);
            } else {
                own.put(key.getValue(), new Tree.Entry(place, tree(tuple.getValueNode(), place.path())));
            }
        }
        merged.forEach(own::putIfAbsent);
        return own;
    }

    /** Adds what a merge key brings in: the first mapping that has a key wins, and own keys win over all. */
    private void merge(Node value, String path, Map<String, Tree.Entry> merged) {
        List<? extends Node> mappings = value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
        for (Node one : mappings) {
            if (!(tree(one, path) instanceof Tree.Mapping mapping)) {
                throw new ConfigException(position(one.getStartMark(), path), "<< takes a mapping or a list of them");
            }
            mapping.entries().forEach(merged::putIfAbsent);
        }
    }

    private Position position(Optional<Mark> mark, String path) {
        if (!hasLines) {
            return new Position(source, 0, 0, path);
        }
        return mark.map(m -> new Position(source, m.getLine() + 1, m.getColumn() + 1, path))
                .orElse(new Position(source, 1, 1, path));
    }
}
