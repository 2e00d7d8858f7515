package bitwright.config;

import bitwright.sim.parameter.Default;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Binds trees to records: components are keys, {@link Default} fills in for absent ones, {@link Bounds} limits numbers,
 * and the record's constructor has the last word. Interfaces are bound to the variant that the {@link Registry} names,
 * or, if sealed, to the permitted record whose first component is among the keys. A type with a public static method
 * {@code of(String)} may also be written as a plain word. Paths start from the directory of the file they stand in.
 */
public final class RecordReader {
    private final Registry registry;
    private final Scalars scalars = new Scalars(this::problem);
    private final List<Problem> problems = new ArrayList<>();

    public RecordReader(Registry registry) {
        this.registry = registry;
    }

    /**
     * Binds one tree.
     *
     * @throws ConfigException with every problem of the tree
     */
    public static <T> T read(Tree tree, Class<T> type, Registry registry) {
        var reader = new RecordReader(registry);
        T value = reader.read(tree, type);
        reader.throwProblems();
        return value;
    }

    /** Binds a tree, or collects its problems and returns null. */
    public <T> T read(Tree tree, Class<T> type) {
        return type.cast(value(tree, type, null));
    }

    /** Binds a tree to a record by its components, whatever the registry has for the type. */
    <T extends Record> T readRecord(Tree tree, Class<T> type) {
        return type.cast(components(tree, type));
    }

    /** Binds a list of values of one type, or collects problems and returns null. */
    public <T> List<T> readList(Tree tree, Class<T> type) {
        var values = list(tree, type, null);
        return values == null ? null : values.stream().map(type::cast).toList();
    }

