package bitwright.config;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;

/** Users' JARs. */
public final class Plugins {
    private Plugins() {}

    /**
     * Loads classes from the JARs and from Bitwright. It stays open as long as the process: its classes load on demand.
     *
     * @throws ConfigException if a JAR is not there, or is none
     */
    public static ClassLoader loader(List<Path> jars) {
        if (jars.isEmpty()) {
            return Plugins.class.getClassLoader();
        }
        return new URLClassLoader(jars.stream().map(Plugins::url).toArray(URL[]::new), Plugins.class.getClassLoader());
    }

    private static URL url(Path jar) {
        if (!Files.isReadable(jar)) {
            throw refused(jar, "no such file");
        }
        if (Files.isRegularFile(jar)) {
            try (var opened = new ZipFile(jar.toFile())) {
                opened.size();
            } catch (IOException e) {
                throw refused(jar, "is not a JAR");
            }
        }
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("plugins must be files, got " + jar, e);
        }
    }

    private static ConfigException refused(Path jar, String why) {
        return new ConfigException(
                new Position(new Source("--plugin " + jar, Path.of("")), 0, 0, ""), why + ": " + jar);
    }
}
