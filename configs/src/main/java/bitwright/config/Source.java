package bitwright.config;

import java.nio.file.Path;

/**
 * Where YAML text came from.
 *
 * @param name how messages call it: a file as the user wrote it, a library file, a setting of the command line
 * @param directory what relative paths inside it start from
 */
public record Source(String name, Path directory) {
    /** A file of the user's. */
    static Source file(Path file) {
        Path parent = file.getParent();
        return new Source(file.toString(), parent == null ? Path.of("") : parent);
    }
}
