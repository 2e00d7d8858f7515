package bitwright.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** The examples of help pages, for commands that have none of their own. */
final class Examples {
    private static final Map<String, List<String>> LINES = read();

    private Examples() {}

    private static Map<String, List<String>> read() {
        var lines = new TreeMap<String, List<String>>();
        var resource = Examples.class.getResourceAsStream("examples.txt");
        try (var in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int colon = line.indexOf(": ");
                if (!line.startsWith("#") && colon > 0) {
                    lines.computeIfAbsent(line.substring(0, colon), command -> new ArrayList<>())
                            .add("  " + line.substring(colon + 2));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Adds a command's examples to its help page. */
    static void addTo(CommandSpec spec) {
        String name = spec.qualifiedName();
        var examples = LINES.get(name.substring(name.indexOf(' ') + 1));
        if (examples != null && spec.usageMessage().footer().length == 0) {
            spec.usageMessage().footerHeading("%nExamples:%n").footer(examples.toArray(String[]::new));
        }
    }
}
