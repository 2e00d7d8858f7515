package bitwright.config;

import bitwright.sim.parameter.Doc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Reads numbers, words, paths and constants; nothing is rounded, guessed or converted. */
final class Scalars {
    private static final Set<Class<?>> TYPES = Set.of(
            int.class,
            Integer.class,
            long.class,
            Long.class,
            double.class,
            Double.class,
            boolean.class,
            Boolean.class,
            String.class,
            Path.class);

    private final BiConsumer<Tree, String> problems;

    Scalars(BiConsumer<Tree, String> problems) {
        this.problems = problems;
    }

    static boolean reads(Class<?> type) {
        return TYPES.contains(type) || type.isEnum();
    }

    /** How a constant is written: lower-case, words joined by a hyphen. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static final ClassValue<Optional<Method>> OF_WORD = new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
            try {
                Method method = type.getDeclaredMethod("of", String.class);
                return Modifier.isStatic(method.getModifiers()) && type.isAssignableFrom(method.getReturnType())
                        ? Optional.of(method)
                        : Optional.empty();
            } catch (NoSuchMethodException e) {
                return Optional.empty();
            }
        }
    };

    /** The type's way from a plain word to a value, if it has one. */
    static Optional<Method> ofWord(Class<?> type) {
        return OF_WORD.get(type);
    }

    /** Whether a type is only ever written as a word: its record is not meant for readers, it says nothing to them. */
    static boolean isWordOnly(Class<?> type) {
        return type.isRecord()
                && !type.isAnnotationPresent(Doc.class)
                && ofWord(type).isPresent();
    }

    /** The value, or null after a problem. */
    Object call(Method of, Tree.Scalar scalar) {
        try {
            of.setAccessible(true);
            return of.invoke(null, scalar.text());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                return refused(scalar, String.valueOf(refused.getMessage()));
            }
            throw new IllegalStateException(scalar.at() + ": " + of + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value, or null after a problem. */
    Object read(Tree tree, Class<?> type, Bounds bounds) {
        if (!(tree instanceof Tree.Scalar scalar)) {
            return refused(tree, "must be " + described(type) + ", got " + tree.shown());
        }
        if (type == int.class || type == Integer.class) {
            var value = integer(scalar, bounds, Integer.MIN_VALUE, Integer.MAX_VALUE);
            return value == null ? null : value.intValueExact();
        }
        if (type == long.class || type == Long.class) {
            var value = integer(scalar, bounds, Long.MIN_VALUE, Long.MAX_VALUE);
            return value == null ? null : value.longValueExact();
        }
        if (type == double.class || type == Double.class) {
            return number(scalar, bounds);
        }
        if (type == boolean.class || type == Boolean.class) {
            return scalar.kind() == Tree.Scalar.Kind.BOOLEAN
                    ? (Object) Boolean.valueOf(scalar.text())
                    : refused(tree, "must be true or false, got " + scalar.shown());
        }
        if (type.isEnum()) {
            return constant(scalar, type);
        }
        if (scalar.kind() != Tree.Scalar.Kind.STRING) {
            return refused(
                    tree,
                    "must be " + described(type) + ", got " + scalar.shown()
                            + (scalar.kind() == Tree.Scalar.Kind.NULL ? "" : "; quote it to make it one"));
        }
        return type == Path.class ? path(scalar) : scalar.text();
    }

    /** An integer's value, whatever its notation. */
    static BigInteger integer(String text) {
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
    }

    private BigInteger integer(Tree.Scalar scalar, Bounds bounds, long smallest, long largest) {
        if (scalar.kind() != Tree.Scalar.Kind.INTEGER) {
            refused(scalar, "must be an integer, got " + scalar.shown());
            return null;
        }
        var value = integer(scalar.text());
        if (bounds != null && !bounds.contains(value)) {
            refused(scalar, bounds.rule() + ", got " + scalar.text());
            return null;
        }
        if (value.compareTo(BigInteger.valueOf(smallest)) < 0 || value.compareTo(BigInteger.valueOf(largest)) > 0) {
            refused(scalar, "must be between " + smallest + " and " + largest + ", got " + scalar.text());
            return null;
        }
        return value;
    }

    private Double number(Tree.Scalar scalar, Bounds bounds) {
        double value = switch (scalar.kind()) {
            case INTEGER -> integer(scalar.text()).doubleValue();
            case NUMBER -> number(scalar.text());
            default -> Double.NaN;
        };
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            refused(scalar, "must be a finite number, got " + scalar.shown());
            return null;
        }
        if (bounds != null && !bounds.contains(value)) {
            refused(scalar, bounds.rule() + ", got " + scalar.text());
            return null;
        }
        return value;
    }

    /** A number's value, whatever its notation. */
    static double number(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.endsWith("nan")) {
            return Double.NaN;
        }
        if (lower.endsWith("inf")) {
            return Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(text);
    }

    private Object constant(Tree.Scalar scalar, Class<?> type) {
        var constants = Arrays.stream(type.getEnumConstants())
                .map(constant -> (Enum<?>) constant)
                .toList();
        for (var constant : constants) {
            if (word(constant).equals(scalar.text())) {
                return constant;
            }
        }
        var words = constants.stream().map(Scalars::word).toList();
        return refused(
                scalar,
                "must be one of " + String.join(", ", words) + ", got " + scalar.shown()
                        + Words.didYouMean(scalar.text(), words));
    }

    private Path path(Tree.Scalar scalar) {
        try {
            Path path = scalar.at().source().directory().resolve(scalar.text());
            if (Files.exists(path)) {
                return path;
            }
            refused(scalar, "no such file or directory: " + path);
        } catch (InvalidPathException e) {
            refused(scalar, "must be a path, got " + scalar.shown());
        }
        return null;
    }

    private static String described(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Stream.of(type.getEnumConstants())
                                    .map(constant -> word((Enum<?>) constant))
                                    .toList());
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "an integer";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "Path" -> "a path";
            default -> "a string";
        };
    }

    private Object refused(Tree tree, String text) {
        problems.accept(tree, text);
        return null;
    }
}
