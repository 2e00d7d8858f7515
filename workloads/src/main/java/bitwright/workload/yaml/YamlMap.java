package bitwright.workload.yaml;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A mapping of the document, read key by key. What is asked for is known; what nobody asked for until {@link #close()}
 * is an unknown key. Every problem is collected and a stand-in returned, so that reading goes on.
 */
public final class YamlMap {
    private final Node node;
    private final String path;
    private final Problems problems;
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    /** Reads a node that shall be a mapping; one that is none is a problem, and reads as empty. */
    public YamlMap(Node node, String path, Problems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            collect(mapping, 0);
        } else {
            problems.add(node, path.isEmpty() ? "the document" : path, "must be a mapping of keys to values");
        }
    }

    private void collect(MappingNode mapping, int depth) {
        List<Node> merged = new ArrayList<>();
        Map<String, Node> own = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(tuple.getKeyNode(), path, "a key must be a word");
            } else if (key.getValue().equals("<<")) {
                merged.add(tuple.getValueNode());
            } else if (own.put(key.getValue(), tuple.getValueNode()) != null) {
                problems.add(key, join(key.getValue()), "stands twice");
            } else if (!values.containsKey(key.getValue())) { // own keys win over merged ones
                keys.put(key.getValue(), key);
                values.put(key.getValue(), tuple.getValueNode());
            }
        }
        for (Node other : merged) {
            List<Node> sources = other instanceof SequenceNode list ? list.getValue() : List.of(other);
            for (Node source : sources) {
                if (source instanceof MappingNode map && depth < 16) {
                    collect(map, depth + 1);
                } else {
                    problems.add(source, join("<<"), "must be a mapping, or a list of them, nested at most 16 times");
                }
            }
        }
    }

    /** A document's root, which {@link #close()} ends. */
    public static YamlMap read(Path file, Problems problems) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return new YamlMap(compose(file, text), "", problems);
        } catch (CharacterCodingException e) {
            throw new WorkloadException(file + ": is not UTF-8 text", e);
        }
    }

    private static Node compose(Path file, String text) {
        var settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setSchema(new CoreSchema())
                .setCodePointLimit(1 << 24)
                .build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new WorkloadException(file + ": is empty"));
        } catch (MarkedYamlEngineException e) {
            String where = e.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            throw new WorkloadException(file + where + ": is not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new WorkloadException(file + ": is not YAML: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new WorkloadException(file + ": is nested too deeply", e);
        }
    }

    public Node node() {
        return node;
    }

    public String path() {
        return path;
    }

    private String join(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value's node, if the key is there. */
    public Optional<Node> get(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key));
    }

    /** Adds a problem at a key's value, or at the mapping if the key is absent. */
    public void problem(String key, String text) {
        problems.add(values.getOrDefault(key, node), join(key), text);
    }

    public void missing(String key) {
        problems.add(node, join(key), "is missing");
    }

    public Optional<YamlMap> map(String key) {
        return get(key).map(value -> new YamlMap(value, join(key), problems));
    }

    public Optional<String> text(String key) {
        return get(key).flatMap(value -> text(value, join(key)));
    }

    private Optional<String> text(Node value, String where) {
        if (value instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Optional.of(scalar.getValue());
        }
        problems.add(value, where, "must be a text, got " + shown(value));
        return Optional.empty();
    }

    /** A word that a function turns into a value; its {@code IllegalArgumentException} is the problem. */
    public <T> Optional<T> word(String key, Function<String, T> meaning) {
        return text(key).flatMap(text -> {
            try {
                return Optional.of(meaning.apply(text));
            } catch (IllegalArgumentException e) {
                problem(key, e.getMessage());
                return Optional.empty();
            }
        });
    }

    public Optional<Integer> integer(String key, int least, int most) {
        return get(key).flatMap(value -> integer(value, join(key), least, most));
    }

    private Optional<Integer> integer(Node value, String where, int least, int most) {
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
            try {
                int number = Integer.decode(scalar.getValue().replace("0o", "0"));
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // out of range, told below
            }
            problems.add(value, where, "must be between " + least + " and " + most + ", got " + scalar.getValue());
        } else {
            problems.add(value, where, "must be an integer, got " + shown(value));
        }
        return Optional.empty();
    }

    /** Any 64 bits, as a decimal number or as {@code 0x…}. */
    public Optional<Long> bits(String key) {
        return get(key).flatMap(value -> {
            if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
                String text = scalar.getValue();
                try {
                    return Optional.of(
                            text.startsWith("0x")
                                    ? Long.parseUnsignedLong(text.substring(2), 16)
                                    : Long.parseLong(text));
                } catch (NumberFormatException e) {
                    // told below
                }
            }
            problem(key, "must be an integer of 64 bits, got " + shown(value));
            return Optional.empty();
        });
    }

    public Optional<Double> number(String key) {
        return get(key).flatMap(value -> number(value, join(key)));
    }

    public Optional<Double> number(Node value, String where) {
        if (isNumber(value)) {
            try {
                return Optional.of(Double.parseDouble(((ScalarNode) value).getValue()));
            } catch (NumberFormatException e) {
                // hexadecimal and the like, told below
            }
        }
        problems.add(value, where, "must be a number, got " + shown(value));
        return Optional.empty();
    }

    public static boolean isNumber(Node value) {
        return value instanceof ScalarNode scalar
                && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT));
    }

    /** A list of integers of a given length, or of any length from 1 if that is 0. */
    public Optional<int[]> integers(String key, int length, int least, int most) {
        return get(key).flatMap(value -> {
            List<Node> items = items(value);
            if (items == null || length > 0 && items.size() != length || items.isEmpty()) {
                String wanted = length > 0 ? length + " integers" : "integers";
                problem(key, "must be a list of " + wanted + ", got " + shown(value));
                return Optional.empty();
            }
            int[] numbers = new int[items.size()];
            int before = problems.count();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = integer(items.get(i), join(key) + "[" + i + "]", least, most)
                        .orElse(least);
            }
            return problems.count() == before ? Optional.of(numbers) : Optional.empty();
        });
    }

    public Optional<List<String>> texts(String key) {
        return get(key).flatMap(value -> {
            List<Node> items = items(value);
            if (items == null) {
                problem(key, "must be a list, got " + shown(value));
                return Optional.empty();
            }
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                text(items.get(i), join(key) + "[" + i + "]").ifPresent(texts::add);
            }
            return Optional.of(texts);
        });
    }

    public Optional<List<YamlMap>> maps(String key) {
        return get(key).flatMap(value -> {
            List<Node> items = items(value);
            if (items == null) {
                problem(key, "must be a list of mappings, got " + shown(value));
                return Optional.empty();
            }
            List<YamlMap> maps = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                maps.add(new YamlMap(items.get(i), join(key) + "[" + i + "]", problems));
            }
            return Optional.of(maps);
        });
    }

    private static List<Node> items(Node value) {
        return value instanceof SequenceNode sequence ? sequence.getValue() : null;
    }

    /** Ends the reading: keys that nobody asked for are problems. */
    public void close() {
        for (String key : values.keySet()) {
            if (!asked.contains(key) && !key.startsWith("x-")) {
                problems.add(keys.get(key), join(key), "unknown key; known keys are " + String.join(", ", asked));
            }
        }
    }

    public static String shown(Node value) {
        if (value instanceof ScalarNode scalar) {
            String text = scalar.getValue();
            return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
        }
        return value instanceof SequenceNode sequence
                ? "a list of " + sequence.getValue().size()
                : "a mapping";
    }
}
