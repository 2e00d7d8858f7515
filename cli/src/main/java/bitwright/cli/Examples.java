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
import picocli.CommandLine;

/** The examples of help pages, for commands that have none of their own. */
final class Examples {
    private final Map<String, List<String>> lines = new TreeMap<>();

    Examples() {
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
    }

    /** Adds them to a command and what is below it. */
    void addTo(CommandLine command) {
        var spec = command.getCommandSpec();
        String name = spec.qualifiedName();
        var examples = lines.get(name.substring(name.indexOf(' ') + 1));
        if (examples != null && spec.usageMessage().footer().length == 0) {
            spec.usageMessage().footerHeading("%nExamples:%n").footer(examples.toArray(String[]::new));
        }
        command.getSubcommands().values().forEach(this::addTo);
    }
}
