package bitwright.config;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One text for all ways of writing the same configuration: keys sorted, numbers by value, places and comments gone.
 * Results are identified by its hash.
 */
public final class Canonical {
    private Canonical() {}

    public static String text(Tree tree) {
        if (tree instanceof Tree.Mapping mapping) {
            return new TreeMap<>(mapping.entries())
                    .entrySet().stream()
                            .map(one -> quoted(one.getKey()) + ":"
                                    + text(one.getValue().value()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        if (tree instanceof Tree.Sequence sequence) {
            return sequence.items().stream().map(Canonical::text).collect(Collectors.joining(",", "[", "]"));
        }
        return scalar((Tree.Scalar) tree);
    }

    /** The SHA-256 of the text, in hex. */
    public static String sha256(Tree tree) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text(tree).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String scalar(Tree.Scalar scalar) {
        return switch (scalar.kind()) {
            case NULL -> "null";
            case BOOLEAN -> Boolean.toString(Boolean.parseBoolean(scalar.text()));
            case INTEGER -> number(Scalars.integer(scalar.text()).toString());
            case NUMBER -> number(scalar.text());
            case STRING -> quoted(scalar.text());
        };
    }

    private static String number(String text) {
        if (text.endsWith("f") || text.endsWith("F") || text.endsWith("n") || text.endsWith("N")) {
            return quoted(text); // infinite or not a number
        }
        var value = new BigDecimal(text);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
