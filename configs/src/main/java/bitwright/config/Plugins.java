package bitwright.config;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Users' JARs. */
public final class Plugins {
    private Plugins() {}

    /** Loads classes from the JARs and from Bitwright. It stays open as long as the process: its classes load on demand. */
    public static ClassLoader loader(List<Path> jars) {
        if (jars.isEmpty()) {
            return Plugins.class.getClassLoader();
        }
        return new URLClassLoader(jars.stream().map(Plugins::url).toArray(URL[]::new), Plugins.class.getClassLoader());
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("plugins must be files, got " + jar, e);
        }
    }
}
