package bitwright.sim.parameter;

import java.lang.reflect.RecordComponent;

/** Checks of a record's components. A message starts with the component's name, so that readers can point at its key. */
public final class Check {
    /** What {@link Range} says of a component. */
    private record Limit(String name, double min, double max) {}

    /** Found out once a type, since reading annotations is slow; null where a component has no range. */
    private static final ClassValue<Limit[]> LIMITS = new ClassValue<>() {
        @Override
        protected Limit[] computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            var limits = new Limit[components.length];
            for (int i = 0; i < limits.length; i++) {
                var range = components[i].getAnnotation(Range.class);
                limits[i] = range == null ? null : new Limit(components[i].getName(), range.min(), range.max());
            }
            return limits;
        }
    };

    private Check() {}

    /**
     * Holds the canonical constructor's arguments against the {@link Range} of each component; call it first thing in a
     * compact constructor with the components in their order.
     *
     * @throws IllegalArgumentException for the first argument out of its range
     */
    public static void ranges(Class<? extends Record> type, Object... arguments) {
        Limit[] limits = LIMITS.get(type);
        if (limits.length != arguments.length) {
            throw new IllegalStateException(
                    type.getName() + " has " + limits.length + " components, got " + arguments.length);
        }
        for (int i = 0; i < limits.length; i++) {
            if (limits[i] != null && arguments[i] instanceof Number number) {
                between(limits[i].name, number.doubleValue(), limits[i].min, limits[i].max);
            }
        }
    }

    /** Throws {@link IllegalArgumentException} unless {@code min <= value <= max}. */
    public static void between(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    name + " must be between " + plain(min) + " and " + plain(max) + ", got " + plain(value));
        }
    }

    /** Throws {@link IllegalArgumentException} with {@code name rule} unless the condition holds. */
    public static void that(boolean condition, String name, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(name + " " + rule);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
