package bitwright.config;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The documentation of every key, as Markdown, from the same records and annotations that files are read by. */
public final class KeysPage {
    private static final int MOST_WORDS = 4;

    private KeysPage() {}

    public static String text() {
        var page = new StringBuilder("""
                # Keys

                Every key of run and sweep files. This page is made by `bitwright schema keys`; the records that files are
                read by are its source. A type in `code` has a section of its own below.

                """);
        section(page, "A run file", Schema.run());
        section(page, "A sweep file", Schema.sweep());
        var definitions = new TreeMap<String, Object>(map(Schema.run().get("$defs")));
        definitions.putAll(map(Schema.sweep().get("$defs")));
        definitions.forEach((name, definition) -> section(page, "`" + name + "`", map(definition)));
        return page.toString().stripTrailing() + "\n";
    }

    private static void section(StringBuilder page, String title, Map<String, Object> schema) {
        page.append("## ").append(title).append("\n\n");
        if (schema.get("description") instanceof String description) {
            page.append(description).append("\n\n");
        }
        var properties = map(schema.get("properties"));
        if (properties.isEmpty()) {
            page.append("No keys.\n\n");
            return;
        }
        Collection<?> required = schema.get("required") instanceof Collection<?> list ? list : List.of();
        page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
        properties.forEach((key, property) -> {
            Map<String, Object> one = map(property);
            String byDefault = one.containsKey("default")
                    ? "`" + plain(one.get("default")) + "`"
                    : required.contains(key) ? "must be given" : "";
            page.append("| `" + key + "` | " + type(one) + " | " + byDefault + " | "
                    + cell(one.getOrDefault("description", "").toString()) + " |\n");
        });
        page.append("\n");
    }

    private static String type(Map<String, Object> schema) {
        if (schema.get("$ref") instanceof String reference) {
            return "`" + reference.substring(reference.lastIndexOf('/') + 1) + "`";
        }
        if (schema.containsKey("const")) {
            return "`" + schema.get("const") + "`";
        }
        if (schema.get("enum") instanceof Collection<?> words) {
            // The library grows; of long lists the first few are enough.
            String first = words.stream()
                    .limit(MOST_WORDS)
                    .map(word -> "`" + word + "`")
                    .collect(Collectors.joining(", "));
            return words.size() > MOST_WORDS ? first + ", …" : first;
        }
        if (schema.get("anyOf") instanceof Collection<?> choices) {
            return choices.stream().map(choice -> type(map(choice))).distinct().collect(Collectors.joining(" or "));
        }
        if (schema.containsKey("items")) {
            return "list of " + type(map(schema.get("items")));
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
            return "mapping to " + type(map(values));
        }
        if (schema.containsKey("pattern")) {
            return schema.get("pattern").equals("\\.") ? "a class" : "a path";
        }
        String type = schema.getOrDefault("type", "any value").toString();
        if (type.equals("array")) {
            return "list";
        }
        return schema.containsKey("minimum") ? type + " " + range(schema) : type.equals("object") ? "mapping" : type;
    }

    private static String range(Map<String, Object> schema) {
        return "from " + number(schema.get("minimum")) + " to " + number(schema.get("maximum"));
    }

    private static String number(Object value) {
        var number = new BigDecimal(value.toString()).stripTrailingZeros();
        return number.precision() - number.scale() > 12 ? number.toString() : number.toPlainString();
    }

    private static String plain(Object value) {
        return value instanceof java.util.Optional<?> none && none.isEmpty() ? "none" : String.valueOf(value);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
