package bitwright.conformance.dram;

import bitwright.conformance.golden.GoldenDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of sections with {@code key = value} lines; what follows a semicolon is a comment. Keys are unique over sections. */
final class IniFile {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");

    private final Path file;
    private final Map<String, String> values = new HashMap<>();

    IniFile(Path file) throws IOException {
        this.file = file;
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

    double decimal(String key, double byDefault) {
        if (!values.containsKey(key)) {
            return byDefault;
        }
        Matcher number = NUMBER.matcher(values.get(key));
        if (!number.lookingAt()) {
            throw new GoldenDataException(file + ": " + key + " must be a number, got '" + values.get(key) + "'");
        }
        return Double.parseDouble(number.group()); // what follows a number is ignored, as DRAMsim3 does
    }

    int integer(String key, int byDefault) {
        return (int) decimal(key, byDefault);
    }
}
