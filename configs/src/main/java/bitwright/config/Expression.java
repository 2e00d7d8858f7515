package bitwright.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on a configuration, or a number made from it, e.g. {@code design.array.rows * design.array.columns <= 2048}:
 * numbers, quoted words,
 * paths, {@code + - * / %}, comparisons, {@code &&}, {@code ||}, {@code !} and parentheses, binding as in Java.
 */
public final class Expression {
    /** A part of an expression; its value is a Double, a Boolean or a String. */
    @FunctionalInterface
    private interface Part {
        Object value(Function<String, Object> configuration);
    }

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<number>[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)|(?<path>[A-Za-z_][A-Za-z_0-9]*(?:\\.[A-Za-z_0-9]+)*)"
                    + "|(?<word>\"[^\"]*\"|'[^']*')|(?<sign><=|>=|==|!=|&&|\\|\\||[-+*/%<>!()]))");

    /** Signs of two operands by how loosely they bind, the loosest first. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("||"),
            Set.of("&&"),
            Set.of("==", "!="),
            Set.of("<", "<=", ">", ">="),
            Set.of("+", "-"),
            Set.of("*", "/", "%"));

    private static final Map<String, BiFunction<Double, Double, Object>> NUMERIC = Map.of(
            "<", (a, b) -> a < b,
            "<=", (a, b) -> a <= b,
            ">", (a, b) -> a > b,
            ">=", (a, b) -> a >= b,
            "+", (a, b) -> a + b,
            "-", (a, b) -> a - b,
            "*", (a, b) -> a * b,
            "/", (a, b) -> a / b,
            "%", (a, b) -> a % b);

    /** So that no condition is nested deeper than a thread's stack. */
    private static final int MOST_TOKENS = 1000;

    private record Token(String kind, String text, int character) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final Part whole;
    private int next;

    private Expression(String text) {
        this.text = text;
        tokenize();
        if (tokens.size() > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "must be of at most " + MOST_TOKENS + " words and signs, got " + tokens.size());
        }
        this.whole = binary(0);
        if (next < tokens.size()) {
            throw wrong("expected an operator or the end");
        }
    }

    /** Parses an expression. Throws {@link IllegalArgumentException} naming the character where it went wrong. */
    public static Expression of(String text) {
        return new Expression(text);
    }

    /** The paths that it asks for. */
    public List<String> paths() {
        return List.copyOf(paths);
    }

    /**
     * Whether the condition holds.
     *
     * @param configuration the value at a path, or null if there is none
     * @throws IllegalArgumentException if a path has no value, or a value is of the wrong type for what is done with it
     */
    public boolean holds(Function<String, Tree> configuration) {
        if (whole.value(path -> plain(path, configuration.apply(path))) instanceof Boolean holds) {
            return holds;
        }
        throw new IllegalArgumentException("must be a condition, got '" + text + "'");
    }

    /**
     * The number that it comes to; infinite or not a number where it divides by zero.
     *
     * @param names the value of a name, if it is one, or empty to look it up in the configuration
     * @param configuration the value at a path, or null if there is none
     * @throws IllegalArgumentException if a path has no value, or a value is of the wrong type for what is done with it
     */
    public double value(Function<String, OptionalDouble> names, Function<String, Tree> configuration) {
        return number(whole, path -> {
            OptionalDouble number = names.apply(path);
            return number.isPresent() ? (Object) number.getAsDouble() : plain(path, configuration.apply(path));
        });
    }

    /** A plain value as a Double, a Boolean or a String; null for anything else. */
    static Object plain(Tree tree) {
        if (!(tree instanceof Tree.Scalar scalar)) {
            return null;
        }
        return switch (scalar.kind()) {
            case NULL -> null;
            case INTEGER -> Scalars.integer(scalar.text()).doubleValue();
            case NUMBER -> Scalars.number(scalar.text());
            case BOOLEAN -> Boolean.valueOf(scalar.text());
            case STRING -> scalar.text();
        };
    }

    private Object plain(String path, Tree tree) {
        Object plain = plain(tree);
        if (plain == null) {
            throw new IllegalArgumentException(
                    path + (tree == null ? " has no value" : " must be a plain value, got " + tree.shown()) + " in '"
                            + text + "'");
        }
        return plain;
    }

    private void tokenize() {
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (!text.substring(end).isBlank()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw wrong("unexpected character", end);
            }
            for (String kind : List.of("number", "path", "word", "sign")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(kind, matcher.group(kind), matcher.start(kind)));
                }
            }
            end = matcher.end();
        }
    }

    private Part binary(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        Part left = binary(level + 1);
        while (next < tokens.size()
                && LEVELS.get(level).contains(tokens.get(next).text())) {
            left = operation(tokens.get(next++).text(), left, binary(level + 1));
        }
        return left;
    }

    private Part operation(String sign, Part left, Part right) {
        return switch (sign) {
            case "||" -> values -> truth(left, values) || truth(right, values);
            case "&&" -> values -> truth(left, values) && truth(right, values);
            case "==" -> values -> areEqual(left.value(values), right.value(values));
            case "!=" -> values -> !areEqual(left.value(values), right.value(values));
            default -> values -> NUMERIC.get(sign).apply(number(left, values), number(right, values));
        };
    }

    /** Numbers as numbers: 0 equals -0, and what is not a number equals nothing. */
    private static boolean areEqual(Object left, Object right) {
        return left instanceof Double a && right instanceof Double b
                ? a.doubleValue() == b.doubleValue()
                : left.equals(right);
    }

    private Part unary() {
        if (next == tokens.size()) {
            throw wrong("expected a value");
        }
        Token token = tokens.get(next++);
        switch (token.kind()) {
            case "number":
                double number = Double.parseDouble(token.text());
                return values -> number;
            case "word":
                String word = token.text().substring(1, token.text().length() - 1);
                return values -> word;
            case "path":
                return path(token.text());
            default:
                return signed(token);
        }
    }

    private Part signed(Token token) {
        switch (token.text()) {
            case "-": {
                Part negated = unary();
                return values -> -number(negated, values);
            }
            case "!": {
                Part denied = unary();
                return values -> !truth(denied, values);
            }
            case "(": {
                Part inner = binary(0);
                if (next == tokens.size() || !tokens.get(next).text().equals(")")) {
                    throw wrong("expected )");
                }
                next++;
                return inner;
            }
            default:
                next--;
                throw wrong("expected a value");
        }
    }

    private Part path(String path) {
        if (path.equals("true") || path.equals("false")) {
            return values -> Boolean.valueOf(path);
        }
        paths.add(path);
        return values -> values.apply(path);
    }

    private boolean truth(Part part, Function<String, Object> values) {
        if (part.value(values) instanceof Boolean truth) {
            return truth;
        }
        throw new IllegalArgumentException("&&, || and ! need conditions in '" + text + "'");
    }

    private double number(Part part, Function<String, Object> values) {
        Object value = part.value(values);
        if (value instanceof Double number) {
            return number;
        }
        throw new IllegalArgumentException(
                "arithmetic and comparison need numbers, got '" + value + "' in '" + text + "'");
    }

    private IllegalArgumentException wrong(String rule) {
        return wrong(rule, next < tokens.size() ? tokens.get(next).character() : text.length());
    }

    private IllegalArgumentException wrong(String rule, int character) {
        String found = character < text.length() ? "'" + text.substring(character) + "'" : "the end";
        return new IllegalArgumentException(
                rule + " at character " + (character + 1) + " of '" + text + "', got " + found);
    }

    @Override
    public String toString() {
        return text;
    }
}
