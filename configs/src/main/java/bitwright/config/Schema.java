package bitwright.config;

import bitwright.accel.Machine;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.Memory;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * JSON Schema (draft 2020-12) of run and sweep files for editors, as maps and lists, from the records and annotations
 * that {@link RecordReader} binds by. Where the two differ the reader is stricter: it knows every rule of a constructor.
 */
public final class Schema {
    private static final Map<String, Object> REFERENCE_PATH =
            object("type", "string", "pattern", "/|\\.ya?ml$", "description", "A path relative to this file.");

    private final Registry registry;
    private final Map<String, Object> definitions = new TreeMap<>();
    private final Map<String, Class<?>> titled = new TreeMap<>();

    private Schema(Registry registry) {
        this.registry = registry;
    }

    /** The schema of a run file. */
    public static Map<String, Object> run() {
        var schema = new Schema(BuiltIns.registry());
        return schema.file("Bitwright run", schema.runObject(true));
    }

    /** The schema of a sweep file. */
    public static Map<String, Object> sweep() {
        var schema = new Schema(BuiltIns.registry());
        var sweep = schema.record(SweepConfig.class, null, null);
        properties(sweep).put("base", anyOf(schema.reference(Library.Kind.RUNS), schema.runObject(false)));
        return schema.file("Bitwright sweep", sweep);
    }

    private Map<String, Object> file(String title, Map<String, Object> content) {
        var file = object("$schema", "https://json-schema.org/draft/2020-12/schema", "title", title);
        file.putAll(content);
        file.put("patternProperties", object("^x-", object()));
        file.put("$defs", definitions);
        return file;
    }

    /** A run; that of a sweep may leave out what the axes put in. */
    private Map<String, Object> runObject(boolean whole) {
        var run = record(RunConfig.class, null, null);
        var properties = properties(run);
        var design = object("description", "The one design, instead of designs.");
        design.putAll(type(DesignConfig.class, null));
        properties.put("design", design);
        @SuppressWarnings("unchecked")
        var required = (List<String>) run.remove("required");
        required.remove("designs");
        if (whole) {
            run.put("required", required);
            run.put("oneOf", List.of(object("required", List.of("design")), object("required", List.of("designs"))));
        }
        return run;
    }

