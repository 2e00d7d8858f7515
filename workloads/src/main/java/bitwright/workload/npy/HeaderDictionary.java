package bitwright.workload.npy;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Python dictionary in an {@code .npy} header: the three keys that NumPy writes, each once, with literals of the
 * right kind and nothing else.
 */
final class HeaderDictionary {
    private static final int MAX_RANK = 64;

    private final String file;
    private final String text;
    private int at;

    private String descr;
    private boolean fortranOrder;
    private long[] shape;

    HeaderDictionary(String file, String text) {
        this.file = file;
        this.text = text;
    }

    String descr() {
        return descr;
    }

    boolean fortranOrder() {
        return fortranOrder;
    }

    long[] shape() {
        return shape;
    }

    void parse() {
        expect('{');
        Set<String> seen = new HashSet<>();
        while (!accept('}')) {
            String key = string("a key");
            if (!seen.add(key)) {
                throw problem("key '" + key + "' stands twice");
            }
            expect(':');
            switch (key) {
                case "descr" -> descr = string("an element type");
                case "fortran_order" -> fortranOrder = bool();
                case "shape" -> shape = tuple();
                default -> throw problem("unknown key '" + key + "'");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw problem("text after the dictionary");
        }
        for (String key : List.of("descr", "fortran_order", "shape")) {
            if (!seen.contains(key)) {
                throw problem("key '" + key + "' is missing");
            }
        }
    }

    private String string(String what) {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw problem("expected " + what + " in quotes");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    private boolean bool() {
        skipSpace();
        for (String word : List.of("True", "False")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw problem("fortran_order must be True or False");
    }

    private long[] tuple() {
        expect('(');
        List<Long> extents = new ArrayList<>();
        while (!accept(')')) {
            extents.add(number());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        if (extents.size() > MAX_RANK) {
            throw problem("a shape of " + extents.size() + " axes; at most " + MAX_RANK + " are supported");
        }
        return extents.stream().mapToLong(Long::longValue).toArray();
    }

    private long number() {
        skipSpace();
        int begin = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(begin, at);
        try {
            long value = Long.parseLong(digits);
            accept('L'); // Python 2 wrote long integers so
            return value;
        } catch (NumberFormatException e) {
            throw problem("shape must be a tuple of integers, got '" + digits + "'");
        }
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw problem("expected '" + wanted + "'");
        }
    }

    private boolean accept(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private WorkloadException problem(String what) {
        return new WorkloadException(file + ": bad .npy header at character " + at + ": " + what);
    }
}
