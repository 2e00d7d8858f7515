package bitwright.config;

import bitwright.sim.parameter.Default;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
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
 * @param components the keys
 * @param keys their names
 * @param defaults the values of keys that may be left out
 * @param constructor the canonical constructor
 */
record Shape(
        List<RecordComponent> components,
        List<String> keys,
        Map<String, Tree> defaults,
        Constructor<? extends Record> constructor) {
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
        var components = List.of(type.getRecordComponents());
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
                    components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true); // records of plug-ins and tests need not be public
            return new Shape(
                    components,
                    components.stream().map(RecordComponent::getName).toList(),
                    defaults,
                    constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor: " + type, e);
        }
    }

    /** The keys that must be given. */
    List<String> required() {
        return components.stream()
                .filter(component -> !OPTIONAL.contains(component.getType()))
                .map(RecordComponent::getName)
                .filter(key -> !defaults.containsKey(key))
                .toList();
    }

    boolean has(String key) {
        return keys.contains(key);
    }
}
