package bitwright.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** YAML as it was written, with the place of every key and value. Immutable: changes make new trees that share the rest. */
public sealed interface Tree {
    Position at();

    /** What was found, for the end of an error message. */
    String shown();

    /** A scalar by YAML 1.2's core schema: what is quoted is a string, and so is {@code no}. */
    record Scalar(Position at, String text, boolean plain) implements Tree {
        /** What a scalar is. */
        enum Kind {
            NULL,
            BOOLEAN,
            INTEGER,
            NUMBER,
            STRING
        }

        private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
        private static final Set<String> BOOLEANS = Set.of("true", "True", "TRUE", "false", "False", "FALSE");
        private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
        private static final Pattern NUMBER = Pattern.compile(
                "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

        Kind kind() {
            if (!plain) {
                return Kind.STRING;
            }
            if (NULLS.contains(text)) {
                return Kind.NULL;
            }
            if (text.charAt(0) > '9') {
                return BOOLEANS.contains(text) ? Kind.BOOLEAN : Kind.STRING;
            }
            if (INTEGER.matcher(text).matches()) {
                return Kind.INTEGER;
            }
            return NUMBER.matcher(text).matches() ? Kind.NUMBER : Kind.STRING;
        }

        @Override
        public String shown() {
            return switch (kind()) {
                case NULL -> "nothing";
                case STRING -> "'" + text + "'";
                default -> text;
            };
        }
    }

    /** A list. */
    record Sequence(Position at, List<Tree> items) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }

        Sequence with(int index, Tree item) {
            var changed = new ArrayList<>(items);
            changed.set(index, item);
            return new Sequence(at, changed);
        }

        @Override
        public String shown() {
            return "a list";
        }
    }

    /** A key's place and its value. */
    record Entry(Position key, Tree value) {}

    /** A mapping, in the order in which it was written. */
    record Mapping(Position at, Map<String, Entry> entries) implements Tree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        boolean has(String key) {
            return entries.containsKey(key);
        }

        /** The key's value, or null if there is none. */
        Tree get(String key) {
            var entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        /** The place of a key, or of the mapping if the key is not there. */
        Position place(String key) {
            var entry = entries.get(key);
            return entry == null ? at : entry.key();
        }

        Mapping with(String key, Entry entry) {
            var changed = new LinkedHashMap<>(entries);
            changed.put(key, entry);
            return new Mapping(at, changed);
        }

        Mapping with(String key, Tree value) {
            return with(key, new Entry(place(key), value));
        }

        Mapping without(String key) {
            var changed = new LinkedHashMap<>(entries);
            changed.remove(key);
            return new Mapping(at, changed);
        }

        @Override
        public String shown() {
            return "a mapping";
        }
    }
}
