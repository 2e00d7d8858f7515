package bitwright.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What stands for a type that is not a plain record: named variants of an interface, or a reading of its own. Immutable. */
public final class Registry {
    /** Reads a value of a type of its own; reports problems to the reader and then returns null. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(Tree tree, RecordReader reader);
    }

    /**
     * The variants of an interface.
     *
     * @param key the key that names the variant, e.g. {@code family}
     * @param names short names and their records
     */
    record Variants(String key, Map<String, Class<? extends Record>> names) {
        Variants {
            names = new TreeMap<>(names);
        }
    }

    private final Map<Class<?>, Variants> variants;
    private final Map<Class<?>, Reading<?>> readings;
    private final ClassLoader plugins;

    public Registry() {
        this(Map.of(), Map.of(), Registry.class.getClassLoader());
    }

    private Registry(Map<Class<?>, Variants> variants, Map<Class<?>, Reading<?>> readings, ClassLoader plugins) {
        this.variants = variants;
        this.readings = readings;
        this.plugins = plugins;
    }

    /** Adds an interface whose variant the value of a key selects: a short name, or the full name of a user's class. */
    public Registry with(Class<?> type, String key, Map<String, Class<? extends Record>> names) {
        var more = new LinkedHashMap<>(variants);
        more.put(type, new Variants(key, names));
        return new Registry(more, readings, plugins);
    }

    /** Adds a type with a reading of its own. */
    public <T> Registry with(Class<T> type, Reading<T> reading) {
        var more = new LinkedHashMap<>(readings);
        more.put(type, reading);
        return new Registry(variants, more, plugins);
    }

    /** The same types, with users' classes looked for in the loader. */
    public Registry with(ClassLoader loader) {
        return new Registry(variants, readings, loader);
    }

    Optional<Variants> variants(Class<?> type) {
        return Optional.ofNullable(variants.get(type));
    }

    Optional<Reading<?>> reading(Class<?> type) {
        return Optional.ofNullable(readings.get(type));
    }

    /** Whether some interface's variants are named by the key. */
    boolean selects(String key) {
        return variants.values().stream().anyMatch(one -> one.key().equals(key));
    }

    /** A user's class by its full name; not initialised yet. */
    Class<?> plugin(String name) throws ClassNotFoundException {
        return Class.forName(name, false, plugins);
    }
}