    private Map<String, Object> type(Type type, Range range) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == List.class) {
                return object("type", "array", "items", type(arguments[0], range));
            }
            if (raw == Map.class) {
                return object("type", "object", "additionalProperties", type(arguments[1], range));
            }
            return raw == Optional.class ? type(arguments[0], range) : single(raw, range);
        }
        return single((Class<?>) type, range);
    }

    private Map<String, Object> single(Class<?> type, Range range) {
        if (type == DesignConfig.class) {
            return named(Library.Kind.DESIGNS, Machine.class);
        }
        if (type == MemoryConfig.class) {
            return named(Library.Kind.MEMORY, Memory.class);
        }
        if (type == EnergyTable.class) {
            return anyOf(reference(Library.Kind.ENERGY), extending(), definition(type, null, null));
        }
        if (type == NetworkConfig.class) {
            var word = object("type", "string", "description", "A library name or a path.");
            return anyOf(word, extending(), definition(type, null, null));
        }
        if (type == LayerSelection.class) {
            return anyOf(object("type", "string"), object("type", "array", "items", object("type", "string")));
        }
        if (type == Expression.class || type == String.class || type == Path.class || Scalars.isWordOnly(type)) {
            return object("type", "string");
        }
        if (type == Tree.class) {
            return object();
        }
        if (type == Axis.class) {
            return anyOf(
                    object("type", "array", "minItems", 1),
                    definition(Span.class, null, null),
                    definition(Axis.Zip.class, null, null));
        }
        if (type.isEnum()) {
            return object(
                    "enum",
                    Stream.of(type.getEnumConstants())
                            .map(constant -> Scalars.word((Enum<?>) constant))
                            .toList());
        }
        if (type == boolean.class || type == Boolean.class) {
            return object("type", "boolean");
        }
        if (type == double.class || type == Double.class) {
            return number("number", range);
        }
        if (Scalars.reads(type) || type == OptionalInt.class || type == OptionalLong.class) {
            return number("integer", range);
        }
        var whole = type.isInterface() ? wordOrVariant(type) : definition(type, null, null);
        return Scalars.ofWord(type).isPresent() ? anyOf(object("type", "string"), whole) : whole;
    }

    private static Map<String, Object> number(String type, Range range) {
        var number = object("type", type);
        if (range != null) {
            number.put("minimum", BigDecimal.valueOf(range.min()));
            number.put("maximum", BigDecimal.valueOf(range.max()));
        }
        return number;
    }

    /** The variants of an interface: a mapping of one, or one's name alone. */
    private Map<String, Object> wordOrVariant(Class<?> type) {
        var names = registry.variants(type).map(one -> List.copyOf(one.names().keySet()));
        return names.isEmpty() ? variants(type) : anyOf(variants(type), object("enum", names.get()));
    }

    private Map<String, Object> variants(Class<?> type) {
        var variants = registry.variants(type);
        if (variants.isEmpty()) {
            if (!type.isSealed()) {
                throw new IllegalStateException("no variants are known of " + type.getName());
            }
            return object(
                    "anyOf",
                    Arrays.stream(type.getPermittedSubclasses())
                            .map(permitted -> definition(permitted, null, null))
                            .toList());
        }
        String key = variants.get().key();
        var choices = new ArrayList<Object>();
        variants.get().names().forEach((name, record) -> choices.add(definition(record, key, name)));
        var className = object("type", "string", "pattern", "\\.", "description", "A user's class by its full name.");
        choices.add(object("type", "object", "properties", object(key, className), "required", List.of(key)));
        return object("anyOf", choices);
    }

    /** What the library, a file or a mapping of one's own describes; the mapping may have a name. */
    private Map<String, Object> named(Library.Kind kind, Class<?> type) {
        return anyOf(reference(kind), extending(), variants(type));
    }

    private Map<String, Object> reference(Library.Kind kind) {
        var names = Library.builtIn().names(kind);
        return names.isEmpty() ? REFERENCE_PATH : anyOf(object("enum", names), REFERENCE_PATH);
    }

    private static Map<String, Object> extending() {
        var base = object("type", "string", "description", "What this mapping is laid over: a library name or a path.");
        return object("type", "object", "properties", object("extends", base), "required", List.of("extends"));
    }

    /** A reference to a record's definition; a variant's own key is one of its properties. */
    private Map<String, Object> definition(Class<?> type, String key, String name) {
        String title = title(type) + (name == null ? "" : "-" + name);
        if (!definitions.containsKey(title)) {
            definitions.put(title, object()); // ends a recursion
            definitions.put(title, record(type.asSubclass(Record.class), key, name));
        }
        return object("$ref", "#/$defs/" + title);
    }

    /** The type's simple name, or with its package's where another type was called so first. */
    private String title(Class<?> type) {
        String simple = type.getSimpleName();
        String packageName = type.getPackageName();
        return titled.computeIfAbsent(simple, unused -> type) == type
                ? simple
                : packageName.substring(packageName.lastIndexOf('.') + 1) + "-" + simple;
    }

    private Map<String, Object> record(Class<? extends Record> type, String key, String name) {
        var properties = object();
        var required = new ArrayList<String>();
        if (key != null) {
            properties.put(key, object("const", name));
            required.add(key);
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (properties.containsKey(component.getName())) {
                continue;
            }
            properties.put(component.getName(), component(component));
            if (!component.isAnnotationPresent(Default.class)
                    && !component.getType().getSimpleName().startsWith("Optional")) {
                required.add(component.getName());
            }
        }
        boolean topLevel = key != null && (key.equals("family") || key.equals("model"));
        if (topLevel) {
            properties.putIfAbsent("name", object("type", "string", "description", "The name in reports."));
        }
        var object = described(type);
        object.put("type", "object");
        object.put("properties", properties);
        object.put("required", required);
        object.put("additionalProperties", false);
        return object;
    }

    private Map<String, Object> component(RecordComponent component) {
        var schema = described(component);
        schema.putAll(type(component.getGenericType(), component.getAnnotation(Range.class)));
        var byDefault = component.getAnnotation(Default.class);
        if (byDefault != null) {
            schema.put("default", plain(YamlReader.value(byDefault.value(), new Source("default", Path.of("")), "")));
        }
        return schema;
    }

    private static Map<String, Object> described(AnnotatedElement element) {
        var doc = element.getAnnotation(Doc.class);
        return doc == null ? object() : object("description", doc.value());
    }

    private static Object plain(Tree tree) {
        if (tree instanceof Tree.Mapping mapping) {
            var plain = object();
            mapping.entries().forEach((key, entry) -> plain.put(key, plain(entry.value())));
            return plain;
        }
        if (tree instanceof Tree.Sequence sequence) {
            return sequence.items().stream().map(Schema::plain).toList();
        }
        var scalar = (Tree.Scalar) tree;
        return switch (scalar.kind()) {
            case NULL -> Optional.empty();
            case BOOLEAN -> Boolean.valueOf(scalar.text());
            case INTEGER -> Scalars.integer(scalar.text());
            case NUMBER -> Scalars.number(scalar.text());
            case STRING -> scalar.text();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> object) {
        return (Map<String, Object>) object.get("properties");
    }

    private static Map<String, Object> anyOf(Object... choices) {
        return object("anyOf", List.of(choices));
    }

    private static Map<String, Object> object(Object... keysAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
