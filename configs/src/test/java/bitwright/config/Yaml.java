package bitwright.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** YAML text as a file of a given name in a folder of the test's. */
record Yaml(Path folder) {
    Path file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text's tree; messages call it by the name alone. */
    Tree.Mapping tree(String name, String text) {
        return YamlReader.file(file(name, text), new Source(name, folder), null);
    }
}
