package bitwright.cli;

import bitwright.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that reads a configuration. */
final class Settings {
    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description =
                    "Put a value (YAML) in place of the file's, e.g. of a run --set design.array.rows=64, of a sweep --set"
                            + " search=random; repeatable.")
    private List<String> settings = List.of();

    @Option(
            names = "--plugin",
            paramLabel = "JAR",
            description = "A JAR with classes that the configuration names; repeatable.")
    private List<Path> plugins = List.of();

    /** Throws {@link bitwright.config.ConfigException} for a setting that is not one. */
    List<Setting> settings() {
        return settings.stream().map(Setting::parse).toList();
    }

    /** The options as words of a command line. */
    List<String> words() {
        var words = new ArrayList<String>();
        settings.forEach(setting -> words.addAll(List.of("--set", setting)));
        plugins.forEach(plugin -> words.addAll(List.of("--plugin", plugin.toString())));
        return words;
    }

    List<Path> plugins() {
        return plugins;
    }
}
