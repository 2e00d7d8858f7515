package bitwright.config;

import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Range;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the reader needs to know of a record type, found out once a type.
 *
 * @param keys the keys, in the order of the components
 * @param defaults the values of keys that may be left out
 * @param constructor the canonical constructor
 */
record Shape(List<Key> keys, Map<String, Tree> defaults, Constructor<? extends Record> constructor) {
    /**
     * A key.
     *
     * @param bounds null where any number will do
     */
    record Key(String name, Type type, Class<?> rawType, Bounds bounds) {
        private static Key of(RecordComponent component) {
            var range = component.getAnnotation(Range.class);
            return new Key(
                    component.getName(),
                    component.getGenericType(),
                    component.getType(),
                    range == null ? null : new Bounds(range.min(), range.max()));
        }

        boolean isOptional() {
            return OPTIONAL.contains(rawType);
        }
    }

    private static final Set<Class<?>> OPTIONAL = Set.of(Optional.class, OptionalInt.class, OptionalLong.class);

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return find(type.asSubclass(Record.class));
        }
    };

    static Shape of(Class<? extends Record> type) {
        return SHAPES.get(type);
    }

    private static Shape find(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        var defaults = new LinkedHashMap<String, Tree>();
        for (RecordComponent component : components) {
            var written = component.getAnnotation(Default.class);
            if (written != null) {
                var source = new Source("default of " + type.getSimpleName() + "." + component.getName(), Path.of(""));
                defaults.put(component.getName(), YamlReader.value(written.value(), source, ""));
            }
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true); // records of plug-ins and tests need not be public
            return new Shape(Arrays.stream(components).map(Key::of).toList(), defaults, constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor: " + type, e);
        }
    }

    /** The keys' names. */
    List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    /** The keys that must be given. */
    List<String> required() {
        return keys.stream()
                .filter(key -> !key.isOptional() && !defaults.containsKey(key.name()))
                .map(Key::name)
                .toList();
    }

    boolean has(String name) {
        for (Key key : keys) {
            if (key.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
