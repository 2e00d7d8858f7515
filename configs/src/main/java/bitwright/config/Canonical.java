package bitwright.config;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One text for all ways of writing the same configuration: keys sorted, numbers by value, places and comments gone.
 * Results are identified by its hash.
 */
public final class Canonical {
    private static final Set<String> SHARED = Set.of("energy", "memory");
    private static final Known KNOWN = new Known();

    private Canonical() {}

    public static String text(Tree tree) {
        var text = new StringBuilder();
        append(tree, text);
        return text.toString();
    }

    private static void append(Tree tree, StringBuilder text) {
        if (tree instanceof Tree.Mapping mapping) {
            char before = '{';
            for (String key : new TreeSet<>(mapping.entries().keySet())) {
                text.append(before);
                quote(key, text);
                text.append(':');
                append(mapping.get(key), text);
                before = ',';
            }
            text.append(before == '{' ? "{}" : "}");
        } else if (tree instanceof Tree.Sequence sequence) {
            char before = '[';
            for (Tree item : sequence.items()) {
                text.append(before);
                append(item, text);
                before = ',';
            }
            text.append(before == '[' ? "[]" : "]");
        } else {
            scalar((Tree.Scalar) tree, text);
        }
    }

    /** The SHA-256 of the text, in hex. */
    public static String sha256(Tree tree) {
        return sha256(text(tree));
    }

    /**
     * The same of a run. The texts of its energy table and its memory are remembered by their trees: the points of a sweep
     * share them, and a table's numbers are most of the work.
     */
    static String sha256OfRun(Tree.Mapping run) {
        var text = new StringBuilder();
        char before = '{';
        for (String key : new TreeSet<>(run.entries().keySet())) {
            text.append(before);
            quote(key, text);
            text.append(':');
            if (SHARED.contains(key)) {
                text.append(KNOWN.text(run.get(key)));
            } else {
                append(run.get(key), text);
            }
            before = ',';
        }
        return sha256(text.append('}').toString());
    }

    /** Texts by the identity of their trees, which never change. */
    private static final class Known {
        private static final int MOST = 64;

        private final Map<Tree, String> texts = new IdentityHashMap<>();

        synchronized String text(Tree tree) {
            String known = texts.get(tree);
            if (known == null) {
                if (texts.size() == MOST) {
                    texts.clear();
                }
                known = Canonical.text(tree);
                texts.put(tree, known);
            }
            return known;
        }
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void scalar(Tree.Scalar scalar, StringBuilder text) {
        switch (scalar.kind()) {
            case NULL -> text.append("null");
            case BOOLEAN -> text.append(Boolean.parseBoolean(scalar.text()));
            case INTEGER -> number(Scalars.integer(scalar.text()).toString(), text);
            case NUMBER -> number(scalar.text(), text);
            case STRING -> quote(scalar.text(), text);
        }
    }

    private static void number(String number, StringBuilder text) {
        if (number.endsWith("f") || number.endsWith("F") || number.endsWith("n") || number.endsWith("N")) {
            quote(number, text); // infinite or not a number
            return;
        }
        var value = new BigDecimal(number);
        text.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
    }

    static void quote(String word, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
        text.append('"');
    }
}