    /** Adds a problem at a value's place. */
    public void problem(Tree tree, String text) {
        problem(new Problem(tree.at(), text));
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    List<Problem> problems() {
        return problems;
    }

    /** Throws {@link ConfigException} if there have been problems. */
    public void throwProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** The bound value, or null after a problem. */
    private Object value(Tree tree, Type type, Bounds bounds) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == List.class) {
                return list(tree, arguments[0], bounds);
            }
            if (raw == Map.class && arguments[0] == String.class) {
                return map(tree, arguments[1], bounds);
            }
            if (raw == Optional.class) {
                return optional(tree, arguments[0], bounds);
            }
            return single(tree, raw, bounds); // e.g. Machine<?>: the variant decides
        }
        return single(tree, (Class<?>) type, bounds);
    }

    private List<?> list(Tree tree, Type type, Bounds bounds) {
        if (!(tree instanceof Tree.Sequence sequence)) {
            problem(tree, "must be a list, got " + tree.shown());
            return null;
        }
        int before = problems.size();
        var values =
                sequence.items().stream().map(item -> value(item, type, bounds)).toList();
        return problems.size() > before ? null : List.copyOf(values);
    }

    private Map<String, ?> map(Tree tree, Type type, Bounds bounds) {
        if (!(tree instanceof Tree.Mapping mapping)) {
            problem(tree, "must be a mapping, got " + tree.shown());
            return null;
        }
        int before = problems.size();
        var values = new LinkedHashMap<String, Object>();
        mapping.entries().forEach((key, entry) -> values.put(key, value(entry.value(), type, bounds)));
        return problems.size() > before ? null : Collections.unmodifiableMap(values);
    }

    private Optional<?> optional(Tree tree, Type type, Bounds bounds) {
        if (tree instanceof Tree.Scalar scalar && scalar.kind() == Tree.Scalar.Kind.NULL) {
            return Optional.empty();
        }
        Object value = value(tree, type, bounds);
        return value == null ? null : Optional.of(value);
    }

    private Object single(Tree tree, Class<?> type, Bounds bounds) {
        var reading = registry.reading(type);
        if (reading.isPresent()) {
            return reading.get().read(tree, this);
        }
        if (type == Tree.class) {
            return tree;
        }
        if (type == OptionalInt.class) {
            return scalars.read(tree, int.class, bounds) instanceof Integer value ? OptionalInt.of(value) : null;
        }
        if (type == OptionalLong.class) {
            return scalars.read(tree, long.class, bounds) instanceof Long value ? OptionalLong.of(value) : null;
        }
        if (Scalars.reads(type)) {
            return scalars.read(tree, type, bounds);
        }
        var word = Scalars.ofWord(type);
        if (word.isPresent() && tree instanceof Tree.Scalar scalar) {
            return scalars.call(word.get(), scalar);
        }
        if (Scalars.isWordOnly(type)) {
            problem(tree, "must be a word, got " + tree.shown());
            return null;
        }
        if (type.isInterface()) {
            return variant(tree, type);
        }
        if (type.isRecord()) {
            return components(tree, type.asSubclass(Record.class));
        }
        throw new IllegalStateException("a configuration cannot hold a " + type.getName());
    }

    private Object components(Tree tree, Class<? extends Record> type) {
        if (tree instanceof Tree.Mapping mapping) {
            return record(mapping, type, null);
        }
        problem(tree, "must be a mapping, got " + tree.shown());
        return null;
    }

    private Object variant(Tree tree, Class<?> type) {
        var variants = registry.variants(type);
        if (variants.isPresent()) {
            return named(tree, type, variants.get());
        }
        var permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            throw new IllegalStateException("no variants are known of " + type.getName());
        }
        return byFirstKey(tree, Arrays.asList(permitted));
    }

    /** The variant whose name a key holds; a plain word stands for a mapping with nothing but that key. */
    private Object named(Tree tree, Class<?> type, Registry.Variants variants) {
        String key = variants.key();
        String known = "known ones are " + String.join(", ", variants.names().keySet());
        Tree.Mapping mapping;
        if (tree instanceof Tree.Mapping given) {
            mapping = given;
        } else if (tree instanceof Tree.Scalar word && word.kind() == Tree.Scalar.Kind.STRING) {
            mapping = new Tree.Mapping(word.at(), Map.of(key, new Tree.Entry(word.at(), word)));
        } else {
            problem(tree, "must be a mapping with the key " + key + ", got " + tree.shown());
            return null;
        }
        if (!mapping.has(key)) {
            problem(new Problem(mapping.at(), mapping.at().child(key), "is missing; " + known));
            return null;
        }
        var name = scalars.read(mapping.get(key), String.class, null);
        if (name == null) {
            return null;
        }
        Class<? extends Record> record = variants.names().get(name);
        if (record == null) {
            record = plugin(mapping.get(key), name.toString(), type, variants, known);
        }
        if (record == null) {
            return null;
        }
        boolean component = Shape.of(record).has(key);
        return record(component ? mapping : mapping.without(key), record, component ? null : key);
    }

    private Class<? extends Record> plugin(
            Tree place, String name, Class<?> type, Registry.Variants variants, String known) {
        if (name.indexOf('.') < 0) {
            problem(
                    place,
                    "must be a known name or a class, got '" + name + "'; " + known
                            + Words.didYouMean(name, variants.names().keySet()));
            return null;
        }
        try {
            Class<?> plugin = registry.plugin(name);
            if (plugin.isRecord() && type.isAssignableFrom(plugin)) {
                return plugin.asSubclass(Record.class);
            }
            problem(place, "class " + name + " must be a record that implements " + type.getName());
        } catch (ClassNotFoundException | LinkageError e) {
            problem(place, "class " + name + " is not on the class path nor in a plug-in (" + e + "); " + known);
        }
        return null;
    }

    private Object byFirstKey(Tree tree, List<Class<?>> permitted) {
        var keys = permitted.stream()
                .map(type -> type.getRecordComponents()[0].getName())
                .toList();
        if (tree instanceof Tree.Mapping mapping) {
            for (int i = 0; i < keys.size(); i++) {
                if (mapping.has(keys.get(i))) {
                    return record(mapping, permitted.get(i).asSubclass(Record.class), null);
                }
            }
        }
        problem(tree, "must be a mapping with one of the keys " + String.join(", ", keys) + ", got " + tree.shown());
        return null;
    }

    /** Binds a mapping's keys to a record's components; the selector is a key that has been dealt with, or null. */
    private Object record(Tree.Mapping mapping, Class<? extends Record> type, String selector) {
        int before = problems.size();
        var shape = Shape.of(type);
        Set<String> taken = unknown(mapping, shape, selector);
        var keys = shape.keys();
        Object[] arguments = new Object[keys.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = component(mapping, keys.get(i), shape.defaults(), taken);
        }
        return problems.size() > before ? null : construct(mapping, shape, arguments);
    }

    /** Reports keys that the record does not have; gives those that they were probably meant to be. */
    private Set<String> unknown(Tree.Mapping mapping, Shape shape, String selector) {
        var taken = new HashSet<String>();
        mapping.entries().forEach((key, entry) -> {
            if (shape.has(key) || key.equals(selector)) {
                return;
            }
            var known = new ArrayList<>(shape.names());
            var absent = new ArrayList<>(known);
            absent.removeAll(mapping.entries().keySet());
            absent.removeAll(taken);
            if (selector != null) {
                known.add(0, selector);
            }
            // One mistake, one message: a key that is probably a mistyped one is not reported as missing as well.
            Words.nearest(key, absent).ifPresent(taken::add);
            problem(new Problem(
                    entry.key(),
                    "unknown key; known keys are " + String.join(", ", known) + Words.didYouMean(key, known)));
        });
        return taken;
    }

    private Object component(Tree.Mapping mapping, Shape.Key key, Map<String, Tree> defaults, Set<String> taken) {
        String name = key.name();
        if (mapping.has(name)) {
            return value(mapping.get(name), key.type(), key.bounds());
        }
        if (defaults.containsKey(name)) {
            return byDefault(key, defaults.get(name));
        }
        if (key.rawType() == Optional.class) {
            return Optional.empty();
        }
        if (key.rawType() == OptionalInt.class) {
            return OptionalInt.empty();
        }
        if (key.rawType() == OptionalLong.class) {
            return OptionalLong.empty();
        }
        if (!taken.contains(name)) {
            problem(new Problem(mapping.at(), mapping.at().child(name), "is missing"));
        }
        return null;
    }

    private Object byDefault(Shape.Key key, Tree tree) {
        var reader = new RecordReader(registry);
        Object value = reader.value(tree, key.type(), key.bounds());
        if (!reader.problems.isEmpty()) {
            throw new IllegalStateException(new ConfigException(reader.problems));
        }
        return value;
    }

    private Object construct(Tree.Mapping mapping, Shape shape, Object[] arguments) {
        Class<?> type = shape.constructor().getDeclaringClass();
        try {
            return shape.constructor().newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                problems.add(refusal(mapping, shape, String.valueOf(refused.getMessage())));
                return null;
            }
            throw new IllegalStateException(mapping.at() + ": " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + type.getName(), e);
        }
    }

    /** A message that starts with a component's name, or with a path below it, is about that key. */
    private static Problem refusal(Tree.Mapping mapping, Shape shape, String message) {
        int end = message.indexOf(' ');
        String subject = end < 0 ? message : message.substring(0, end);
        String[] steps = subject.split("\\.", -1);
        if (!shape.has(steps[0]) || end < 0) {
            return new Problem(mapping.at(), message);
        }
        Position place = mapping.at();
        Tree tree = mapping;
        for (String step : steps) {
            if (tree instanceof Tree.Mapping inner && inner.has(step)) {
                tree = inner.get(step);
                place = tree.at();
            } else {
                break;
            }
        }
        String path = place == mapping.at() || !place.path().endsWith(subject)
                ? mapping.at().child(subject)
                : place.path();
        return new Problem(place, path, message.substring(end + 1));
    }
}
