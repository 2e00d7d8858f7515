package bitwright.conformance.dram;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of sections with {@code key = value} lines, read as DRAMsim3 reads it; what follows a semicolon is a comment. Keys are
 * unique over sections.
 */
final class IniFile {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");

    private final Map<String, String> values = new HashMap<>();

    IniFile(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            int comment = line.indexOf(';');
            String text = comment < 0 ? line : line.substring(0, comment);
            int sign = text.indexOf('=');
            if (sign > 0) {
                values.put(
                        text.substring(0, sign).strip(),
                        text.substring(sign + 1).strip());
            }
        }
    }

    String text(String key, String byDefault) {
        return values.getOrDefault(key, byDefault);
    }

    boolean isTrue(String key, boolean byDefault) {
        return values.containsKey(key) ? values.get(key).equalsIgnoreCase("true") : byDefault;
    }

    /** The number that a value begins with; one that begins with none counts as left out. */
    double decimal(String key, double byDefault) {
        Matcher number = NUMBER.matcher(values.getOrDefault(key, ""));
        return number.lookingAt() ? Double.parseDouble(number.group()) : byDefault;
    }

    int integer(String key, int byDefault) {
        return (int) decimal(key, byDefault);
    }
}
