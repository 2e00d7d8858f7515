package bitwright.sim.parameter;

import java.lang.reflect.RecordComponent;

/** Checks of a record's components. A message starts with the component's name, so that readers can point at its key. */
public final class Check {
    private Check() {}

    /**
     * Holds the canonical constructor's arguments against the {@link Range} of each component; call it first thing in a
     * compact constructor with the components in their order.
     *
     * @throws IllegalArgumentException for the first argument out of its range
     */
    public static void ranges(Class<? extends Record> type, Object... arguments) {
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != arguments.length) {
            throw new IllegalStateException(
                    type.getName() + " has " + components.length + " components, got " + arguments.length);
        }
        for (int i = 0; i < components.length; i++) {
            var range = components[i].getAnnotation(Range.class);
            if (range != null && arguments[i] instanceof Number number) {
                between(components[i].getName(), number.doubleValue(), range.min(), range.max());
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
